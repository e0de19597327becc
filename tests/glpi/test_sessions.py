"""Sessions: in one role and its entities, independent of one another, ended at once."""

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Entity, Grant, Role, User, WireSession
from accounts.vocabulary import username_key
from tests import make
from tests.glpi.client import Program, signed_in


def person_of_two_roles() -> tuple[Role, Role]:
    user = User.objects.create(
        username="two", username_key=username_key("two"), password=make_password("secret")
    )
    roles = [Role.objects.create(name=name, rights=["ticket.read"]) for name in ("a", "b")]
    for role in roles:
        Grant.objects.create(user=user, role=role)
    return roles[0], roles[1]


def active_role(program: Program) -> int:
    return program.get("getActiveProfile")["active_profile"]["id"]


def test_roles_changed_in_two_sessions_of_one_person_stay_apart(client_listed):
    first, second = person_of_two_roles()
    one, other = signed_in("two"), signed_in("two")

    assert one.call("POST", "changeActiveProfile", {"profiles_id": second.pk}).json() is True

    assert (active_role(one), active_role(other)) == (second.pk, first.pk)


def test_a_session_begins_in_the_default_role_and_entity_as_far_as_they_are_held(client_listed):
    first, second = person_of_two_roles()
    user, north = User.objects.get(username="two"), make.entity("North")
    Grant.objects.create(user=user, role=second, entity=north)

    def begins() -> tuple[int, int]:
        program = signed_in("two")
        return active_role(program), program.get("getActiveEntities")["active_entity"]["id"]

    assert begins() == (first.pk, 0)
    User.objects.filter(pk=user.pk).update(default_role=second)
    assert begins() == (second.pk, 0)
    User.objects.filter(pk=user.pk).update(default_entity=north)
    assert begins() == (second.pk, north.pk)
    User.objects.filter(pk=user.pk).update(default_role=first)
    assert begins() == (first.pk, 0)


def test_the_defaults_of_a_person_are_written_and_read_back(sign_in):
    program, north = sign_in("ann", "*"), make.entity("North")
    role = Role.objects.create(name="Reader", rights=["ticket.read"])
    number = program.add("User", name="rita", profiles_id=role.pk, entities_id=north.pk)["id"]
    user = User.objects.get(pk=number)

    assert (user.default_role, user.default_entity) == (role, north)
    row = program.get(f"User/{number}", expand_dropdowns=1)
    assert (row["profiles_id"], row["entities_id"]) == ("Reader", "Root &#62; North")
    program.change(f"User/{number}", entities_id=0, profiles_id=987654)
    user.refresh_from_db()
    assert (user.default_role, user.default_entity_id) == (None, 0)
    row = program.get(f"User/{number}")
    assert (row["profiles_id"], row["entities_id"]) == (987654, 0)


def test_an_unused_session_ends(sign_in):
    program = sign_in("ann")
    long_ago = timezone.now() - timedelta(hours=25)
    WireSession.objects.update(last_used_at=long_ago)

    assert program.call("GET", "getMyProfiles").status_code == 401


def test_a_session_ends_with_the_role_it_works_in(sign_in):
    program = sign_in("ann")
    Grant.objects.filter(user__username="ann").delete()

    assert program.call("GET", "getMyProfiles").status_code == 401


def test_a_session_ends_when_the_person_is_disabled(sign_in):
    program = sign_in("ann")
    User.objects.filter(username="ann").update(is_active=False)

    assert program.call("GET", "getMyProfiles").status_code == 401


def test_tokens_are_kept_as_hashes(sign_in):
    program = sign_in("ann")

    assert not WireSession.objects.filter(token_hash=program.token).exists()


def test_reading_calls_write_nothing(sign_in):
    program = sign_in("ann")

    with CaptureQueriesContext(connection) as statements:
        program.get("Computer")

    verbs = {statement["sql"].split()[0] for statement in statements}
    assert verbs <= {"SELECT"}


def test_sessions_and_cookies_of_the_pages_are_strangers(sign_in):
    program = sign_in("ann")
    user = User.objects.get(username="ann")

    browser = Program()
    browser.http.force_login(user)

    assert browser.call("GET", "getMyProfiles").status_code == 400
    assert not program.call("GET", "getMyProfiles").cookies


def test_what_lies_in_another_tenant_is_not_there(sign_in):
    north, south = make.entity("North"), make.entity("South")
    program = sign_in("ann", entity=north)
    mine = make.item(name="mine", entity_id=north.pk)
    theirs = make.item(name="theirs", entity_id=south.pk)

    assert [row["id"] for row in program.get("Computer")] == [mine.pk]
    assert program.call("GET", f"Computer/{theirs.pk}").status_code == 404
    assert program.get(f"Computer/{mine.pk}")["entities_id"] == north.pk
    assert program.change(f"Computer/{theirs.pk}", name="x") == ["ERROR_GLPI_UPDATE", None]


def test_a_grant_for_one_group_opens_no_other_group(sign_in):
    desk, other = make.group("Desk"), make.group("Other")
    mine, theirs = make.ticket(support_group=desk), make.ticket(support_group=other)
    program = sign_in("ann", "ticket.read", reach="group", group=desk, is_recursive=True)

    assert [row["id"] for row in program.get("Ticket")] == [mine.pk]
    program.call("POST", "changeActiveEntities", {"entities_id": 0, "is_recursive": True})
    assert [row["id"] for row in program.get("Ticket")] == [mine.pk]
    assert program.call("GET", f"Ticket/{theirs.pk}").status_code == 404


def test_narrowed_to_one_entity_the_others_are_not_there(sign_in):
    north = make.entity("North")
    program = sign_in("ann")
    make.item(name="below", entity_id=north.pk)
    wanted = {"entities_id": 0, "is_recursive": False}

    assert program.call("POST", "changeActiveEntities", wanted).json() is True

    assert program.get("Computer") == []


def test_an_entity_where_the_role_is_not_held_is_refused(sign_in):
    north, south = make.entity("North"), make.entity("South")
    program = sign_in("ann", entity=north)

    answer = program.call("POST", "changeActiveEntities", {"entities_id": south.pk})

    assert answer.json() is False
    assert Entity.objects.count() == 3


def test_numbers_that_came_with_a_role_take_away_and_never_give(sign_in):
    program = sign_in("ann")
    item = make.item(name="one")
    role = Role.objects.get(name="ann")
    role.wire_extra = {"glpi.rights": {"computer": 1, "user": 31, "config": 3}}
    role.save()

    assert program.call("GET", f"Computer/{item.pk}").status_code == 200
    assert program.change(f"Computer/{item.pk}", name="x")[0] == "ERROR_GLPI_UPDATE"
    assert program.add("User", name="new")[0] == "ERROR_GLPI_ADD"
