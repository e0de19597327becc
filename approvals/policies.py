"""What votes amount to, and who may see and do what with a request. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.models import User
from accounts.policies import holder, is_administrator, may, may_there
from accounts.vocabulary import ROOT_ENTITY
from approvals.models import ApprovalRequest, Delegation, Vote
from approvals.vocabulary import CommentRule, Mode, OnExpiry, RequestState, VoteState
from audit.actor import Actor

ASK = "approval.ask"
MANAGE = "approval.manage"
NOTHING = Q(pk__in=[])


def verdict(mode: str, percent: int, votes: Iterable[str]) -> str:
    """Return "approved", "rejected" or "waiting" for the words of one step's votes.

    Rejected as soon as too few voters are left to reach what the mode asks for. Votes that are
    cancelled do not count; expired ones must be turned into words by `counted` before.
    """
    words = [word for word in votes if word != VoteState.CANCELLED]
    approvals = words.count(VoteState.APPROVED)
    needed = _needed(mode, percent, len(words))
    if not words:
        return RequestState.WAITING
    if approvals >= needed:
        return RequestState.APPROVED
    if approvals + words.count(VoteState.WAITING) < needed:
        return RequestState.REJECTED
    return RequestState.WAITING


def counted(state: str, on_expiry: str) -> str:
    """Return the word by which a vote counts: silence until the end counts as the terms say."""
    if state != VoteState.EXPIRED:
        return state
    return VoteState.APPROVED if on_expiry == OnExpiry.APPROVE else VoteState.REJECTED


def _needed(mode: str, percent: int, voters: int) -> int:
    if mode == Mode.ANY:
        return 1
    if mode == Mode.ALL:
        return voters
    return max(1, -(-voters * percent // 100))


def must_comment(rule: str, *, approves: bool) -> bool:
    """Tell whether a voter has to say why."""
    return rule == CommentRule.ALWAYS or (rule == CommentRule.ON_REJECTION and not approves)


def running(now: datetime) -> Q:
    """Filter of the delegations that count at a moment."""
    return Q(starts_at__lte=now) & (Q(ends_at=None) | Q(ends_at__gt=now))


def votes_to_cast(actor: Actor, now: datetime) -> Q:
    """Filter of the votes that are the actor's to cast: the own, and those of who delegated.

    Nobody decides an own request in the place of somebody else.
    """
    if actor.person is None:
        return NOTHING
    away = Delegation.objects.filter(
        running(now), delegate=actor.person.pk, user__deleted_at=None
    ).values("user")
    delegated = Q(voter__in=away) & ~Q(request__author=actor.person.pk)
    return Q(voter=actor.person.pk) | delegated


def votes_cast(actor: Actor) -> Q:
    """Filter of the votes that the actor cast: the own ones, and those in the place of others."""
    if actor.person is None:
        return NOTHING
    answered = Q(state__in=(VoteState.APPROVED, VoteState.REJECTED))
    own = Q(voter=actor.person.pk, cast_by=None) | Q(cast_by=actor.person.pk)
    return answered & own


def requests(actor: Actor, now: datetime) -> Q:
    """Filter of the requests an actor may see by itself: as author, voter, delegate or manager of
    all. Who sees the owner sees its requests too; that is asked by the owner's app.
    """
    if manages_all(actor):
        return ~NOTHING
    if actor.person is None:
        return NOTHING
    votes = Vote.objects.filter(votes_to_cast(actor, now)).values("request")
    voted = Vote.objects.filter(cast_by=actor.person.pk).values("request")
    return Q(author=actor.person.pk) | Q(pk__in=votes) | Q(pk__in=voted)


def kind_of(request: ApprovalRequest) -> tuple[int, int | None]:
    """Return what requests share that are decided together: the table they are about, and the
    template; those asked without one are one kind.
    """
    return request.noun_id, request.template_id


def can_vote(person: User) -> bool:
    """Tell whether somebody may be asked for a vote."""
    return person.is_active and person.deleted_at is None and not person.is_system


def may_use_link(person: User, now: datetime) -> bool:
    """Tell whether a person's link by mail still counts: people without a sign-in have them too."""
    begun = person.valid_from_at is None or person.valid_from_at <= now
    ended = person.valid_until_at is not None and person.valid_until_at <= now
    return can_vote(person) and begun and not ended


def manages_all(actor: Actor) -> bool:
    """Tell whether the actor manages approvals in the whole desk."""
    if is_administrator(actor):
        return True
    return may(actor, MANAGE) and any(
        MANAGE in grant.role.rights
        and grant.entity_id == ROOT_ENTITY
        and grant.is_recursive
        and grant.group_id is None
        for grant in holder(actor).held_grants
    )


def can_change(actor: Actor, request: ApprovalRequest) -> bool:
    """Tell whether the actor may cancel a request that it sees, or add voters: the author and who
    manages approvals where its row lies.
    """
    is_author = actor.person is not None and request.author_id == actor.person.pk
    return is_author or manages_all(actor) or _manages_there(actor, request.owner)


def _manages_there(actor: Actor, owner: Any) -> bool:
    """Tell whether the actor manages approvals where a row lies; a row that lies nowhere, or is
    gone, is for those who manage all.
    """
    entity_id = getattr(owner, "entity_id", None)
    group_id = getattr(owner, "support_group_id", None)
    return entity_id is not None and may_there(
        actor, MANAGE, group_id=group_id, entity_id=entity_id
    )


def can_delegate_for(actor: Actor, user_id: int | None) -> bool:
    """Tell whether the actor may say who votes in the place of a person."""
    is_self = actor.person is not None and actor.person.pk == user_id
    return is_self or manages_all(actor)
