"""Item types that tie tickets to people, groups, items and one another."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet

from api_compat.glpi import codes
from api_compat.glpi import columns as c
from api_compat.glpi.errors import DENIED, Unwritable
from api_compat.glpi.itemtypes.lines import ITIL, ticket_of
from api_compat.glpi.itemtypes.shared import class_column, kinds_of
from api_compat.glpi.itemtypes.ticket_writer import add_party
from api_compat.glpi.registry import Input, ItemType, declare, row_of
from api_compat.glpi.session import Session
from tickets import operations, queries
from tickets.drafts import Party
from tickets.vocabulary import LinkKind, Role

TICKETS: Any = queries.ticket_rows().model
PEOPLE: Any = TICKETS._meta.get_field("people").related_model
GROUPS: Any = TICKETS._meta.get_field("groups").related_model
EXTERNALS: Any = TICKETS._meta.get_field("externals").related_model
ITEMS: Any = TICKETS._meta.get_field("ci_links").related_model
LINKS: Any = TICKETS._meta.get_field("links_out").related_model
ROLE_OF = {number: role for role, number in codes.ROLES.items()}
KIND_OF = {number: kind for kind, number in codes.LINKS.items()}
PARENT_OF = 4


class TieWriter:
    """What ties have in common: they are made and removed, and lie in no trash."""

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Ties are not changed, but for what the types below say."""

    def trash(self, session: Session, number: int) -> None:
        """There is no trash for ties."""
        self.purge(session, number)

    def restore(self, session: Session, number: int) -> None:
        """There is no trash for ties."""
        raise ObjectDoesNotExist

    def purge(self, session: Session, number: int) -> None:
        """Remove a tie."""
        raise NotImplementedError


@dataclass(frozen=True)
class PersonWriter(TieWriter):
    """People and addresses on a ticket."""

    name: str

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Give somebody a part."""
        number = ticket_of(session, {**given, "items_id": None}, self.name)
        role = _role(given)
        key = c.read_number(given.get("users_id"))
        user = row_of(session, "User", key) if key else None
        email = str(given.get("alternative_email") or "")
        if user is None and (key or not email):
            raise Unwritable(DENIED)
        wants = c.truth(given.get("use_notification", 1))
        party = Party(role=role, user=user, email="" if user else email, wants_mail=wants)
        return add_party(session, number, party)

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Say whether somebody wants mail."""
        if "use_notification" in given:
            row = queries.person_rows(session.actor).get(pk=number)
            wants = c.truth(given["use_notification"])
            operations.change_party(session.actor, row, wants_mail=wants)

    def purge(self, session: Session, number: int) -> None:
        """Take a part away."""
        row = queries.person_rows(session.actor).get(pk=number)
        operations.remove_party(session.actor, row.ticket_id, number)


@dataclass(frozen=True)
class GroupWriter(TieWriter):
    """Groups on a ticket."""

    name: str

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Give a group a part."""
        number = ticket_of(session, {**given, "items_id": None}, self.name)
        group = row_of(session, "Group", c.read_number(given.get("groups_id")))
        if group is None:
            raise Unwritable(DENIED)
        return add_party(session, number, Party(role=_role(given), group=group))

    def purge(self, session: Session, number: int) -> None:
        """Take a part away."""
        row = queries.group_rows(session.actor).get(pk=number)
        operations.remove_group(session.actor, row.ticket_id, number)


class SupplierWriter(TieWriter):
    """Suppliers that work on tickets."""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Give a supplier a part."""
        number = ticket_of(session, {**given, "items_id": None}, "Ticket")
        supplier = row_of(session, "Supplier", c.read_number(given.get("suppliers_id")))
        if supplier is None:
            raise Unwritable(DENIED)
        return int(operations.link_external(session.actor, number, supplier.pk).pk)

    def purge(self, session: Session, number: int) -> None:
        """Take a part away."""
        row = queries.external_rows(session.actor).get(pk=number)
        operations.unlink_external(session.actor, row.ticket_id, number)


@dataclass(frozen=True)
class ItemTieWriter(TieWriter):
    """Items that a ticket is about."""

    name: str

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Tie an item to a ticket."""
        number = ticket_of(session, {**given, "items_id": None}, self.name)
        key = c.read_number(given.get("items_id"))
        item = row_of(session, str(given.get("itemtype") or ""), key)
        if item is None or not hasattr(item, "ci_class"):
            raise Unwritable(DENIED)
        return int(operations.link_item(session.actor, number, item.pk).pk)

    def purge(self, session: Session, number: int) -> None:
        """Take an item off a ticket."""
        row = queries.item_rows(session.actor).get(pk=number)
        operations.unlink_item(session.actor, row.ticket_id, row.ci_id)


@dataclass(frozen=True)
class LinkWriter(TieWriter):
    """Ties between tickets, problems and changes, by the fields that name both ends."""

    first: tuple[str, str]
    second: tuple[str, str]
    kind: str = ""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Tie two tickets; "parent of" is stored as child with the ends swapped."""
        ends = []
        for field, name in (self.first, self.second):
            number = c.read_number(given.get(field))
            if row_of(session, name, number) is None:
                raise Unwritable(DENIED)
            ends.append(number)
        source, target = ends
        number = c.read_number(given.get("link", 1))
        kind = self.kind or KIND_OF.get(number, LinkKind.RELATED)
        if not self.kind and number == PARENT_OF:
            source, target, kind = target, source, LinkKind.CHILD
        return int(operations.link_tickets(session.actor, source, target, kind).pk)

    def purge(self, session: Session, number: int) -> None:
        """Untie two tickets."""
        row = queries.link_rows(session.actor).get(pk=number)
        operations.unlink_tickets(session.actor, row.source_id, number)


def _role(given: Input) -> str:
    role = ROLE_OF.get(c.read_number(given.get("type", 1)))
    if role is None:
        raise Unwritable(f"Incorrect type: '{given.get('type')}'")
    return role


def _of_kind(rows: Callable[[Any], QuerySet[Any]], name: str) -> Callable[[Session], QuerySet[Any]]:
    kinds = kinds_of(name)

    def found(session: Session) -> QuerySet[Any]:
        seen = rows(session.actor).filter(ticket__kind__in=kinds)
        has_role = any(known.name == "role" for known in seen.model._meta.fields)
        return seen.filter(role__in=list(codes.ROLES)) if has_role else seen

    return found


def _hanging(model: Any) -> Callable[[Session], QuerySet[Any]]:
    return lambda session: model._default_manager.filter(role__in=list(codes.ROLES))


GROUP_NAMES = {"Ticket": "Group_Ticket", "Problem": "Group_Problem", "Change": "Change_Group"}
ITEM_NAMES = {"Ticket": "Item_Ticket", "Problem": "Item_Problem", "Change": "Change_Item"}

for _key, _name in ITIL.items():
    _gate = _name.lower()
    declare(
        f"{_name}_User",
        model=PEOPLE,
        rows=_of_kind(queries.person_rows, _name),
        hanging={_name: _hanging(PEOPLE)},
        columns={
            _key: c.key("ticket_id", _name),
            "users_id": c.key("user_id", "User"),
            "type": c.code("role", codes.ROLES, "", 3),
            "use_notification": c.flag("wants_mail"),
            "alternative_email": c.Column(
                select="email", kind="text", shown=lambda value: value or ""
            ),
        },
        writer=PersonWriter(_name),
        gate=_gate,
        names="user__username",
    )
    declare(
        GROUP_NAMES[_name],
        model=GROUPS,
        rows=_of_kind(queries.group_rows, _name),
        hanging={_name: _hanging(GROUPS)},
        columns={
            _key: c.key("ticket_id", _name),
            "groups_id": c.key("group_id", "Group"),
            "type": c.code("role", codes.ROLES, "", 3),
        },
        writer=GroupWriter(_name),
        gate=_gate,
        names="group__name",
    )
    declare(
        ITEM_NAMES[_name],
        model=ITEMS,
        rows=_of_kind(queries.item_rows, _name),
        columns={
            _key: c.key("ticket_id", _name),
            "itemtype": class_column("ci__ci_class"),
            "items_id": c.key("ci_id", "<itemtype field>"),
        },
        writer=ItemTieWriter(_name),
        gate=_gate,
        names="ci__name",
    )


def _ties(source: str, target: str) -> Callable[[Session], QuerySet[Any]]:
    def rows(session: Session) -> QuerySet[Any]:
        return queries.link_rows(session.actor).filter(
            source__kind__in=kinds_of(source), target__kind__in=kinds_of(target)
        )

    return rows


declare(
    "Supplier_Ticket",
    model=EXTERNALS,
    rows=_of_kind(queries.external_rows, "Ticket"),
    columns={
        "tickets_id": c.key("ticket_id", "Ticket"),
        "suppliers_id": c.key("company_id", "Supplier"),
        "type": c.fixed(codes.ROLES[Role.ASSIGNEE]),
        "use_notification": c.flag("wants_mail"),
        "alternative_email": c.Column(select="email", kind="text", shown=lambda value: value or ""),
    },
    writer=SupplierWriter(),
    gate="ticket",
    names="company__name",
)
declare(
    "Ticket_Ticket",
    model=LINKS,
    rows=_ties("Ticket", "Ticket"),
    columns={
        "tickets_id_1": c.key("source_id", "Ticket"),
        "tickets_id_2": c.key("target_id", "Ticket"),
        "link": c.code("kind", codes.LINKS, "", 1),
    },
    writer=LinkWriter(("tickets_id_1", "Ticket"), ("tickets_id_2", "Ticket")),
    gate="ticket",
    names="target__title",
)
for _tie, _source, _target, _kind in (
    ("Problem_Ticket", ("tickets_id", "Ticket"), ("problems_id", "Problem"), LinkKind.CAUSED_BY),
    (
        "Change_Ticket", ("tickets_id", "Ticket"), ("changes_id", "Change"),
        LinkKind.SOLVED_BY_CHANGE,
    ),
    (
        "Change_Problem", ("problems_id", "Problem"), ("changes_id", "Change"),
        LinkKind.SOLVED_BY_CHANGE,
    ),
):  # fmt: skip
    declare(
        _tie,
        model=LINKS,
        rows=_ties(_source[1], _target[1]),
        columns={
            _source[0]: c.key("source_id", _source[1]),
            _target[0]: c.key("target_id", _target[1]),
        },
        writer=LinkWriter(_source, _target, _kind),
        gate=_source[1].lower(),
        names="target__title",
    )
