"""People and groups as an actor may see them."""

from collections.abc import Collection, Iterable, Mapping

from django.db.models import Q, QuerySet

from accounts import policies
from accounts.models import Grant, Group, Member, Note, Role, User, UserEmail
from accounts.vocabulary import TicketReach, username_key
from audit.actor import Actor


def user_by_login(login: str) -> User | None:
    """Return the person who signs in under this name, whatever the case; deleted people are
    unknown.
    """
    return User.objects.filter(username_key=username_key(login), deleted_at=None).first()


def user_by_login_or_email(login: str) -> User | None:
    """Return the person who signs in under this name, else the only one with this mail address."""
    named = user_by_login(login)
    if named is not None or "@" not in login:
        return named
    return user_by_email(login)


def user_by_email(address: str) -> User | None:
    """Return the only open account with this mail address, whatever its login name is."""
    mine = {"emails__email_key": address.strip().casefold(), "emails__is_default": True}
    found = User.objects.filter(**mine, deleted_at=None, is_active=True, is_external=False)[:2]
    return found[0] if len(found) == 1 else None


def people_by_login(logins: Iterable[str]) -> dict[str, User]:
    """Return {folded name: person} for the names that exist (one statement)."""
    keys = {username_key(login) for login in logins if login}
    return {
        user.username_key: user
        for user in User.objects.filter(username_key__in=keys, deleted_at=None)
    }


def names_of(keys: Iterable[int]) -> dict[int, str]:
    """Return {person: the name people read}, deleted ones included (one statement, none without
    keys).
    """
    return {key: user.shown_name for key, user in people_by_key(keys).items()}


def people_by_key(keys: Iterable[int | None]) -> dict[int, User]:
    """Return {key: person}, deleted ones included (one statement, none without keys)."""
    wanted = {key for key in keys if key is not None}
    return {user.pk: user for user in User.objects.filter(pk__in=wanted)} if wanted else {}


def visible_users(actor: Actor) -> QuerySet[User]:
    """Return the people the actor may see, without the system user and the deleted."""
    return User.objects.filter(policies.visible_users(actor))


def people_with_email(actor: Actor, email: str) -> QuerySet[User]:
    """Return the visible people who have this address, as their first or another one."""
    owners = UserEmail.objects.filter(email_key=email.strip().casefold()).values("user")
    return visible_users(actor).filter(pk__in=owners)


def user_rows() -> QuerySet[User]:
    """Return everybody, the deleted and the system user among them; who asks narrows it."""
    return User.objects.all()


def note_rows() -> QuerySet[Note]:
    """Return every note; who asks has to narrow it to the rows that are seen."""
    return Note.objects.all()


def user_for(actor: Actor, login: str) -> User:
    """Return one visible person by login name. Raises User.DoesNotExist for hidden and unknown
    alike.
    """
    return visible_users(actor).get(username_key=username_key(login))


def visible_groups(actor: Actor) -> QuerySet[Group]:
    """Return the groups the actor may see."""
    return Group.objects.filter(policies.visible_groups(actor))


def support_groups(actor: Actor) -> QuerySet[Group]:
    """Return the visible groups that take tickets, without the levels of a desk."""
    return visible_groups(actor).filter(is_support=True, level_order=None)


def groups_with_deleted(actor: Actor) -> QuerySet[Group]:
    """Return the groups the actor may see, and for those who manage groups the deleted ones."""
    seen = policies.visible_groups(actor)
    if policies.may(actor, "group.manage"):
        seen |= Q(deleted_at__isnull=False)
    return Group.objects.filter(seen)


def active_members(actor: Actor, groups: Iterable[Group]) -> QuerySet[Member]:
    """Return the members of visible groups who may enter and whom the actor sees, with their
    people, leads first.
    """
    people = visible_users(actor).filter(is_active=True)
    rows = Member.objects.filter(group__in=groups, user__in=people.values("pk"))
    return rows.select_related("user").order_by("-is_manager", "user__username_key")


def member_ids(group_ids: Collection[int]) -> dict[int, list[int]]:
    """Return {group: its members that are not deleted} (one statement)."""
    rows = Member.objects.filter(group__in=group_ids, user__deleted_at=None).order_by("pk")
    found: dict[int, list[int]] = {}
    for group_id, user_id in rows.values_list("group_id", "user_id"):
        found.setdefault(group_id, []).append(user_id)
    return found


def groups_of_people(user_ids: Collection[int]) -> dict[int, list[Group]]:
    """Return {person: the groups they are a member of} (one statement)."""
    rows = Member.objects.filter(user__in=user_ids, group__deleted_at=None)
    found: dict[int, list[Group]] = {}
    for row in rows.select_related("group").order_by("group_id"):
        found.setdefault(row.user_id, []).append(row.group)
    return found


def groups_for(login: str) -> set[int]:
    """Return the keys of the groups a person is a member of; empty for an unknown name."""
    return set(
        Group.objects.filter(
            deleted_at=None,
            members__user__username_key=username_key(login),
            members__user__deleted_at=None,
        ).values_list("pk", flat=True)
    )


def logins_of(keys: Iterable[int | None]) -> dict[int, str]:
    """Return {key: login name} of people, the deleted among them: histories keep the name."""
    wanted = {key for key in keys if key is not None}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "username")) if wanted else {}


def roles() -> QuerySet[Role]:
    """Return all roles."""
    return Role.objects.order_by("id")


def role_for(key: int) -> Role:
    """Return a role. Raises Role.DoesNotExist."""
    return Role.objects.get(pk=key)


def is_empty() -> bool:
    """Tell whether the desk has neither people nor groups besides the built-in rows."""
    return not User.objects.filter(is_system=False).exists() and not Group.objects.exists()


PHONES = ("phone", "mobile", "office_phone", "fax", "other_phone")
SEARCHED = {
    "employee_number": ("employee_number",),
    "phone": ("phone",),
    "mobile_phone": ("mobile",),
    "office_phone": ("office_phone",),
    "fax_phone": ("fax",),
    "other_phone": ("other_phone",),
    "phones": PHONES,
}


def matching(people: QuerySet[User], wanted: Mapping[str, str], *, exactly: bool) -> QuerySet[User]:
    """Narrow people to those who match all words: "username", "email", "search" (names too), and
    the keys of SEARCHED; a part of a value is enough unless `exactly`.
    """
    how = "" if exactly else "__contains"
    for name, value in wanted.items():
        key = username_key(value.strip())
        addresses = UserEmail.objects.filter(**{f"email_key{how}": value.strip().casefold()})
        match name:
            case "username":
                people = people.filter(**{f"username_key{how}": key})
            case "email":
                people = people.filter(pk__in=addresses.values("user"))
            case "search":
                people = people.filter(
                    Q(username_key__contains=key)
                    | Q(first_name__icontains=value)
                    | Q(last_name__icontains=value)
                    | Q(real_name__icontains=value)
                    | Q(pk__in=addresses.values("user"))
                )
            case _:
                found = Q()
                for column in SEARCHED[name]:
                    found |= Q(**{f"{column}{how or '__exact'}": value.strip()})
                people = people.filter(found)
    return people


def strongest_roles(user_ids: Collection[int]) -> dict[int, str]:
    """Return {person: name of the role that reaches farthest} (one statement)."""
    order = list(TicketReach.values)
    grants = Grant.objects.filter(user__in=user_ids).order_by("-pk")
    found: dict[int, tuple[int, str]] = {}
    for user_id, name, reach in grants.values_list("user_id", "role__name", "role__ticket_reach"):
        rank = order.index(reach)
        if user_id not in found or found[user_id][0] <= rank:
            found[user_id] = rank, name
    return {user_id: name for user_id, (_, name) in found.items()}


def other_addresses(user_ids: Collection[int]) -> dict[int, str]:
    """Return {person: second address} (one statement)."""
    rows = UserEmail.objects.filter(user__in=user_ids, is_default=False).order_by("-pk")
    return dict(rows.values_list("user_id", "email"))
