"""Item types of roles and of who holds them where."""

from collections.abc import Callable
from typing import Any

from django.db.models import Case, IntegerField, Value, When

from accounts import operations, policies, queries
from accounts.drafts import (
    GrantDraft,
    RoleDraft,
)
from accounts.vocabulary import Interface
from api_compat.glpi import columns as c
from api_compat.glpi import rights
from api_compat.glpi.errors import DENIED, Unwritable
from api_compat.glpi.itemtypes.people import visible_users
from api_compat.glpi.itemtypes.ties import TieWriter
from api_compat.glpi.registry import Input, ItemType, Reached, declare, row_of
from api_compat.glpi.session import Session
from api_compat.glpi.writers import Values, merged, translated

USERS: Any = queries.user_rows().model
GRANTS: Any = USERS._meta.get_field("grants").related_model
ROLES: Any = GRANTS._meta.get_field("role").related_model
INTERFACES = {Interface.CENTRAL: "central", Interface.PORTAL: "helpdesk"}


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
    25: "peripheral", 26: "cartridge", 27: "consumable", 28: "phone", 129: "internet",
    130: "devicesimcard_pinpuk",
    30: "contact_enterprise", 31: "document", 32: "contract", 33: "infocom", 101: "budget",
    142: "license", 143: "contact_enterprise", 144: "line", 145: "certificate", 146: "datacenter",
    147: "cluster", 148: "domain", 149: "appliance", 150: "database", 151: "cable_management",
    34: "knowbase", 36: "reservation", 38: "reports", 140: "project", 141: "projecttask",
    42: "dropdown", 44: "device", 45: "typedoc", 46: "link", 47: "config", 52: "search_config",
    106: "notification", 107: "calendar", 109: "personalization", 162: "dashboard",
    163: "location", 164: "itilcategory", 165: "knowbasecategory", 166: "taskcategory",
    167: "state", 168: "itilfollowuptemplate", 169: "solutiontemplate", 170: "slm",
    171: "lineoperator",
    48: "rule_ticket", 49: "rule_import", 50: "rule_ldap", 51: "rule_softwarecategories",
    90: "rule_dictionnary_software", 91: "rule_dictionnary_dropdown", 105: "rule_mailcollector",
    159: "rule_location", 160: "rule_asset", 161: "rule_dictionnary_printer",
    55: "profile", 56: "user", 58: "group", 59: "entity", 60: "transfer", 61: "logs",
    62: "system_logs", 152: "queuednotification", 153: "inventory", 154: "locked_field",
    155: "snmpcredential", 156: "refusedequipment", 157: "unmanaged", 158: "agent",
    102: "ticket", 103: "tickettemplate", 79: "planning", 85: "statistic", 119: "ticketcost",
    112: "problem", 115: "change", 131: "followup", 132: "task", 133: "ticketvalidation",
    134: "itiltemplate", 135: "pendingreason", 136: "ticketrecurrent", 137: "externalevent",
    138: "changevalidation", 139: "recurrentchange",
    63: "reminder_public", 64: "bookmark_public", 120: "rssfeed_public",
}  # fmt: skip
"""The nouns whose bits the search options of a role show; those the desk gives no meaning are kept
as they came.
"""
SWITCHES = {4: "password_update", 89: "show_group_hardware"}
"""Nouns that are on or off."""


def _bits(noun: str, highest: int = rights.EVERYTHING) -> Callable[[], c.Column]:
    """Return the way to the bits of each role; roles are few, and their words are no numbers."""

    def column() -> c.Column:
        roles = ROLES._default_manager.all()
        bits = {role.pk: min(rights.bits_of(role).get(noun, 0), highest) for role in roles}
        whens = [When(pk=key, then=Value(number)) for key, number in bits.items()]
        return c.number(Case(*whens, default=Value(0), output_field=IntegerField()))

    return column


def _reached() -> dict[int, tuple[Reached, ...]]:
    ways = {number: _bits(noun) for number, noun in RIGHTS.items()}
    ways |= {number: _bits(noun, 1) for number, noun in SWITCHES.items()}
    return {number: (Reached(column=way),) for number, way in ways.items()}


declare(
    "Profile",
    model=ROLES,
    rows=lambda session: ROLES._default_manager.all(),
    columns={
        "interface": c.code("interface", INTERFACES, "interface", "central"),
        "is_default": c.flag("is_default", "is_default"),
    },
    writer=RoleWriter(),
    reached=_reached(),
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
        policies.present_in(session.actor, has_recursive=False), user__in=visible_users(session)
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
