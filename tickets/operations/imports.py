"""Tickets of another desk: they keep their numbers, times and history (fields.md D10).

The same checks as the ordinary operations; no journal entries besides the history that was given,
no
mail, no clock in the past. Only administrators import.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.drafts import UNSET
from accounts.models import Group, User
from accounts.policies import is_administrator, require
from assets.models import ConfigurationItem
from audit.actor import Actor
from audit.columns import check
from audit.journal import noun_of, record_history
from audit.models import JournalEntry
from files.models import StoredFile
from files.operations import import_file as import_stored_file
from files.operations import link_file
from tickets.drafts import FollowupDraft, HistoryLine, TicketDraft
from tickets.models import (
    CustomField,
    Followup,
    FormField,
    GroupDefaults,
    SlaSample,
    Ticket,
    TicketForm,
)
from tickets.operations.catalogue import add_custom_field, place_field
from tickets.operations.create import complete_ticket, new_ticket
from tickets.operations.work import store_followup

HISTORY_VERB = "ticket.history_imported"


@dataclass(frozen=True, kw_only=True)
class TicketTimes:
    """The moments of a ticket's past."""

    opened_at: datetime
    updated_at: datetime
    activity_at: datetime | None = None
    taken_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    last_closed_at: datetime | None = None


def import_ticket(
    actor: Actor,
    draft: TicketDraft,
    *,
    id: int | None = None,
    times: TicketTimes,
    history: Sequence[HistoryLine] = (),
    closed_by: User | None = None,
    close_reason: str = "",
) -> Ticket:
    """Add a ticket as another desk knew it. Parents must be imported before their children."""
    require(is_administrator(actor), "import")
    ticket = new_ticket(draft, times.opened_at)
    ticket.pk = id
    ticket.updated_at = times.updated_at
    ticket.activity_at = times.activity_at or times.updated_at
    ticket.taken_at, ticket.resolved_at = times.taken_at, times.resolved_at or times.closed_at
    ticket.closed_at, ticket.last_closed_at = (
        times.closed_at,
        times.last_closed_at or times.closed_at,
    )
    ticket.closed_by, ticket.close_reason = closed_by, close_reason
    check(ticket)
    ticket.save(force_insert=True)
    items = [] if draft.cis is UNSET else list(draft.cis)
    complete_ticket(ticket, draft, items)
    import_history(ticket, history)
    return ticket


def import_history(ticket: Ticket, lines: Iterable[HistoryLine]) -> None:
    """Keep the lines of another desk's history, with their numbers in `names`."""
    record_history(
        JournalEntry(
            recorded_at=line.at,
            verb=HISTORY_VERB,
            noun=noun_of(ticket),
            object_id=ticket.pk,
            actor_id=line.actor.pk if line.actor is not None else None,
            door="import",
            names={**line.names, "number": line.number, "verb": line.verb},
            message=line.message,
        )
        for line in lines
    )


def import_followup(
    actor: Actor,
    ticket: Ticket,
    draft: FollowupDraft,
    *,
    id: int | None = None,
    author: User | None,
    written_at: datetime,
) -> Followup:
    """Add a line of the timeline with its number and its time."""
    require(is_administrator(actor), "import")
    line = store_followup(ticket, draft, author=author, written_at=written_at, key=id)
    ticket.activity_at = max(ticket.activity_at, written_at)
    ticket.save(update_fields=["followup_count", "work_seconds", "activity_at"])
    return line


def import_file(
    actor: Actor,
    owner: Ticket | Followup,
    *,
    id: int | None = None,
    file_name: str,
    content: bytes,
    comment: str,
    uploader: User | None,
    stored_at: datetime,
    wire_extra: dict[str, Any] | None = None,
) -> StoredFile:
    """Add a file of a ticket or followup with its number and its time."""
    require(is_administrator(actor), "import")
    stored = import_stored_file(
        actor,
        id=id,
        file_name=file_name,
        content=content,
        comment=comment,
        uploader_id=uploader.pk if uploader is not None else None,
        created_at=stored_at,
        wire_extra=wire_extra,
    )
    link_file(actor, stored, owner, comment=comment, at=stored_at)
    return stored


def import_form(
    actor: Actor, *, id: int | None = None, name: str, description: str = ""
) -> TicketForm:
    """Add a form with its number."""
    require(is_administrator(actor), "import")
    form = TicketForm(pk=id, name=name, description=description)
    check(form)
    form.save(force_insert=True)
    return form


def import_form_field(
    actor: Actor,
    form: TicketForm,
    *,
    id: int | None = None,
    field_id: int | None = None,
    field: CustomField | None = None,
    label: str,
    kind: str,
    choices: Sequence[str] = (),
    position: int = 0,
    is_listed: bool = False,
) -> FormField:
    """Add a field to a form. The place in the form gets the number, the field itself `field_id` or
    the same; `field` is one of another form that gets a place in this one too.
    """
    require(is_administrator(actor), "import")
    if field is None:
        field = add_custom_field(label, kind, list(choices), key=field_id or id)
    return place_field(form, field, position=position, is_listed=is_listed, key=id)


def import_field_parent(actor: Actor, place: FormField, parent: FormField, *, choice: str) -> None:
    """Let a field appear only for one choice of another field."""
    require(is_administrator(actor), "import")
    place.parent_field = parent
    place.parent_option = parent.field.options.filter(name=choice).first()
    place.save(update_fields=["parent_field", "parent_option"])


def import_group_defaults(
    actor: Actor, group: Group, *, ci: ConfigurationItem | None, form: TicketForm | None = None
) -> GroupDefaults:
    """Set what new tickets of a group get."""
    require(is_administrator(actor), "import")
    defaults, _ = GroupDefaults.objects.update_or_create(
        group=group, defaults={"ci": ci, "form": form}
    )
    return defaults


def import_sla_samples(
    actor: Actor, ticket: Ticket, samples: Iterable[tuple[datetime, bool]]
) -> None:
    """Replace the series of SLA checks of a ticket."""
    require(is_administrator(actor), "import")
    SlaSample.objects.filter(ticket=ticket).delete()
    SlaSample.objects.bulk_create(
        [SlaSample(ticket=ticket, at=at, is_met=met) for at, met in samples]
    )
