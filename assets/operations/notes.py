"""Notes that people of the desk leave on items."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import policies as accounts_policies
from accounts.drafts import UNSET, Unset
from accounts.models import Note
from accounts.operations import notes
from assets import policies, queries
from assets.operations.items import locked_item
from audit.actor import Actor
from audit.versions import require_unchanged


@transaction.atomic
def write_item_note(actor: Actor, item_id: int, *, body: str, title: str = "") -> Note:
    """Leave a note on a visible item. Records "configurationitem.note_added".

    Raises PermissionDenied for who does not write the item or reads no internal notes.
    """
    accounts_policies.require_right(actor, "followup.read_internal")
    item = locked_item(queries.visible_items(actor), actor, "ci.write", item_id)
    return notes.write_note(actor, item, body, title=title)


@transaction.atomic
def change_item_note(
    actor: Actor,
    item_id: int,
    note_id: int,
    *,
    body: str | Unset = UNSET,
    title: str | Unset = UNSET,
) -> Note:
    """Change one's own note, or any where one manages the item. Records
    "configurationitem.note_changed".
    """
    note = _own_note(actor, item_id, note_id)
    return notes.change_note(actor, note, body, title=title)


@transaction.atomic
def remove_item_note(actor: Actor, item_id: int, note_id: int) -> None:
    """Delete one's own note, or any where one manages the item. Records
    "configurationitem.note_removed".
    """
    notes.remove_note(actor, _own_note(actor, item_id, note_id))


def _own_note(actor: Actor, item_id: int, note_id: int) -> Note:
    note = queries.notes_of(actor, item_id).select_for_update(of=("self",)).get(pk=note_id)
    require_unchanged(actor, note)
    item = locked_item(queries.visible_items(actor), actor, "ci.write", item_id)
    is_own = actor.person is not None and note.author_id == actor.person.pk
    managed = policies.where(actor, "ci.manage")
    if not is_own and not queries.visible_items(actor).filter(managed, pk=item.pk).exists():
        raise PermissionDenied("ci.manage")
    return note
