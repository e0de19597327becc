"""The item type of notes on rows of any type."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.operations import change_note, remove_note, write_note
from accounts.queries import note_rows
from api_compat.glpi import columns as c
from api_compat.glpi import rights
from api_compat.glpi.errors import DENIED, Unwritable
from api_compat.glpi.itemtypes.documents import owner_type
from api_compat.glpi.itemtypes.ties import TieWriter
from api_compat.glpi.registry import Input, ItemType, declare, find, types
from api_compat.glpi.session import Session

NOTES: Any = note_rows().model


def _notes(session: Session) -> QuerySet[Any]:
    """Return the notes on rows that the session sees and whose notes its role reads."""
    seen = Q(pk__in=[])
    for itemtype in types():
        if not itemtype.facts.right or not session.holds(itemtype.right, rights.READ_NOTE):
            continue
        model = itemtype.model._meta
        owners = itemtype.rows(session).order_by().values("pk")
        seen |= Q(
            noun__app_label=model.app_label, noun__model=model.model_name, object_id__in=owners
        )
    return note_rows().filter(seen)


class NoteWriter(TieWriter):
    """Notes; their right is asked of the row they are on."""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Leave a note."""
        owner_of = find(str(given.get("itemtype") or ""))
        number = c.read_number(given.get("items_id"))
        if owner_of is None or not session.holds(owner_of.right, rights.WRITE_NOTE):
            raise Unwritable(DENIED)
        owner = owner_of.rows(session).filter(pk=number).first()
        if owner is None:
            raise Unwritable(DENIED)
        text = itemtype.fields["content"].take(given.get("content"), session.root.zone)
        return int(write_note(session.actor, owner, text, signs=True).pk)

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Change a note."""
        if "content" in given:
            text = itemtype.fields["content"].take(given["content"], session.root.zone)
            change_note(session.actor, self._note(session, number), text)

    def purge(self, session: Session, number: int) -> None:
        """Remove a note."""
        remove_note(session.actor, self._note(session, number))

    def _note(self, session: Session, number: int) -> Any:
        note = _notes(session).get(pk=number)
        own = note.author_id == session.user.pk
        if not own and not session.holds("config", rights.UPDATE):
            raise Unwritable(DENIED)
        return note


declare(
    "Notepad",
    model=NOTES,
    rows=_notes,
    columns={
        "itemtype": owner_type("noun", "object_id"),
        "items_id": c.key("object_id", "<itemtype field>"),
        "users_id": c.key("author_id", "User"),
        "users_id_lastupdater": c.key("edited_by_id", "User"),
        "content": c.text("body", "body"),
    },
    writer=NoteWriter(),
    names="body",
)
