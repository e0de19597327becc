"""What the pages of approvals show."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from approvals.models import ApprovalRequest, RequestStep, Vote
from approvals.policies import kind_of
from approvals.subjects import Subject, subjects_of
from approvals.vocabulary import CommentRule, Mode, VoteState
from audit.actor import Actor

WORDS: dict[str, Any] = {
    VoteState.WAITING: gettext_lazy("has not answered"),
    VoteState.APPROVED: gettext_lazy("approved"),
    VoteState.REJECTED: gettext_lazy("rejected"),
    VoteState.CANCELLED: gettext_lazy("is not asked any more"),
    VoteState.EXPIRED: gettext_lazy("did not answer in time"),
}
TAGS: dict[str, str] = {
    VoteState.APPROVED: "resolved",
    VoteState.REJECTED: "alert",
    VoteState.WAITING: "waiting",
}


@dataclass(frozen=True)
class Cast:
    """A vote in words."""

    vote: Vote
    word: str
    tag: str


@dataclass(frozen=True)
class Item:
    """A request as a voter sees it: the votes that are the reader's, and those of the others in
    the step that is asked now. `has_others`: more of its kind wait, to be decided with it.
    """

    request: ApprovalRequest
    subject: Subject
    mine: list[Vote]
    votes: list[Cast]
    rule: str
    steps: str
    must_explain: str
    kind: str
    has_others: bool


def items_of(actor: Actor, waiting: Iterable[Vote]) -> list[Item]:
    """Return the requests that wait for the actor, in their order, each once."""
    mine: dict[int, list[Vote]] = {}
    for each in waiting:
        mine.setdefault(each.request_id, []).append(each)
    requests = [votes[0].request for votes in mine.values()]
    subjects = subjects_about(actor, requests)
    steps = _steps(requests)
    kinds = Counter(map(kind_of, requests))
    return [
        _item(
            request,
            subjects[request.pk],
            mine[request.pk],
            steps[request.pk],
            has_others=kinds[kind_of(request)] > 1,
        )
        for request in requests
    ]


def subjects_about(actor: Actor, requests: Iterable[ApprovalRequest]) -> dict[int, Subject]:
    """Return {request: what it is about}."""
    about = {
        row.pk: (ContentType.objects.get_for_id(row.noun_id).model, row.object_id)
        for row in requests
    }
    known = subjects_of(actor, about.values())
    return {
        key: known.get(place, Subject(place[1], f"{place[0]} {place[1]}"))
        for key, place in about.items()
    }


def of_reader(votes: QuerySet[Vote], request: ApprovalRequest) -> list[Vote]:
    """Return the votes on one request among those that wait for somebody."""
    return list(votes.filter(request=request.pk))


def _steps(requests: list[ApprovalRequest]) -> dict[int, list[RequestStep]]:
    rows = RequestStep.objects.filter(request__in=[row.pk for row in requests])
    found: dict[int, list[RequestStep]] = {row.pk: [] for row in requests}
    for step in rows.prefetch_related("votes__voter", "votes__cast_by").order_by("position"):
        found[step.request_id].append(step)
    return found


def _item(
    request: ApprovalRequest,
    subject: Subject,
    mine: list[Vote],
    steps: list[RequestStep],
    *,
    has_others: bool,
) -> Item:
    now = next(step for step in steps if step.position == request.step)
    votes = sorted(now.votes.all(), key=lambda row: row.pk)
    own = {vote.pk for vote in mine}
    others = [row for row in votes if row.pk not in own]
    words: dict[str, str] = {
        CommentRule.ALWAYS: _("You have to say why."),
        CommentRule.ON_REJECTION: _("Say why if you reject."),
    }
    place = steps.index(now) + 1
    return Item(
        request=request,
        subject=subject,
        mine=mine,
        votes=[Cast(row, str(WORDS[row.state]), TAGS.get(row.state, "closed")) for row in others],
        rule=rule_of(now.mode, now.percent, len(votes)),
        steps=_("Step %(step)s of %(steps)s") % {"step": place, "steps": len(steps)}
        if len(steps) > 1
        else "",
        must_explain=words.get(request.comment_rule, ""),
        kind="-".join(str(part or 0) for part in kind_of(request)),
        has_others=has_others,
    )


def rule_of(mode: str, percent: int, voters: int) -> str:
    """Return in words how many of the voters of a step must approve."""
    if voters == 1:
        return _("One person decides.")
    people = ngettext("%(number)s person", "%(number)s people", voters) % {"number": voters}
    if mode == Mode.ANY:
        return _("One of %(people)s has to approve.") % {"people": people}
    if mode == Mode.PERCENT:
        return _("%(percent)s %% of %(people)s have to approve.") % {
            "percent": percent,
            "people": people,
        }
    return _("All %(people)s have to approve.") % {"people": people}
