"""Comments and attachments of requests."""

from __future__ import annotations

from typing import Any

from api_compat.invgate.call import DATE_FORMATS, Call
from api_compat.invgate.catalogue import endpoint
from api_compat.invgate.downloads import attachment
from api_compat.invgate.params import Files, flag, integer, long_text, text, uploads
from api_compat.invgate.requests import render_comments
from api_compat.invgate.text import HTML
from tickets import operations, queries
from tickets.drafts import FollowupDraft, TicketPatch
from tickets.vocabulary import FollowupKind


@endpoint(
    "GET",
    "incident.comment",
    integer("request_id", required=True),
    text("date_format", choices=DATE_FORMATS),
    flag("is_solution", help="only solutions (1), or all but them (0)"),
    flag("decoded_special_characters", help="text with its HTML entities decoded"),
)
def read(
    call: Call,
    *,
    request_id: int,
    date_format: str | None,
    is_solution: bool | None,
    decoded_special_characters: bool | None,
) -> list[dict[str, Any]]:
    """Comments of a request, oldest first."""
    ticket = queries.ticket_for(call.actor, request_id)
    lines = queries.talk_of(call.actor, [ticket.pk])
    if is_solution is not None:
        solutions = lines.filter(kind=FollowupKind.SOLUTION)
        lines = solutions if is_solution else lines.exclude(kind=FollowupKind.SOLUTION)
    return render_comments(call, lines, date_format, decoded=decoded_special_characters)


@endpoint(
    "POST",
    "incident.comment",
    integer("request_id", required=True),
    integer("author_id", required=True),
    long_text("comment", required=True),
    flag("customer_visible", help="whether the customer sees it; unless said so only solutions"),
    flag("is_solution", help="it solves the request"),
    flag("is_propagation", help="it was written on a linked request"),
    uploads("attachments"),
)
def write(
    call: Call,
    *,
    request_id: int,
    author_id: int,
    comment: str,
    customer_visible: bool | None,
    is_solution: bool | None,
    is_propagation: bool | None,
    attachments: Files | None,
) -> dict[str, str]:
    """Answer a request, inside or for the customer; a solution solves it."""
    # one client leaves out what is false: a line without the flag must not reach the customer
    is_public = bool(customer_visible) or (bool(is_solution) and customer_visible is None)
    if is_solution:
        kind = FollowupKind.SOLUTION
    else:
        kind = FollowupKind.MESSAGE if is_public else FollowupKind.NOTE
    draft = FollowupDraft(
        body=comment,
        body_format=HTML,
        kind=kind,
        is_public=is_public,
        wire_extra={"invgate.is_propagation": True} if is_propagation else {},
    )
    files = attachments or ()
    actor = call.acting(author_id)
    if is_solution:
        solved = TicketPatch(status=queries.status_by_code("resolved"))
        operations.answer_ticket(actor, request_id, draft, patch=solved, files=files)
    else:
        operations.add_followup(actor, request_id, draft, files=files)
    return {"status": "OK"}


@endpoint("GET", "incident.attachment", integer("id", required=True))
def show_attachment(call: Call, *, id: int) -> dict[str, Any]:
    """What is known of an attachment, and where it can be fetched for an hour."""
    link, _ = queries.file_for(call.actor, id)
    return attachment(call, link.file)
