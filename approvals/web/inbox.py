"""What waits for one's vote, what one decided lately, and who stands in while one is away."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.models import User
from accounts.queries import visible_users
from accounts.vocabulary import username_key
from approvals.drafts import DelegationDraft
from approvals.operations import (
    delegate,
    end_delegation,
    take_several_back,
    take_vote_back,
    vote,
    vote_on_several,
)
from approvals.operations.several import Outcome
from approvals.queries import (
    decided_by,
    delegations_of,
    visible_requests,
    votes_to_take_back,
    waiting_for,
)
from approvals.web.contexts import TAGS, WORDS, items_of, subjects_about
from approvals.web.words import words_of
from audit.actor import Actor
from doors.pages import actor_of, for_people, go, is_agent, number_in, show

MOST_WAITING = 50
MOST_DECIDED = 10
MOST_COUNTED = 99
LONGEST_COMMENT = 10_000


@require_safe
@for_people
def inbox(request: HttpRequest) -> HttpResponseBase:
    """Show what waits for the reader's vote."""
    return _page(request)


@require_GET
@for_people
def count(request: HttpRequest) -> HttpResponseBase:
    """Return how many requests wait for a vote, for the navigation; nothing when none does."""
    requests = waiting_for(actor_of(request)).order_by().values("request").distinct()
    number = requests[: MOST_COUNTED + 1].count()
    text = "" if not number else f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_POST
@for_people
def cast(request: HttpRequest, request_id: int) -> HttpResponseBase:
    """Approve or reject."""
    comment = request.POST.get("comment", "").strip()[:LONGEST_COMMENT].replace("\0", "")
    approves = approves_of(request)
    if approves is None:
        problem = _("Choose: approve or reject.")
        return _page(request, problem=problem, at=request_id, comment=comment)
    try:
        voter = voter_of(request)
        vote(actor_of(request), request_id, approves=approves, comment=comment, voter_id=voter)
    except ValidationError as refusal:
        return _page(request, problem=words_of(refusal), at=request_id, comment=comment)
    except PermissionDenied:
        return _page(request, problem=_("You are not asked about this."), at=request_id)
    word = _("Approved. Thank you.") if approves else _("Rejected. Thank you.")
    may_undo = votes_to_take_back(actor_of(request)).filter(request=request_id).exists()
    undo = f"undo:{reverse('approvals:vote-undo', args=[request_id])}" if may_undo else ""
    messages.success(request, word, extra_tags=undo)
    return go(request, "approvals:inbox")


@require_POST
@for_people
def take_back(request: HttpRequest, request_id: int) -> HttpResponseBase:
    """Take a vote back while its step is still asked: it waits for its voter again."""
    try:
        take_vote_back(actor_of(request), request_id, voter_id=voter_of(request))
    except ValidationError as refusal:
        return _page(request, problem=words_of(refusal), at=request_id)
    messages.success(request, _("Taken back. It waits for your vote again."))
    return go(request, "approvals:inbox")


@require_POST
@for_people
def cast_several(request: HttpRequest) -> HttpResponseBase:
    """Approve or reject what is selected, with one comment, and tell what became of each."""
    actor = actor_of(request)
    comment = request.POST.get("comment", "").strip()[:LONGEST_COMMENT].replace("\0", "")
    keys, approves = _selected(request), approves_of(request)
    problem = ""
    if not keys:
        problem = _("Select what you decide about.")
    elif approves is None:
        problem = _("Choose: approve or reject.")
    if problem or approves is None:
        return _page(request, problem_of_all=problem, selected=keys, all_comment=comment)
    try:
        outcomes = vote_on_several(actor, keys, approves=approves, comment=comment)
    except ValidationError as refusal:
        problem = words_of(refusal)
        return _page(request, problem_of_all=problem, selected=keys, all_comment=comment)
    word, tag = (_("approved"), "resolved") if approves else (_("rejected"), "alert")
    return _told(request, outcomes, word, tag, comment)


@require_POST
@for_people
def take_several(request: HttpRequest) -> HttpResponseBase:
    """Take back what was just decided at once, as far as it is still asked."""
    outcomes = take_several_back(actor_of(request), _selected(request))
    return _told(request, outcomes, _("taken back"), "waiting", "")


def _told(
    request: HttpRequest, outcomes: list[Outcome], word: str, tag: str, comment: str
) -> HttpResponseBase:
    """Show the inbox with what became of each request above it."""
    actor = actor_of(request)
    keys = [each.request_id for each in outcomes]
    seen = visible_requests(actor).filter(pk__in=keys)
    subjects = subjects_about(actor, seen)
    undoable = set(
        votes_to_take_back(actor).filter(request__in=keys).values_list("request", flat=True)
    )
    results = [
        {
            "key": each.request_id,
            "name": subjects[each.request_id].name if each.request_id in subjects else "–",
            "word": word if each.refusal is None else refusal_words(each.refusal),
            "tag": tag if each.refusal is None else "",
            "may_undo": each.refusal is None and each.request_id in undoable,
        }
        for each in outcomes
    ]
    refused = [each.request_id for each in outcomes if each.refusal is not None]
    return _page(
        request,
        status=200,
        results=results,
        undo_keys=[row["key"] for row in results if row["may_undo"]],
        selected=refused,
        all_comment=comment if refused else "",
    )


def refusal_words(refusal: ValidationError | PermissionDenied) -> str:
    """Return in words why nothing became of a vote."""
    if isinstance(refusal, ValidationError):
        return words_of(refusal)
    return _("You are not asked about this.")


def _selected(request: HttpRequest) -> list[int]:
    given = map(number_in, request.POST.getlist("request"))
    return [key for key in given if key is not None]


@require_POST
@for_people
def stand_in(request: HttpRequest) -> HttpResponseBase:
    """Let somebody vote in the reader's place for a time."""
    actor = actor_of(request)
    sent = {name: request.POST.get(name, "").strip() for name in ("delegate", "from", "until")}
    try:
        draft = DelegationDraft(
            delegate=_somebody(actor, sent["delegate"]),
            starts_at=_moment(sent["from"]) or timezone.now(),
            ends_at=_moment(sent["until"]),
        )
        delegate(actor, draft)
    except ValidationError as refusal:
        return _page(request, away_problem=words_of(refusal), sent=sent)
    messages.success(request, _("Saved."))
    return go(request, "approvals:inbox")


@require_POST
@for_people
def end(request: HttpRequest, delegation_id: int) -> HttpResponseBase:
    """End a delegation, as who gave it or as who got it."""
    end_delegation(actor_of(request), delegation_id)
    messages.success(request, _("Ended."))
    return go(request, "approvals:inbox")


def approves_of(request: HttpRequest) -> bool | None:
    """Return what the pressed button says; None for neither."""
    return {"approve": True, "reject": False}.get(request.POST.get("answer", ""))


def voter_of(request: HttpRequest) -> int | None:
    """Return for whom the vote is, None for one's own. Raises ValidationError."""
    text = request.POST.get("voter", "")
    if not text:
        return None
    person = number_in(text)
    if person is None:
        raise ValidationError(_("There is no such person."), code="choice")
    return person


def _page(request: HttpRequest, *, status: int = 422, **refused: Any) -> HttpResponseBase:
    actor = actor_of(request)
    now = timezone.now()
    decided = list(decided_by(actor)[:MOST_DECIDED])
    subjects = subjects_about(actor, [row.request for row in decided])
    keys = [row.pk for row in decided]
    undoable = set(votes_to_take_back(actor).filter(pk__in=keys).values_list("pk", flat=True))
    waiting = list(waiting_for(actor)[: MOST_WAITING + 1])
    items = items_of(actor, waiting[:MOST_WAITING])
    joined = {item.kind for item in items if item.has_others}
    has_gone = refused.get("at") not in {item.request.pk for item in items}
    context = {
        "frame": "desk/base.html" if is_agent(request) else "portal/base.html",
        "is_desk": is_agent(request),
        "page": "approvals",
        "items": items,
        "has_more": len(waiting) > MOST_WAITING,
        "has_joined": bool(joined),
        "has_kinds": len(joined) > 1,
        "gone_problem": refused.get("problem") if has_gone else "",
        "decided": [
            {
                "vote": row,
                "subject": subjects[row.request_id],
                "word": WORDS[row.state],
                "tag": TAGS.get(row.state, "closed"),
                "may_undo": row.pk in undoable,
            }
            for row in decided
        ],
        "delegations": [
            {"row": row, "is_mine": row.user_id == actor.person.pk, "is_later": row.starts_at > now}
            for row in delegations_of(actor)
        ],
        **refused,
    }
    return show(request, "approvals/inbox.html", context, status=status if refused else 200)


def _somebody(actor: Actor, text: str) -> User:
    """Return the visible person of this login name or address. Raises ValidationError."""
    name = text[text.rfind("(") + 1 : -1] if text.endswith(")") else text
    people = visible_users(actor).filter(is_active=True)
    found = people.filter(username_key=username_key(name)).first() if name else None
    if found is None and "@" in name:
        found = people.filter(email__iexact=name).order_by("pk").first()
    if found is None:
        raise ValidationError(
            {"delegate": ValidationError(_("There is no such person."), code="choice")}
        )
    return found


def _moment(text: str) -> datetime | None:
    """Return a moment in the reader's zone, None for none. Raises ValidationError."""
    if not text:
        return None
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        raise ValidationError(
            {"from": ValidationError(_("That is not a day and a time."), code="moment")}
        )
    return timezone.make_aware(found) if timezone.is_naive(found) else found
