"""Ask for approval, add voters, cancel."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, User
from accounts.policies import require, require_right
from approvals import notifications, policies, queries
from approvals.drafts import RequestDraft, StepDraft
from approvals.models import ApprovalRequest, ApprovalTemplate, RequestStep, Vote
from approvals.operations.settling import (
    finish,
    locked_request,
    open_step,
    record_on_owner,
    require_waiting,
)
from approvals.vocabulary import RequestKind, RequestState
from audit.actor import Actor
from audit.columns import apply_values, check

TERMS = ("comment_rule", "expires_seconds", "on_expiry", "remind_seconds", "pauses_sla")


@transaction.atomic
def request_approval(
    actor: Actor, owner: Model, draft: RequestDraft, *, right: str = policies.ASK
) -> ApprovalRequest:
    """Ask for approval of a row that the caller has found among those the actor may see.

    `right` is the word that the owner's app asks for. Records "<owner>.approval_requested" and
    queues a mail to each voter of the first step.
    Raises ValidationError with code "required" (the description) or "no_voters" (of a step).
    """
    require_right(actor, right)
    template = _template(draft)
    _require_description(template, draft)
    now = timezone.now()
    request = ApprovalRequest(owner=owner, created_at=now, updated_at=now)
    changes = apply_values(request, request_values(actor.person, template, draft))
    if request.expires_seconds is not None:
        request.due_at = now + timedelta(seconds=request.expires_seconds)
    check(request)
    request.save(force_insert=True)
    drafts = draft.steps if template is None else drafts_of(template)
    people = [voters_of(step, actor.person) for step in drafts]
    if not people or not all(people):
        raise ValidationError(
            {"steps": ValidationError(_("Each step needs somebody to ask."), code="no_voters")}
        )
    for position, (step, voters) in enumerate(zip(drafts, people, strict=True), start=1):
        _write_step(request, position, step, voters)
    opened = open_step(request, 1, now)
    request.save()
    changes["voters"] = [None, [[voter.pk for voter in voters] for voters in people]]
    names = {"voters": [None, [[voter.username for voter in voters] for voters in people]]}
    entry = record_on_owner(actor, "requested", request, changes, names=names)
    notifications.ask(request, opened, entry)
    return request


@transaction.atomic
def add_voter(
    actor: Actor, request_id: int, voter: User, *, owners: QuerySet | None = None
) -> Vote:
    """Ask one more person in the step that is asked now; a voter of it comes back unchanged.

    Records "<owner>.approval_voter_added" and queues a mail.
    Raises ValidationError(code="decided"), or code "no_voters" for somebody who cannot vote.
    """
    request = locked_request(actor, request_id, owners=owners)
    require(policies.can_change(actor, request), policies.MANAGE)
    require_waiting(request)
    if not policies.can_vote(voter):
        raise ValidationError(
            {"voter": ValidationError(_("This person cannot vote."), code="no_voters")}
        )
    step = request.steps.get(position=request.step)
    now = timezone.now()
    vote, made = Vote.objects.get_or_create(
        step=step, voter=voter, defaults={"request": request, "asked_at": now}
    )
    if made:
        names = {"voter": [None, voter.username]}
        entry = record_on_owner(
            actor, "voter_added", request, {"voter": [None, voter.pk]}, names=names
        )
        notifications.tell_voters(request, [voter], entry)
    return vote


@transaction.atomic
def cancel_request(
    actor: Actor, request_id: int, *, owners: QuerySet | None = None
) -> ApprovalRequest:
    """Withdraw a request. Records "<owner>.approval_cancelled".

    Raises ValidationError(code="decided") for one that has ended.
    """
    request = locked_request(actor, request_id, owners=owners)
    require(policies.can_change(actor, request), policies.MANAGE)
    require_waiting(request)
    changes = finish(request, RequestState.CANCELLED, timezone.now())
    record_on_owner(actor, "cancelled", request, changes)
    return request


@transaction.atomic
def withdraw_requests(actor: Actor, owner: Model) -> None:
    """Cancel what waits about a row that has come to its end; whoever ended it needs no right here.

    Records "<owner>.approval_cancelled" for each.
    """
    waiting = queries.requests_of(owner).filter(state=RequestState.WAITING)
    for request in waiting.select_for_update(of=("self",)):
        changes = finish(request, RequestState.CANCELLED, timezone.now())
        record_on_owner(actor, "cancelled", request, changes)


def request_values(
    author: User | None, template: ApprovalTemplate | None, draft: RequestDraft
) -> dict[str, Any]:
    """Return the column values of a draft; the terms are those of the template, if there is one."""
    terms = draft if template is None else template
    kind = RequestKind.SPONTANEOUS if template is None else RequestKind.TEMPLATE
    return {
        "template": template,
        "kind": kind,
        "description": draft.description,
        "author": author,
        "wire_extra": draft.wire_extra,
        **{name: getattr(terms, name) for name in TERMS},
    }


def drafts_of(template: ApprovalTemplate) -> tuple[StepDraft, ...]:
    """Return the steps of a template as drafts."""
    return tuple(
        StepDraft(
            mode=step.mode,
            percent=step.percent,
            voters=tuple(step.users.order_by("pk")),
            groups=tuple(step.groups.filter(deleted_at=None).order_by("pk")),
            asks_author_manager=step.asks_author_manager,
        )
        for step in template.steps.order_by("position")
    )


def voters_of(step: StepDraft, author: User | None) -> list[User]:
    """Return whom a step asks, each person once: those who can vote at this moment."""
    members = Member.objects.filter(group__in=step.groups).select_related("user").order_by("pk")
    people = [*step.voters, *(member.user for member in members)]
    if step.asks_author_manager and author is not None and author.manager is not None:
        people.append(author.manager)
    return list({person.pk: person for person in people if policies.can_vote(person)}.values())


def _template(draft: RequestDraft) -> ApprovalTemplate | None:
    if draft.template_id is None:
        return None
    # whoever passed the owner's right may choose among all templates
    return ApprovalTemplate.objects.get(pk=draft.template_id, deleted_at=None)


def _require_description(template: ApprovalTemplate | None, draft: RequestDraft) -> None:
    is_required = template is None or template.description_is_required
    if is_required and not draft.description.strip():
        message = _("Say what is to be approved.")
        raise ValidationError({"description": ValidationError(message, code="required")})


def _write_step(
    request: ApprovalRequest, position: int, draft: StepDraft, voters: Iterable[User]
) -> None:
    step = RequestStep(request=request, position=position, mode=draft.mode, percent=draft.percent)
    check(step)
    step.save(force_insert=True)
    Vote.objects.bulk_create(Vote(request=request, step=step, voter=voter) for voter in voters)
