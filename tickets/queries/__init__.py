"""Every read of tickets. `visible_tickets(actor)` is where visibility lives."""

from tickets.queries.catalogue import form_fields, forms, status_by_code, statuses, values_of
from tickets.queries.figures import (
    average_life,
    average_rating,
    average_work,
    counts_by,
    sla_compliance,
)
from tickets.queries.history import hidden_entries, history_of, recipients_of
from tickets.queries.lists import (
    addresses_of,
    filtered,
    is_empty,
    items_of,
    open_ticket_about,
    public_counts,
    trashed_tickets,
    visible_followups,
    visible_tickets,
)
from tickets.queries.parts import (
    announcement_links_of,
    article_links_of,
    categories,
    links_of,
    people_of,
    sources,
    status_rows,
    values_by_ticket,
    workunits_of,
)
from tickets.queries.single import file_for, files_of, ticket_for, writable_ticket
from tickets.queries.sla import affected_policies, clocks_of, explain

__all__ = [
    "announcement_links_of",
    "article_links_of",
    "addresses_of",
    "affected_policies",
    "average_life",
    "average_rating",
    "average_work",
    "categories",
    "clocks_of",
    "counts_by",
    "explain",
    "file_for",
    "files_of",
    "filtered",
    "form_fields",
    "forms",
    "hidden_entries",
    "history_of",
    "is_empty",
    "items_of",
    "links_of",
    "open_ticket_about",
    "people_of",
    "public_counts",
    "recipients_of",
    "sla_compliance",
    "sources",
    "status_by_code",
    "status_rows",
    "statuses",
    "ticket_for",
    "values_by_ticket",
    "values_of",
    "trashed_tickets",
    "visible_followups",
    "visible_tickets",
    "workunits_of",
    "writable_ticket",
]
