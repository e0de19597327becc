"""Item types of people, groups, roles, entities and API clients."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When

from accounts import operations, policies, queries
from accounts.drafts import (
    EntityDraft,
    EntityPatch,
    GrantDraft,
    GroupDraft,
    GroupPatch,
    RoleDraft,
    UserDraft,
    UserPatch,
)
from accounts.operations import addresses, entities, trash
from accounts.vocabulary import ROOT_ENTITY, Interface
from api_compat.glpi import columns as c
from api_compat.glpi import rights
from api_compat.glpi.errors import DENIED, Unwritable
from api_compat.glpi.itemtypes.shared import kinds_of
from api_compat.glpi.itemtypes.ties import TieWriter
from api_compat.glpi.registry import Input, ItemType, Reached, declare, row_of
from api_compat.glpi.session import Session
from api_compat.glpi.writers import DraftWriter, Values, merged, translated
from tickets.queries import visible_tickets

USERS: Any = queries.user_rows().model
ENTITIES: Any = (
    USERS._meta.get_field("grants").related_model._meta.get_field("entity").related_model
)
GRANTS: Any = USERS._meta.get_field("grants").related_model
ROLES: Any = GRANTS._meta.get_field("role").related_model
GROUPS: Any = USERS._meta.get_field("main_group").related_model
MEMBERS: Any = USERS._meta.get_field("memberships").related_model
EMAILS: Any = USERS._meta.get_field("emails").related_model
INTERFACES = {Interface.CENTRAL: "central", Interface.PORTAL: "helpdesk"}


def _users(session: Session) -> QuerySet[Any]:
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
    rows=_users,
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
    rows=lambda session: EMAILS._default_manager.filter(user__in=_users(session)),
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
        user__in=_users(session), group__in=_groups(session)
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


class RoleWriter(TieWriter):
    """Roles; their rights come as numbers under _rights, as the older API keeps them apart."""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Make a role."""
        return int(operations.create_role(session.actor, _role(session, itemtype, given)).pk)

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Change a role."""
        stored = ROLES._default_manager.get(pk=number)
        draft = _role(session, itemtype, given, stored)
        operations.update_role(session.actor, number, draft)

    def purge(self, session: Session, number: int) -> None:
        """Roles that somebody holds stay."""
        operations.delete_role(session.actor, number)


def _role(session: Session, itemtype: ItemType, given: Input, stored: Any = None) -> RoleDraft:
    values, kept = translated(session, itemtype, given)
    names = ("name", "comment", "rights", "ticket_reach", "interface", "is_default")
    base: Values = {name: getattr(stored, name) for name in names} if stored is not None else {}
    extra = dict(stored.wire_extra) if stored is not None else {}
    numbers = given.get("_rights")
    if isinstance(numbers, dict):
        told = {str(noun): c.read_number(bits) for noun, bits in numbers.items()}
        merged_bits = {**extra.get(rights.CARRIED, {}), **told}
        extra[rights.CARRIED] = merged_bits
        base |= {
            "rights": rights.words_of(merged_bits),
            "ticket_reach": rights.reach_of(merged_bits),
        }
    found = {**base, **values}
    return RoleDraft(**{"name": "", **found, "wire_extra": merged(extra, kept)})


RIGHTS = {
    20: "computer", 21: "monitor", 22: "software", 23: "networking", 24: "printer",
    25: "peripheral", 28: "phone", 142: "license", 30: "contact_enterprise", 31: "document",
    32: "contract", 33: "infocom", 34: "knowbase", 140: "project", 141: "projecttask",
    42: "dropdown", 45: "typedoc", 47: "config", 107: "calendar", 163: "location",
    164: "itilcategory", 165: "knowbasecategory", 166: "taskcategory", 167: "state", 170: "slm",
    55: "profile", 56: "user", 58: "group", 59: "entity", 61: "logs", 102: "ticket",
    112: "problem", 115: "change", 131: "followup", 132: "task", 133: "ticketvalidation",
    138: "changevalidation",
}  # fmt: skip
"""The nouns whose bits the search options of a role show."""


def _bits(noun: str) -> Callable[[], c.Column]:
    """Return the way to the bits of each role; roles are few, and their words are no numbers."""

    def column() -> c.Column:
        roles = ROLES._default_manager.all()
        whens = [When(pk=role.pk, then=Value(rights.bits_of(role).get(noun, 0))) for role in roles]
        return c.number(Case(*whens, default=Value(0), output_field=IntegerField()))

    return column


declare(
    "Profile",
    model=ROLES,
    rows=lambda session: ROLES._default_manager.all(),
    columns={
        "interface": c.code("interface", INTERFACES, "interface", "central"),
        "is_default": c.flag("is_default", "is_default"),
    },
    writer=RoleWriter(),
    reached={number: (Reached(column=_bits(noun)),) for number, noun in RIGHTS.items()},
)


class GrantWriter(TieWriter):
    """Who holds which role where; keys that decide rights are never dangling."""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Give a role."""
        user = row_of(session, "User", c.read_number(given.get("users_id")))
        role = row_of(session, "Profile", c.read_number(given.get("profiles_id")))
        entity = c.read_number(given.get("entities_id", session.entity_id))
        if user is None or role is None or row_of(session, "Entity", entity) is None:
            raise Unwritable(DENIED)
        deep = c.truth(given.get("is_recursive"))
        grant = GrantDraft(user=user, role=role, entity_id=entity, is_recursive=deep)
        return int(operations.grant_role(session.actor, grant).pk)

    def purge(self, session: Session, number: int) -> None:
        """Take a role away."""
        operations.revoke_grant(session.actor, number)


declare(
    "Profile_User",
    model=GRANTS,
    rows=lambda session: GRANTS._default_manager.filter(
        policies.present_in(session.actor, has_recursive=False), user__in=_users(session)
    ),
    columns={
        "users_id": c.key("user_id", "User"),
        "profiles_id": c.key("role_id", "Profile"),
        "entities_id": c.key("entity_id", "Entity"),
        "is_recursive": c.flag("is_recursive"),
        "is_default_profile": c.flag("is_default"),
    },
    writer=GrantWriter(),
    gate="user",
    names="role__name",
)


class EntityWriter(TieWriter):
    """Tenants."""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Open an entity."""
        values, kept = translated(session, itemtype, given)
        parent = given.get("entities_id", session.entity_id)
        draft = EntityDraft(
            **{
                "name": "",
                **values,
                "parent_id": _parent(session, parent).pk,
                "wire_extra": merged({}, kept),
            }
        )
        return int(entities.create_entity(session.actor, draft).pk)

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Change an entity."""
        values, kept = translated(session, itemtype, given)
        if given.get("entities_id") is not None and number != ROOT_ENTITY:
            values["parent_id"] = _parent(session, given["entities_id"]).pk
        if kept:
            stored = ENTITIES._default_manager.get(pk=number)
            values["wire_extra"] = merged(stored.wire_extra, kept)
        entities.update_entity(session.actor, number, EntityPatch(**values))

    def purge(self, session: Session, number: int) -> None:
        """Close an entity."""
        entities.delete_entity(session.actor, number)


def _parent(session: Session, number: Any) -> Any:
    parent = row_of(session, "Entity", c.read_number(number))
    if parent is None:
        raise Unwritable(DENIED)
    return parent


def _entities(session: Session) -> QuerySet[Any]:
    here = policies.present_in(session.actor, field="pk", has_recursive=False)
    rows: QuerySet[Any] = ENTITIES._default_manager.filter(here)
    return rows


declare(
    "Entity",
    model=ENTITIES,
    rows=_entities,
    columns={
        "entities_id": c.Column(select="parent_id", kind="number", nullable=True),
        "phonenumber": c.text("phone", "phone"),
    },
    writer=EntityWriter(),
    names="full_name",
)
CLIENTS: Any = queries.client_rows("glpi").model
declare(
    "APIClient",
    model=CLIENTS,
    rows=lambda session: queries.client_rows("glpi"),
    columns={
        "entities_id": c.fixed(0),
        "is_recursive": c.fixed(1),
        "app_token_date": c.moment("secret_changed_at"),
        "dolog_method": c.number("log_use"),
        "ipv4_range_start": c.fixed(None),
        "ipv4_range_end": c.fixed(None),
        "ipv6": c.fixed(None),
    },
)
