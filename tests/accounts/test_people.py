"""Creating, changing and deleting people; who may do so to whom."""

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError

from accounts.drafts import GrantDraft, RoleDraft, UserDraft, UserPatch
from accounts.models import Grant, Member, Role, User, UserEmail
from accounts.operations import (
    create_role,
    create_user,
    delete_user,
    grant_role,
    import_user,
    revoke_grant,
    set_password,
    update_role,
    update_user,
)
from accounts.queries import user_by_login, visible_users
from audit.models import JournalEntry
from tests import make
from tests.tickets.traces import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def root():
    return make.administrator()


@pytest.fixture
def boss():
    """Somebody who manages people, and holds what agents hold."""
    boss = make.actor("boss", *make.AGENT_RIGHTS, "user.manage", reach="group")
    boss.user.is_agent = True
    boss.user.save()
    return boss


def codes(error: pytest.ExceptionInfo[ValidationError]) -> set[str]:
    return {item.code for items in error.value.error_dict.values() for item in items}


def test_new_person_has_an_address_and_no_password_until_one_is_set(root):
    user = create_user(root, UserDraft(username="Ana", email="Ana@example.com"))

    assert not user.has_usable_password()
    assert UserEmail.objects.get(user=user).email_key == "ana@example.com"
    entry = JournalEntry.objects.get(verb="user.created")
    assert entry.changes == {"username": [None, "Ana"], "email": [None, "Ana@example.com"]}


def test_new_person_may_get_a_role_in_a_group(root):
    desk = make.group("Service Desk")
    role = Role.objects.create(name="Agent", rights=["ticket.read"])

    user = create_user(root, UserDraft(username="ana", password="x"), role=role, group=desk)

    assert Grant.objects.get(user=user).group == desk
    assert Member.objects.get(user=user).group == desk
    assert "x" not in str(list(JournalEntry.objects.values_list("changes")))


@pytest.mark.parametrize("name", ["ana", "ANA", "", "  ", "x" * 256])
def test_name_that_is_taken_empty_or_too_long_is_refused(root, name):
    make.person("Ana")
    before = rows()

    with pytest.raises(ValidationError):
        create_user(root, UserDraft(username=name))
    if name.strip() and len(name) < 256:
        with pytest.raises(ValidationError):
            import_user(root, UserDraft(username=name))

    assert rows() == before


def test_name_of_a_deleted_person_is_free_again(root):
    ana = make.person("ana")
    delete_user(root, ana.pk)

    again = create_user(root, UserDraft(username="ana"))

    assert user_by_login("ANA") == again


def test_deleted_person_is_in_no_list_and_keeps_the_name_for_histories(root):
    ana = make.person("ana")
    ticket = make.ticket(assignee=ana)

    delete_user(root, ana.pk)

    assert not visible_users(root).filter(pk=ana.pk).exists()
    assert user_by_login("ana") is None
    ticket.refresh_from_db()
    assert ticket.assignee.username == "ana"
    assert set(JournalEntry.objects.get(verb="user.deleted").changes) == {"deleted_at"}
    with pytest.raises(ObjectDoesNotExist):
        delete_user(root, ana.pk)


def test_nobody_deletes_the_own_account_or_the_last_administrator(root):
    with pytest.raises(ValidationError) as own:
        delete_user(root, root.user.pk)
    with pytest.raises(ValidationError) as last:
        delete_user(make.system(), root.user.pk)

    assert (codes(own), codes(last)) == ({"self"}, {"last_administrator"})
    second = make.administrator("second")
    delete_user(make.system(), root.user.pk)
    assert visible_users(second).count() == 1


def test_last_administrator_is_not_disabled_either(root):
    with pytest.raises(ValidationError) as last:
        update_user(make.system(), root.user.pk, UserPatch(is_active=False))

    assert codes(last) == {"last_administrator"}
    assert User.objects.get(pk=root.user.pk).is_active


def test_last_administrator_keeps_the_grant_and_the_role_its_words():
    root = make.actor("root", "*", reach="all")
    grant, role = Grant.objects.get(user=root.user), Role.objects.get(name="root")
    before = rows()

    with pytest.raises(ValidationError) as revoked:
        revoke_grant(root, grant.pk)
    with pytest.raises(ValidationError) as emptied:
        update_role(root, role.pk, RoleDraft(name="root", rights=["ticket.read"]))

    assert (codes(revoked), codes(emptied)) == ({"last_administrator"}, {"last_administrator"})
    assert rows() == before
    assert Role.objects.get(pk=role.pk).rights == ["*"]


def test_any_other_holder_of_every_right_is_an_administrator(root):
    other = make.person("other", "*", reach="all")

    revoke_grant(make.system(), Grant.objects.get(user=root.user).pk)
    with pytest.raises(ValidationError) as last:
        delete_user(make.system(), other.pk)

    assert codes(last) == {"last_administrator"}


@pytest.mark.parametrize(
    "columns", [{"is_recursive": False}, {"reach": "entity"}, {"group": "Desk"}]
)
def test_who_holds_every_right_in_part_is_no_other_administrator(root, columns):
    if "group" in columns:
        columns = {"reach": "all", "group": make.group(columns["group"])}
    make.person("part", *["*"], **{"reach": "all", **columns})

    with pytest.raises(ValidationError) as last:
        revoke_grant(make.system(), Grant.objects.get(user=root.user).pk)

    assert codes(last) == {"last_administrator"}


def test_second_role_of_the_last_administrator_may_go(root):
    role = Role.objects.create(name="r", rights=["ticket.read"])
    grant = grant_role(root, GrantDraft(user=root.user, role=role))

    revoke_grant(root, grant.pk)

    assert root.user.grants.count() == 1


def test_system_user_is_neither_deleted_nor_given_a_password(root):
    system = User.objects.get(is_system=True)

    for refused in (
        lambda: delete_user(root, system.pk),
        lambda: set_password(root, system.pk, "x"),
        lambda: update_user(root, system.pk, UserPatch(is_active=True)),
    ):
        with pytest.raises(ObjectDoesNotExist):
            refused()


def test_who_manages_people_does_not_become_an_administrator_by_it(boss, root):
    """Else a password reset would be a way to every right."""
    before = rows()

    for refused in (
        lambda: set_password(boss, root.user.pk, "mine now"),
        lambda: update_user(boss, root.user.pk, UserPatch(email="boss@example.com")),
        lambda: delete_user(boss, root.user.pk),
    ):
        with pytest.raises(PermissionDenied):
            refused()

    assert rows() == before


def test_who_manages_people_manages_those_who_hold_no_more(boss):
    ana = make.person("ana", "ticket.read", reach="group")
    outside = make.person("rita")

    assert set_password(boss, ana.pk, "fresh").check_password("fresh")
    assert update_user(boss, outside.pk, UserPatch(real_name="Rita")).real_name == "Rita"
    delete_user(boss, ana.pk)


def test_everybody_changes_the_own_password_and_nobody_else_s(root):
    ana, otto = make.agent("ana"), make.agent("otto")

    set_password(ana, ana.user.pk, "mine")
    with pytest.raises(PermissionDenied):
        set_password(otto, ana.user.pk, "yours")

    entry = JournalEntry.objects.get(verb="user.password_changed")
    assert entry.changes == {"password": ["changed", "changed"]}
    assert User.objects.get(pk=ana.user.pk).check_password("mine")


@pytest.mark.parametrize("right", ["user.read", "group.manage"])
def test_people_are_changed_only_by_who_manages_people(right):
    actor, rita = make.actor("ana", right), make.person("rita")
    before = rows()

    for refused in (
        lambda: create_user(actor, UserDraft(username="x")),
        lambda: update_user(actor, rita.pk, UserPatch(real_name="x")),
        lambda: delete_user(actor, rita.pk),
        lambda: import_user(actor, UserDraft(username="x")),
    ):
        with pytest.raises(PermissionDenied):
            refused()

    assert rows() == before


def test_change_leaves_one_entry_with_what_differs_and_none_when_nothing_does(root):
    ana = make.person("ana")

    update_user(root, ana.pk, UserPatch(username="Ana", email="a@example.com", real_name=""))
    update_user(root, ana.pk, UserPatch(username="Ana", email="a@example.com"))

    [entry] = JournalEntry.objects.filter(verb="user.updated")
    assert entry.changes == {"username": ["ana", "Ana"], "email": ["", "a@example.com"]}
    assert UserEmail.objects.get(user=ana).email == "a@example.com"


def test_nobody_creates_a_person_with_a_role_they_may_not_give(boss):
    admin = Role.objects.create(name="All", rights=["*"], ticket_reach="all")
    before = rows()

    with pytest.raises(PermissionDenied):
        create_user(boss, UserDraft(username="x"), role=admin)

    assert rows() == before


GRANTS = [
    (["ticket.read"], "group", True),
    (["ticket.read", "followup.read_internal"], "own", True),
    (["ticket.manage"], "group", False),
    (["ticket.read", "invoice.read"], "own", False),
    (["ticket.read"], "all", False),
    (["*"], "own", False),
]


@pytest.mark.parametrize(("words", "reach", "is_allowed"), GRANTS)
def test_nobody_grants_or_revokes_a_right_they_do_not_hold(boss, words, reach, is_allowed):
    role = Role.objects.create(name="r", rights=words, ticket_reach=reach)
    otto = make.person("otto")

    if is_allowed:
        grant = grant_role(boss, GrantDraft(user=otto, role=role))
        assert (grant.granted_by, otto.grants.count()) == (boss.user, 1)
        revoke_grant(boss, grant.pk)
        assert otto.grants.count() == 0
        verbs = JournalEntry.objects.filter(object_id=otto.pk).values_list("verb", flat=True)
        assert list(verbs.order_by("id")) == ["user.role_granted", "user.role_revoked"]
        return
    grant = Grant.objects.create(user=otto, role=role)
    with pytest.raises(PermissionDenied):
        grant_role(boss, GrantDraft(user=boss.user, role=role))
    with pytest.raises(PermissionDenied):
        revoke_grant(boss, grant.pk)
    assert Grant.objects.filter(role=role).count() == 1


def test_same_grant_twice_is_one(root):
    role, otto = Role.objects.create(name="r"), make.person("otto")

    grants = {grant_role(root, GrantDraft(user=otto, role=role)).pk for _ in range(2)}

    assert len(grants) == 1
    assert JournalEntry.objects.filter(verb="user.role_granted").count() == 1


def test_roles_are_made_of_known_words_by_who_manages_roles(root, boss):
    with pytest.raises(PermissionDenied):
        create_role(boss, RoleDraft(name="r"))
    with pytest.raises(ValidationError) as unknown:
        create_role(root, RoleDraft(name="r", rights=["ticket.eat"]))

    assert codes(unknown) == {"unknown"}
    role = create_role(root, RoleDraft(name="r", rights=["ticket.read"]))
    update_role(root, role.pk, RoleDraft(name="r", rights=["ticket.write"]))
    assert JournalEntry.objects.get(verb="role.updated").changes == {
        "rights": [["ticket.read"], ["ticket.write"]]
    }


def test_nobody_gives_oneself_more_by_changing_a_role(root):
    clerk = make.actor("clerk", "role.manage", "user.manage", "ticket.read", reach="group")
    role = Role.objects.get(name="clerk")
    builtin = Role.objects.get(is_builtin=True, name="Administrator")

    with pytest.raises(PermissionDenied):
        update_role(clerk, role.pk, RoleDraft(name="clerk", rights=["*"], ticket_reach="all"))
    with pytest.raises(ValidationError) as kept:
        update_role(root, builtin.pk, RoleDraft(name="Nothing"))

    assert codes(kept) == {"builtin"}
    assert Role.objects.get(pk=role.pk).rights == ["role.manage", "user.manage", "ticket.read"]
