"""Vote on several requests at once, and take those votes back: each by itself, each told of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approvals.operations.voting import take_vote_back, vote
from approvals.policies import kind_of
from approvals.queries import visible_requests
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
    """Approve or reject requests of one kind with one comment; what is refused leaves the others
    alone.

    Each is one transaction. Records as `vote` does.
    Raises ValidationError with code "kinds" for requests of several kinds: none is decided then.
    """
    keys = _keys(request_ids)
    if len({kind_of(row) for row in visible_requests(actor).filter(pk__in=keys)}) > 1:
        message = _("Only requests of the same kind are decided at once.")
        raise ValidationError(message, code="kinds")
    return _each(keys, lambda key: vote(actor, key, approves=approves, comment=comment))


def take_several_back(actor: Actor, request_ids: Iterable[int]) -> list[Outcome]:
    """Take the actor's votes on requests back. Records as `take_vote_back` does."""
    return _each(_keys(request_ids), lambda key: take_vote_back(actor, key))


def _keys(request_ids: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(request_ids))[:MOST_AT_ONCE]


def _each(keys: list[int], act: Callable[[int], object]) -> list[Outcome]:
    """Do so one after the other; what is not visible is like what nobody asked about."""
    found = []
    for key in keys:
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
