"""Who is told about a request for approval. Called by the operations."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings as django_settings
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.queries import settings_of
from approvals.models import ApprovalRequest, RequestStep, VoteLink
from approvals.queries import standing_in
from approvals.secrets import new_secret
from approvals.vocabulary import LINK_DAYS, RequestState, VoteState
from audit.models import JournalEntry
from notify.operations import new_mail, queue_mails
from notify.policies import is_address

LONGEST_EXCERPT = 20_000
STATES: dict[RequestState, Promise] = {
    RequestState.WAITING: gettext_lazy("waits for votes"),
    RequestState.APPROVED: gettext_lazy("approved"),
    RequestState.REJECTED: gettext_lazy("rejected"),
    RequestState.CANCELLED: gettext_lazy("is not asked any more"),
}


def ask(request: ApprovalRequest, step: RequestStep, entry: JournalEntry) -> None:
    """Queue one mail to each voter of a step and to who stands in for them."""
    _tell(request, _asked(step), "approval_asked", entry)


def tell_voters(request: ApprovalRequest, voters: list[User], entry: JournalEntry) -> None:
    """Queue one mail to each of these voters."""
    _tell(request, voters, "approval_asked", entry)


def remind(request: ApprovalRequest, step: RequestStep, entry: JournalEntry | None) -> None:
    """Queue one mail to each voter of a step who has not answered."""
    _tell(request, _asked(step), "approval_reminder", entry)


def tell_verdict(request: ApprovalRequest, entry: JournalEntry) -> None:
    """Queue one mail to the author about the end of a request."""
    if request.author is not None:
        _tell(request, [request.author], "approval_decided", entry)


def _asked(step: RequestStep) -> list[User]:
    votes = step.votes.filter(state=VoteState.WAITING).select_related("voter").order_by("pk")
    voters = [vote.voter for vote in votes]
    delegations = standing_in({voter.pk for voter in voters}).order_by("pk")
    author_id = step.request.author_id
    delegates = [row.delegate for row in delegations if row.delegate_id != author_id]
    return [*voters, *delegates]


def _tell(
    request: ApprovalRequest, people: Iterable[User], template: str, entry: JournalEntry | None
) -> None:
    settings = settings_of("approvals.")
    if not settings["approvals.mail"]:
        return
    context = _context(request)
    due_at, state = request.due_at, RequestState(request.state)
    asks = template != "approval_decided"
    told = {
        user.email.casefold(): user
        for user in people
        if user.is_active and user.deleted_at is None and is_address(user.email)
    }
    links: dict[int, str] = {}
    if asks:
        links = _links(request, told.values(), by_mail=settings["approvals.mail_links"])
    queue_mails(
        new_mail(
            entry,
            recipient=user.email,
            template=template,
            context={
                **context,
                "recipient": user.shown_name,
                "state": _in_language_of(user, STATES[state]),
                "due_at": _on_clock_of(user, due_at) if due_at is not None else "",
            },
            language=user.language,
            secrets={"link": links[user.pk]} if asks else None,
        )
        for user in told.values()
    )


def _in_language_of(user: User, word: Promise) -> str:
    with translation.override(user.language or django_settings.LANGUAGE_CODE):
        return str(word)


def _on_clock_of(user: User, moment: datetime) -> str:
    """Return a moment as the person's clock shows it, with the zone's name."""
    local = moment.astimezone(ZoneInfo(user.time_zone or django_settings.DESK_TIME_ZONE))
    return f"{local:%Y-%m-%d %H:%M} {local.tzname()}"


def _links(request: ApprovalRequest, people: Iterable[User], *, by_mail: bool) -> dict[int, str]:
    """Return {person: where they vote}: by an own link, or signed in where links are off."""
    inbox = f"{django_settings.DESK_PUBLIC_URL}/approvals/"
    if not by_mail:
        return {person.pk: f"{inbox}#request-{request.pk}" for person in people}
    latest = timezone.now() + timedelta(days=LINK_DAYS)
    expires_at = min(latest, request.due_at or latest)
    addresses, links = {}, []
    for person in people:
        secret, kept = new_secret()
        addresses[person.pk] = f"{inbox}link/{secret}/"
        links.append(
            VoteLink(request=request, person=person, token_hash=kept, expires_at=expires_at)
        )
    VoteLink.objects.bulk_create(links)
    return addresses


def _context(request: ApprovalRequest) -> dict[str, Any]:
    """Return all that the mail shows, as JSON: the worker renders it later."""
    return {
        "request_id": request.pk,
        "subject": str(request.owner or request),
        "title": request.template.title if request.template is not None else "",
        "description": request.description[:LONGEST_EXCERPT],
        "author": request.author.shown_name if request.author is not None else "",
        "is_expired": request.is_expired,
    }
