"""People and groups as an actor may see them."""

from collections.abc import Iterable

from django.db.models import QuerySet

from accounts import policies
from accounts.models import Group, Role, User
from accounts.vocabulary import username_key
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
    address = {"emails__email_key": login.strip().casefold(), "emails__is_default": True}
    found = User.objects.filter(**address, deleted_at=None, is_active=True, is_external=False)[:2]
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
    wanted = set(keys)
    if not wanted:
        return {}
    return {user.pk: user.shown_name for user in User.objects.filter(pk__in=wanted)}


def visible_users(actor: Actor) -> QuerySet[User]:
    """Return the people the actor may see, without the system user and the deleted."""
    return User.objects.filter(policies.visible_users(actor))


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
