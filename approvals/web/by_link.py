"""Voting by the link of a mail: looking at it decides nothing, a click does, once."""

from dataclasses import replace

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.operations.sign_in import count_failure, is_paused
from approvals.models import VoteLink
from approvals.operations import take_back_by_link, vote_by_link
from approvals.queries import (
    is_live,
    person_of_link,
    vote_link,
    votes_to_take_back,
    waiting_for,
)
from approvals.secrets import undo_of, undo_word
from approvals.vocabulary import UNDO_MINUTES, RequestState
from approvals.web.contexts import items_of, of_reader
from approvals.web.inbox import LONGEST_COMMENT, approves_of, voter_of
from approvals.web.words import words_of
from audit.actor import Actor
from doors.pages import actor_of, show

LONGEST_SECRET = 200
LONGEST_WORD = 400


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Show what is asked to the one whom the link was mailed to, and take the answer.

    Wrong links are counted against the address, as wrong passwords are.
    """
    stranger = _stranger(request)
    if is_paused("", stranger.address, None):
        return _dead(request, "paused", 429)
    link = vote_link(secret) if len(secret) <= LONGEST_SECRET else None
    if link is None:
        count_failure("", stranger.address)
        return _dead(request, "unknown", 404)
    if request.user.is_authenticated and request.user.pk != link.person_id:
        return _dead(request, "foreign", 403)
    if link.request.state != RequestState.WAITING:
        return _dead(request, "decided", 410, link)
    if not is_live(link):
        return _dead(request, "used" if link.used_at else "expired", 410)
    if request.method == "POST":
        return _answer(request, stranger, link, secret)
    return _question(request, stranger, link)


def _answer(request: HttpRequest, stranger: Actor, link: VoteLink, secret: str) -> HttpResponseBase:
    comment = request.POST.get("comment", "").strip()[:LONGEST_COMMENT].replace("\0", "")
    approves = approves_of(request)
    if approves is None:
        problem = _("Choose: approve or reject.")
        return _question(request, stranger, link, problem=problem, comment=comment)
    try:
        vote_by_link(
            stranger, secret, approves=approves, comment=comment, voter_id=voter_of(request)
        )
    except ValidationError as refusal:
        codes = {error.code for error in _errors(refusal)}
        if "link" in codes:  # used up by another tab in this moment
            return _dead(request, "used", 410)
        return _question(request, stranger, link, problem=words_of(refusal), comment=comment)
    except (PermissionDenied, ObjectDoesNotExist):  # a delegation that ended meanwhile
        return _dead(request, "unasked", 410)
    context = {"approves": approves, "word": _undo(stranger, link), "minutes": UNDO_MINUTES}
    return show(request, "approvals/link_done.html", context)


def _undo(stranger: Actor, link: VoteLink) -> str:
    """Return what takes back the vote that was just cast; "" when it decided the request or step.

    It stands on this page alone: whoever finds the used link later does not get it.
    """
    mine = votes_to_take_back(replace(stranger, user=link.person)).filter(request=link.request_id)
    cast = mine.first()
    if cast is None or cast.voted_at is None:
        return ""
    return undo_word(link.pk, cast.pk, cast.voted_at)


@never_cache
@require_POST
def take_back(request: HttpRequest) -> HttpResponseBase:
    """Take back the vote that was just cast by a link, and ask again by a new one."""
    stranger = _stranger(request)
    if is_paused("", stranger.address, None):
        return _dead(request, "paused", 429)
    word = request.POST.get("word", "")
    kept = undo_of(word) if len(word) <= LONGEST_WORD else None
    if kept is None:
        if word:
            count_failure("", stranger.address)
        return _dead(request, "late", 410)
    if request.user.is_authenticated and request.user.pk != person_of_link(kept["link"]):
        return _dead(request, "foreign", 403)
    try:
        secret = take_back_by_link(stranger, word)
    except (ValidationError, ObjectDoesNotExist):  # decided or taken back in another tab meanwhile
        return _dead(request, "late", 410)
    return HttpResponseRedirect(f"{reverse('approvals:by-link', args=[secret])}?again")


def _question(
    request: HttpRequest, stranger: Actor, link: VoteLink, *, problem: str = "", comment: str = ""
) -> HttpResponseBase:
    voter = replace(stranger, user=link.person)
    items = items_of(voter, of_reader(waiting_for(voter), link.request))
    if not items:
        return _dead(request, "voted", 410)
    context = {
        "item": items[0],
        "person": link.person,
        "problem": problem,
        "comment": comment,
        "is_again": "again" in request.GET,
    }
    return show(request, "approvals/by_link.html", context, status=422 if problem else 200)


def _dead(
    request: HttpRequest, reason: str, status: int, link: VoteLink | None = None
) -> HttpResponseBase:
    context = {"reason": reason, "link": link}
    return show(request, "approvals/link_dead.html", context, status=status)


def _errors(refusal: ValidationError) -> list[ValidationError]:
    if hasattr(refusal, "error_dict"):
        return [each for many in refusal.error_dict.values() for each in many]
    return list(refusal.error_list)


def _stranger(request: HttpRequest) -> Actor:
    """Return whoever opens the link; the link alone says in whose name they vote."""
    actor = actor_of(request)
    return Actor(door=actor.door, address=actor.address, request_id=actor.request_id)
