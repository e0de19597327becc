"""Vote on several requests at once, and take those votes back: each by itself, each told of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction

from approvals.operations.voting import take_vote_back, vote
from audit.actor import Actor

MOST_AT_ONCE = 50


@dataclass(frozen=True)
class Outcome:
    """What became of one request; without a `refusal` it was done."""

    request_id: int
    refusal: ValidationError | PermissionDenied | None = None


def vote_on_several(
    actor: Actor, request_ids: Iterable[int], *, approves: bool, comment: str = ""
) -> list[Outcome]:
    """Approve or reject requests with one comment; what is refused leaves the others alone.

    Each is one transaction. Records as `vote` does.
    """
    return _each(request_ids, lambda key: vote(actor, key, approves=approves, comment=comment))


def take_several_back(actor: Actor, request_ids: Iterable[int]) -> list[Outcome]:
    """Take the actor's votes on requests back. Records as `take_vote_back` does."""
    return _each(request_ids, lambda key: take_vote_back(actor, key))


def _each(request_ids: Iterable[int], act: Callable[[int], object]) -> list[Outcome]:
    """Do so one after the other; what is not visible is like what nobody asked about."""
    found = []
    for key in list(dict.fromkeys(request_ids))[:MOST_AT_ONCE]:
        try:
            with transaction.atomic():
                act(key)
        except (ValidationError, PermissionDenied) as refusal:
            found.append(Outcome(key, refusal))
        except ObjectDoesNotExist:
            found.append(Outcome(key, PermissionDenied("approval.vote")))
        else:
            found.append(Outcome(key))
    return found
