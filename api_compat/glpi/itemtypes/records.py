"""Item types of surveys, suppliers on tickets, and of records that are computed: Log, Config."""

from typing import Any

from django.db.models import QuerySet

from api_compat.glpi import columns as c
from api_compat.glpi import config, history
from api_compat.glpi.itemtypes.shared import kinds_of
from api_compat.glpi.registry import Input, ItemType, declare
from api_compat.glpi.session import Session
from audit.queries import entry_rows
from tickets import operations, queries
from tickets.drafts import TicketPatch

TICKETS: Any = queries.ticket_rows().model


class SurveyWriter:
    """What the requester thinks: a rating from 0 to 5 is stored twice as high (fields.md D25)."""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Rate a ticket."""
        number = c.read_number(given.get("tickets_id"))
        self.change(session, itemtype, number, given)
        return number

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Change a rating."""
        values: dict[str, Any] = {}
        if given.get("satisfaction") is not None:
            values["rating"] = min(10, max(0, c.read_number(given["satisfaction"]) * 2))
        if "comment" in given:
            values["rating_comment"] = str(given["comment"] or "")
        operations.update_ticket(session.actor, number, TicketPatch(**values))

    def trash(self, session: Session, number: int) -> None:
        """Ratings have no trash."""
        self.purge(session, number)

    def restore(self, session: Session, number: int) -> None:
        """Ratings have no trash."""

    def purge(self, session: Session, number: int) -> None:
        """Take a rating back."""
        patch = TicketPatch(rating=None, rating_comment="")
        operations.update_ticket(session.actor, number, patch)


def _surveys(session: Session) -> QuerySet[Any]:
    rows = queries.all_tickets(session.actor).filter(kind__in=kinds_of("Ticket"))
    return rows.exclude(rating=None, survey_sent_at=None)


declare(
    "TicketSatisfaction",
    model=TICKETS,
    rows=_surveys,
    columns={
        "tickets_id": c.key("pk", "Ticket"),
        "type": c.fixed(1),
        "date_begin": c.moment("survey_sent_at"),
        "date_answered": c.moment("survey_answered_at"),
        "satisfaction": c.Column(
            select="rating",
            kind="number",
            nullable=True,
            shown=lambda value: None if value is None else (value + 1) // 2,
        ),
        "comment": c.text("rating_comment"),
    },
    writer=SurveyWriter(),
    names="title",
)
declare(
    "Log",
    model=entry_rows().model,
    rows=lambda session: entry_rows().none(),
    composed=history.below,
)


def _settings(session: Session, owner: ItemType, number: int) -> list[dict[str, Any]]:
    """Return the configuration that is told to everybody, numbered in its order."""
    told = config.told(session.root.settings, session.root.url)
    plain = [(name, value) for name, value in told.items() if isinstance(value, str | int)]
    return [
        {"id": position, "context": "core", "name": name, "value": str(value)}
        for position, (name, value) in enumerate(plain, start=1)
    ]


declare(
    "Config",
    model=entry_rows().model,
    rows=lambda session: entry_rows().none(),
    composed=_settings,
    stands_alone=True,
)
