"""Item types of documents and what they hang on; contracts on items."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    CharField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Concat

from api_compat.glpi import columns as c
from api_compat.glpi.columns import Column
from api_compat.glpi.errors import DENIED, Unwritable
from api_compat.glpi.itemtypes.assets import MODEL as ITEMS
from api_compat.glpi.itemtypes.companies import declare_links
from api_compat.glpi.itemtypes.lines import MODEL as LINES
from api_compat.glpi.itemtypes.shared import CLASSES, KINDS
from api_compat.glpi.itemtypes.ties import TICKETS, TieWriter
from api_compat.glpi.registry import Input, ItemType, declare, row_of
from api_compat.glpi.session import Session
from api_compat.glpi.writers import Values, merged, own_entity, translated
from files.operations import Received
from files.queries import file_rows, link_rows
from tickets import operations, queries
from tickets.vocabulary import FollowupKind

FILES: Any = file_rows().model
LINKS: Any = link_rows().model
OTHERS = {
    "article": "KnowbaseItem",
    "company": "Supplier",
    "contact": "Contact",
    "contract": "Contract",
    "project": "Project",
    "user": "User",
}


def owner_type(noun: str, number: str) -> Column:
    """Return the item type of the row that a generic link points to."""
    key = OuterRef(number)
    of_item = Subquery(_shown(ITEMS, "ci_class", CLASSES).filter(pk=key).values("shown")[:1])
    of_ticket = Subquery(_shown(TICKETS, "kind", KINDS).filter(pk=key).values("shown")[:1])
    lines = LINES._default_manager.filter(pk=key)
    of_line = Subquery(
        lines.annotate(
            shown=Case(
                When(kind=FollowupKind.SOLUTION, then=Value("ITILSolution")),
                When(kind=FollowupKind.TASK, then=Value("TicketTask")),
                default=Value("ITILFollowup"),
                output_field=CharField(),
            )
        ).values("shown")[:1]
    )
    model = f"{noun}__model"
    whens = [
        When(**{model: "configurationitem"}, then=of_item),
        When(**{model: "ticket"}, then=of_ticket),
        When(**{model: "followup"}, then=of_line),
        *(When(**{model: name}, then=Value(shown)) for name, shown in OTHERS.items()),
    ]
    return Column(
        select=Case(*whens, default=Value(""), output_field=CharField()), kind="code", codes={}
    )


def _shown(model: Any, path: str, names: dict[Any, str]) -> QuerySet[Any]:
    whens = [When(**{path: stored}, then=Value(name)) for stored, name in names.items()]
    shown = Case(*whens, default=Value(""), output_field=CharField())
    rows: QuerySet[Any] = model._default_manager.annotate(shown=shown)
    return rows


def _path() -> Column:
    """Return EXT/2 hex/38 hex.EXT, null without bytes."""
    select = Concat("sha1", Value("/"), "file_name", output_field=CharField())
    return Column(select=select, nullable=True, shown=_stored_at)


def _stored_at(value: str | None) -> str | None:
    checksum, _, name = (value or "").partition("/")
    if not checksum:
        return None
    ending = name.rpartition(".")[2].upper()
    return f"{ending}/{checksum[:2]}/{checksum[2:]}.{ending}"


def _documents(session: Session) -> QuerySet[Any]:
    return queries.documents(session.actor)


UPLOAD = "_upload"


class Upload(NamedTuple):
    """A file that came as a part, under a name that no client's input can take the place of."""

    name: str
    content: Received


@dataclass(frozen=True)
class DocumentWriter:
    """Documents; bytes come with uploads."""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Keep a document, with the file that came with it."""
        values, kept = translated(session, itemtype, given)
        own_entity(session, itemtype, values)
        sent = given.get(UPLOAD)
        upload = sent if isinstance(sent, Upload) else None
        owner = _owner(session, given)
        if owner is not None:
            values["title"] = f"Document: {given.get('itemtype')} - {_name(owner)}"
        values["wire_extra"] = merged({}, kept)
        file = operations.create_document(
            session.actor,
            values,
            file_name=upload.name if upload is not None else "",
            content=upload.content if upload is not None else None,
        )
        if owner is not None:
            operations.link_document(session.actor, file.pk, owner)
        return int(file.pk)

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Change a document."""
        values, kept = translated(session, itemtype, given)
        if kept:
            extra: Values = FILES._default_manager.get(pk=number).wire_extra
            values["wire_extra"] = merged(extra, kept)
        operations.change_document(session.actor, number, values)

    def trash(self, session: Session, number: int) -> None:
        """Put a document in the trash."""
        operations.trash_document(session.actor, number)

    def restore(self, session: Session, number: int) -> None:
        """Take a document out of the trash."""
        operations.restore_document(session.actor, number)

    def purge(self, session: Session, number: int) -> None:
        """Remove a document."""
        operations.purge_document(session.actor, number)


def _owner(session: Session, given: Input) -> Any:
    name = given.get("itemtype")
    if not name:
        return None
    owner = row_of(session, str(name), c.read_number(given.get("items_id")))
    if owner is None:
        raise Unwritable(DENIED)
    return owner


def _name(owner: Any) -> str:
    return str(getattr(owner, "title", None) or getattr(owner, "name", ""))


declare(
    "Document",
    model=FILES,
    rows=_documents,
    columns={
        "entities_id": c.key("entity_id", "Entity", "entity_id"),
        "name": c.text("title", "title"),
        "filename": c.text("file_name"),
        "filepath": _path(),
        "documentcategories_id": c.key("category_id", "DocumentCategory", "category"),
        "mime": c.text("media_type"),
        "link": c.text("address", "address"),
        "users_id": c.key("uploader_id", "User"),
        "tickets_id": c.key(
            Subquery(
                LINKS._default_manager.filter(file=OuterRef("pk"), noun__model="ticket")
                .order_by("pk")
                .values("object_id")[:1]
            ),
            "Ticket",
        ),
        "sha1sum": c.text("sha1"),
        "tag": c.text("sha256"),
        "is_blacklisted": c.fixed(0),
    },
    writer=DocumentWriter(),
    names="title",
)


class DocumentLinkWriter(TieWriter):
    """Documents on rows of any type."""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Hang a document on a row."""
        owner = _owner(session, given)
        if owner is None:
            raise Unwritable(DENIED)
        number = c.read_number(given.get("documents_id"))
        if row_of(session, "Document", number) is None:
            raise Unwritable(DENIED)
        return int(operations.link_document(session.actor, number, owner).pk)

    def purge(self, session: Session, number: int) -> None:
        """Take a document off a row."""
        operations.unlink_document(session.actor, LINKS._default_manager.get(pk=number))


def _links(session: Session) -> QuerySet[Any]:
    return queries.document_links(session.actor).filter(Q(file__deleted_at=None))


declare(
    "Document_Item",
    model=LINKS,
    rows=_links,
    columns={
        "documents_id": c.key("file_id", "Document"),
        "itemtype": owner_type("noun", "object_id"),
        "items_id": c.key("object_id", "<itemtype field>"),
        "entities_id": c.key("file__entity_id", "Entity"),
        "is_recursive": c.flag("file__is_recursive"),
        "date_mod": c.moment("linked_at"),
        "date_creation": c.moment("linked_at"),
        "date": c.moment("linked_at"),
        "users_id": c.key("linked_by_id", "User"),
        "timeline_position": c.fixed(1),
    },
    writer=DocumentLinkWriter(),
    gate="",
    names="file__title",
)
declare_links(owner_type("content_type", "object_id"), c.key("object_id", "<itemtype field>"))
