"""Writing on a ticket: answer, note, solution, time; drafts and their files; taking back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from audit.actor import Actor
from doors.pages import actor_of, for_agents, htmx_of
from tickets.drafts import FollowupDraft, TicketPatch
from tickets.operations import (
    answer_ticket,
    attach_to_draft,
    discard_draft,
    drop_from_draft,
    save_draft,
    unsend_followup,
)
from tickets.queries import draft_file, draft_files, saved_drafts, status_rows
from tickets.vocabulary import Category, DraftKind, FollowupKind, TextFormat, WaitingReason
from tickets.web.contexts.ticket import ticket_with_people
from tickets.web.contexts.timeline import attachment_of
from tickets.web.forms import BadChoice, key_of
from tickets.web.refusals import words_of
from tickets.web.views.ticket import merge_shown, refused, ticket_page

KINDS = (DraftKind.MESSAGE, DraftKind.NOTE, DraftKind.SOLUTION)
MOST_MINUTES = 24 * 60


@require_POST
@for_agents
def send(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Write on the ticket, and move it with the same act where the writer chose so."""
    actor = actor_of(request)
    kind = request.POST.get("kind", "")
    body = request.POST.get("body", "").strip()
    try:
        draft = _draft(actor, ticket_id, kind, body, request)
        line = answer_ticket(actor, ticket_id, draft, patch=_patch(kind, request))
    except ValidationError as refusal:
        row = ticket_with_people(actor, ticket_id)
        sent = {"kind": kind, "body": body, "error": words_of(refusal)}
        return ticket_page(request, actor, row, merge_shown(row), status=422, composer=sent)
    address = reverse("desk:ticket", args=[ticket_id])
    return HttpResponseRedirect(f"{address}#line-{line.pk}")


@require_POST
@for_agents
def unsend(request: HttpRequest, ticket_id: int, line_id: int) -> HttpResponseBase:
    """Take a message back before its mail leaves; its text is in the composer again."""
    actor = actor_of(request)
    try:
        unsend_followup(actor, line_id)
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    messages.success(request, _("Taken back. Nobody was mailed."))
    return HttpResponseRedirect(reverse("desk:ticket", args=[ticket_id]))


@require_POST
@for_agents
def keep_draft(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Keep what is being written; an empty text without files is forgotten."""
    actor = actor_of(request)
    kind, body = request.POST.get("kind", ""), request.POST.get("body", "")
    mine = [draft for draft in saved_drafts(actor, ticket_id) if draft.kind == kind]
    if body.strip() or draft_files(mine):
        save_draft(actor, ticket_id, kind, body=body.replace("\r\n", "\n"))
    else:
        discard_draft(actor, ticket_id, kind)
    if htmx_of(request) or request.headers.get("X-Requested-With"):
        return HttpResponse(status=204)
    return HttpResponseRedirect(reverse("desk:ticket", args=[ticket_id]))


@require_POST
@for_agents
def attach(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Keep a file with what is being written."""
    return keep_file(request, ticket_id, request.POST.get("kind", DraftKind.MESSAGE))


def keep_file(request: HttpRequest, ticket_id: int | None, kind: str) -> HttpResponseBase:
    """Store an upload with a draft; a script gets the file's facts, a form goes back."""
    actor = actor_of(request)
    upload = request.FILES.get("file")
    if upload is None or isinstance(upload, list):
        return JsonResponse({"error": _("Choose a file.")}, status=422)
    try:
        attach_to_draft(actor, ticket_id, kind, file_name=upload.name or "file", content=upload)
    except ValidationError as refusal:
        return JsonResponse({"error": words_of(refusal)}, status=422)
    mine = [draft for draft in saved_drafts(actor, ticket_id) if draft.kind == kind]
    newest = max(draft_files(mine), key=lambda link: link.file_id)
    return JsonResponse(_facts(newest), status=201)


@require_POST
@for_agents
def drop_file(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """Remove a file from what is being written."""
    actor = actor_of(request)
    draft_file(actor, file_id)
    drop_from_draft(actor, file_id)
    return HttpResponse(status=204)


def _facts(link: Any) -> dict[str, Any]:
    file = attachment_of(link)
    return {
        "id": file.key,
        "name": file.name,
        "size": file.size,
        "address": file.address,
        "is_image": file.is_image,
        "remove": reverse("desk:draft-file-remove", args=[file.key]),
    }


def _draft(
    actor: Actor, ticket_id: int, kind: str, body: str, request: HttpRequest
) -> FollowupDraft:
    """Return the line in a form. Raises ValidationError for one that says nothing."""
    if kind not in KINDS:
        raise BadChoice("No such kind.", code="choice")
    saved = [draft for draft in saved_drafts(actor, ticket_id) if draft.kind == kind]
    files = [link.file_id for link in draft_files(saved)]
    for upload in request.FILES.getlist("files"):
        stored = attach_to_draft(
            actor, ticket_id, kind, file_name=upload.name or "file", content=upload
        )
        files.append(stored.pk)
    if not body and not files:
        raise ValidationError(_("Write something, or attach a file."), code="required")
    minutes = key_of(request.POST.get("minutes", "")) or 0
    if minutes > MOST_MINUTES:
        raise ValidationError(_("At most a day of work in one message."), code="minutes")
    return FollowupDraft(
        body=body.replace("\r\n", "\n"),
        body_format=TextFormat.MARKDOWN,
        kind=FollowupKind(kind),
        is_public=kind != DraftKind.NOTE,
        seconds=minutes * 60,
        is_billable=bool(minutes) and request.POST.get("billable") == "yes",
        file_ids=files,
    )


def _patch(kind: str, request: HttpRequest) -> TicketPatch | None:
    """Return the move that goes with a line: the chosen one, else a solution resolves."""
    key = key_of(request.POST.get("then", ""))
    if key is None:
        return None
    status = status_rows().filter(pk=key).first()
    if status is None:
        raise BadChoice("No such status.", code="choice")
    if status.category == Category.WAITING:
        return TicketPatch(status=status, waiting_reason=WaitingReason.CUSTOMER)
    return TicketPatch(status=status)
