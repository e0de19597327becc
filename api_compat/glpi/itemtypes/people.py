"""Item types of people, their addresses, groups and members."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts import operations, policies, queries
from accounts.drafts import (
    GrantDraft,
    GroupDraft,
    GroupPatch,
    UserDraft,
    UserPatch,
)
from accounts.operations import addresses, trash
from accounts.vocabulary import Interface
from api_compat.glpi import columns as c
from api_compat.glpi.errors import DENIED, Unwritable
from api_compat.glpi.itemtypes.shared import kinds_of
from api_compat.glpi.itemtypes.ties import TieWriter
from api_compat.glpi.registry import Input, ItemType, Reached, declare, row_of
from api_compat.glpi.session import Session
from api_compat.glpi.writers import DraftWriter, Values, merged, translated
from tickets.queries import visible_tickets

USERS: Any = queries.user_rows().model
ROLES: Any = USERS._meta.get_field("grants").related_model._meta.get_field("role").related_model
GROUPS: Any = USERS._meta.get_field("main_group").related_model
MEMBERS: Any = USERS._meta.get_field("memberships").related_model
EMAILS: Any = USERS._meta.get_field("emails").related_model


def visible_users(session: Session) -> QuerySet[Any]:
    """Everybody may be named on a ticket by who works here; who may be read is asked by bits."""
    if session.is_portal:
        return queries.user_rows().filter(pk=session.user.pk)
    return queries.user_rows().filter(is_system=False)


@dataclass(frozen=True)
class UserWriter:
    """People: with a password, a first role and addresses."""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Make a person."""
        values, kept = translated(session, itemtype, given)
        password = _password(given)
        role = _first_role(session, given)
        draft = UserDraft(
            **{
                **values,
                "password": password,
                "is_agent": role is None or role.interface == Interface.CENTRAL,
                "wire_extra": merged({}, kept),
            }
        )
        user = operations.create_user(session.actor, draft)
        entity = c.read_number(given.get("_entities_id", 0))
        deep = c.truth(given.get("_is_recursive", 1 if "_profiles_id" not in given else 0))
        if role is not None:
            grant = GrantDraft(user=user, role=role, entity_id=entity, is_recursive=deep)
            operations.grant_role(session.actor, grant)
        for email in _emails(given):
            addresses.add_address(session.actor, user, email)
        return int(user.pk)

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Change a person."""
        values, kept = translated(session, itemtype, given)
        user = queries.user_rows().get(pk=number)
        if kept:
            values["wire_extra"] = merged(user.wire_extra, kept)
        password = _password(given)
        if values:
            operations.update_user(session.actor, number, UserPatch(**values))
        if password is not None:
            operations.set_password(session.actor, number, password)
        for email in _emails(given):
            addresses.add_address(session.actor, user, email)

    def trash(self, session: Session, number: int) -> None:
        """Put a person in the trash."""
        operations.delete_user(session.actor, number)

    def restore(self, session: Session, number: int) -> None:
        """Take a person out of the trash."""
        trash.restore_user(session.actor, number)

    def purge(self, session: Session, number: int) -> None:
        """Remove a person."""
        trash.purge_user(session.actor, number)


def _password(given: Input) -> str | None:
    password = given.get("password")
    if password in (None, ""):
        return None
    if password != given.get("password2"):
        raise Unwritable("Error: the two passwords do not match")
    return str(password)


def _first_role(session: Session, given: Input) -> Any:
    number = c.read_number(given.get("_profiles_id"))
    if number:
        role = row_of(session, "Profile", number)
        if role is None:
            raise Unwritable(DENIED)
        return role
    return ROLES._default_manager.filter(is_default=True).order_by("pk").first()


def _emails(given: Input) -> list[str]:
    emails = given.get("_useremails")
    found = emails.values() if isinstance(emails, dict) else emails
    return [str(email) for email in found or [] if email] if emails else []


def _written(session: Session) -> QuerySet[Any]:
    return visible_tickets(session.actor).filter(kind__in=kinds_of("Ticket"))


declare(
    "User",
    model=USERS,
    rows=visible_users,
    columns={
        "name": c.text("username", "username"),
        "realname": c.text("last_name", "last_name"),
        "firstname": c.text("first_name", "first_name"),
        "password_last_update": c.moment("password_changed_at"),
        "registration_number": c.text("employee_number", "employee_number"),
        "usertitles_id": c.key("title_id", "UserTitle", "title"),
        "usercategories_id": c.key("category_id", "UserCategory", "category"),
        "users_id_supervisor": c.key("manager_id", "User", "manager"),
        "groups_id": c.key("main_group_id", "Group", "main_group"),
        "profiles_id": c.key("default_role_id", "Profile", "default_role"),
        "entities_id": c.key("default_entity_id", "Entity", "default_entity"),
        "last_login": c.moment("last_login_at"),
        "begin_date": c.moment("valid_from_at", "valid_from_at"),
        "end_date": c.moment("valid_until_at", "valid_until_at"),
        "timezone": c.text("time_zone", "time_zone"),
        "picture": c.fixed(None),
        "authtype": c.fixed(1),
        "auths_id": c.fixed(0),
        "is_active": c.flag("is_active", "is_active"),
        "cookie_token_date": c.fixed(None),
        "personal_token_date": c.fixed(None),
        "api_token_date": c.fixed(None),
    },
    writer=UserWriter(),
    names="username",
    reached={
        61: (Reached(rows=_written, tie="submitter_id", column=c.number("pk"), counts=True),),
    },
)


class EmailWriter(TieWriter):
    """Mail addresses of people."""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Add an address."""
        user = row_of(session, "User", c.read_number(given.get("users_id")))
        if user is None:
            raise Unwritable(DENIED)
        email = str(given.get("email") or "")
        chosen = c.truth(given.get("is_default"))
        return int(addresses.add_address(session.actor, user, email, is_default=chosen).pk)

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Correct an address, or make it the default one."""
        row = EMAILS._default_manager.select_related("user").get(pk=number)
        if "email" in given:
            addresses.change_address(session.actor, row, str(given["email"] or ""))
        if c.truth(given.get("is_default")):
            addresses.make_default(session.actor, row)

    def purge(self, session: Session, number: int) -> None:
        """Remove an address."""
        row = EMAILS._default_manager.select_related("user").get(pk=number)
        addresses.remove_address(session.actor, row)


declare(
    "UserEmail",
    model=EMAILS,
    rows=lambda session: EMAILS._default_manager.filter(user__in=visible_users(session)),
    columns={"users_id": c.key("user_id", "User")},
    writer=EmailWriter(),
    gate="user",
    names="email",
)


def _group_extra(number: int) -> Values:
    rows = GROUPS._default_manager.filter(pk=number)
    return rows.values_list("wire_extra", flat=True).first() or {}


def _groups(session: Session) -> QuerySet[Any]:
    here = policies.present_in(session.actor)
    rows: QuerySet[Any] = GROUPS._default_manager.filter(here)
    return rows


declare(
    "Group",
    model=GROUPS,
    rows=_groups,
    columns={
        "groups_id": c.key("parent_id", "Group", "parent"),
        "is_requester": c.flag("can_request", "can_request"),
        "is_watcher": c.flag("can_watch", "can_watch"),
        "is_assign": c.flag("can_be_assigned", "can_be_assigned"),
        "is_task": c.flag("can_do_tasks", "can_do_tasks"),
        "is_notify": c.flag("is_notified", "is_notified"),
        "is_itemgroup": c.flag("can_own_items", "can_own_items"),
        "is_usergroup": c.flag("is_people_group", "is_people_group"),
        "is_manager": c.flag("can_manage", "can_manage"),
    },
    writer=DraftWriter(
        make=operations.create_group,
        update=operations.update_group,
        draft=GroupDraft,
        patch=GroupPatch,
        remove=operations.delete_group,
        bring_back=trash.restore_group,
        erase=trash.purge_group,
        extra_of=_group_extra,
    ),
    names="full_name",
)


class MemberWriter(TieWriter):
    """People in groups."""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Put a person in a group."""
        user = row_of(session, "User", c.read_number(given.get("users_id")))
        group = row_of(session, "Group", c.read_number(given.get("groups_id")))
        if user is None or group is None:
            raise Unwritable(DENIED)
        manages = c.truth(given.get("is_manager"))
        member = operations.add_member(session.actor, group.pk, user, is_manager=manages)
        return int(member.pk)

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Say what a member is to the group."""
        if "is_manager" in given:
            manages = c.truth(given["is_manager"])
            operations.change_member(session.actor, number, is_manager=manages)

    def purge(self, session: Session, number: int) -> None:
        """Take a person out of a group."""
        row = MEMBERS._default_manager.select_related("user").get(pk=number)
        operations.remove_member(session.actor, row.group_id, row.user)


declare(
    "Group_User",
    model=MEMBERS,
    rows=lambda session: MEMBERS._default_manager.filter(
        user__in=visible_users(session), group__in=_groups(session)
    ),
    columns={
        "users_id": c.key("user_id", "User"),
        "groups_id": c.key("group_id", "Group"),
        "is_userdelegate": c.flag("is_delegate"),
    },
    writer=MemberWriter(),
    gate="group",
    names="user__username",
)
