"""Every read of approvals. What an actor may not see is unknown to it."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone

from accounts.policies import may
from approvals import policies
from approvals.models import (
    ApprovalRequest,
    ApprovalTemplate,
    Delegation,
    RequestStep,
    TemplateStep,
    Vote,
    VoteLink,
)
from approvals.secrets import hash_of
from approvals.vocabulary import RequestState, VoteState
from audit.actor import Actor


def visible_templates(actor: Actor) -> QuerySet[ApprovalTemplate]:
    """Return the templates of a desk, to who asks for approvals or manages them."""
    allowed = may(actor, policies.ASK) or may(actor, policies.MANAGE)
    rows = ApprovalTemplate.objects.filter(deleted_at=None)
    return rows if allowed else rows.none()


def template_for(actor: Actor, template_id: int) -> ApprovalTemplate:
    """Return one visible template. Raises ApprovalTemplate.DoesNotExist."""
    return visible_templates(actor).get(pk=template_id)


def visible_requests(actor: Actor, *, owners: QuerySet | None = None) -> QuerySet[ApprovalRequest]:
    """Return the requests the actor may see: as author, voter, delegate or manager of all.

    `owners` are rows of one model that the actor may see; their requests come too.
    """
    allowed = policies.requests(actor, timezone.now())
    if owners is not None:
        noun = ContentType.objects.get_for_model(owners.model)
        allowed |= Q(noun=noun, object_id__in=owners.values("pk"))
    return ApprovalRequest.objects.filter(allowed)


def request_for(
    actor: Actor, request_id: int, *, owners: QuerySet | None = None
) -> ApprovalRequest:
    """Return one visible request. Raises ApprovalRequest.DoesNotExist for hidden and unknown."""
    return visible_requests(actor, owners=owners).get(pk=request_id)


def rows_of_requests(model: type[Model]) -> QuerySet[ApprovalRequest]:
    """Return the requests about rows of a model; who asks has to narrow them."""
    label, name = model._meta.app_label, model._meta.model_name
    return ApprovalRequest.objects.filter(noun__app_label=label, noun__model=name)


def rows_of_votes(model: type[Model]) -> QuerySet[Vote]:
    """Return the votes about rows of a model; who asks has to narrow them."""
    label, name = model._meta.app_label, model._meta.model_name
    return Vote.objects.filter(request__noun__app_label=label, request__noun__model=name)


def requests_of(owner: Model) -> QuerySet[ApprovalRequest]:
    """Return the requests about a row that the caller may see, the first one first."""
    noun = ContentType.objects.get_for_model(owner)
    return ApprovalRequest.objects.filter(noun=noun, object_id=owner.pk).order_by("pk")


def votes_of(request: ApprovalRequest) -> QuerySet[Vote]:
    """Return the votes of a request that the caller may see, in the order of its steps."""
    votes = Vote.objects.filter(request=request).select_related("step", "voter", "cast_by")
    return votes.order_by("step__position", "pk")


def waiting_for(actor: Actor) -> QuerySet[Vote]:
    """Return what waits for the actor's vote, the own and the delegated, the oldest first."""
    return (
        Vote.objects.filter(
            policies.votes_to_cast(actor, timezone.now()),
            state=VoteState.WAITING,
            asked_at__isnull=False,
            request__state=RequestState.WAITING,
        )
        .select_related("request__template", "request__author", "voter")
        .order_by("asked_at", "pk")
    )


def votes_to_take_back(actor: Actor) -> QuerySet[Vote]:
    """Return the votes that the actor cast in steps that are still asked, the newest first."""
    asked = Q(request__state=RequestState.WAITING, step__position=F("request__step"))
    rows = Vote.objects.filter(policies.votes_cast(actor), asked)
    return rows.select_related("voter").order_by("-voted_at", "-pk")


def is_pausing(owner: Model) -> bool:
    """Tell whether a waiting request stops the SLA clocks of a row."""
    return requests_of(owner).filter(state=RequestState.WAITING, pauses_sla=True).exists()


def paused_owners(model: type[Model]) -> QuerySet:
    """Return the keys of the rows of a model whose SLA clocks waiting requests stop."""
    noun = ContentType.objects.get_for_model(model)
    waiting = ApprovalRequest.objects.filter(noun=noun, state=RequestState.WAITING)
    return waiting.filter(pauses_sla=True).values("object_id")


def visible_delegations(actor: Actor) -> QuerySet[Delegation]:
    """Return the delegations from and to the actor's person; all of them to who manages all."""
    if policies.manages_all(actor):
        return Delegation.objects.all()
    if actor.person is None:
        return Delegation.objects.none()
    return Delegation.objects.filter(Q(user=actor.person.pk) | Q(delegate=actor.person.pk))


def delegations_of(actor: Actor) -> QuerySet[Delegation]:
    """Return the delegations from and to the actor's person that count or will count."""
    if actor.person is None:
        return Delegation.objects.none()
    own = Q(user=actor.person.pk) | Q(delegate=actor.person.pk)
    later = Q(ends_at=None) | Q(ends_at__gt=timezone.now())
    # not joined: PostgreSQL, before it knows how many people there are, begins with pairs of them
    rows = Delegation.objects.filter(own & later).prefetch_related("user", "delegate")
    return rows.order_by("starts_at", "pk")


def standing_in(voter_ids: set[int]) -> QuerySet[Delegation]:
    """Return the delegations that count now for these voters, with the delegates."""
    running = policies.running(timezone.now())
    return Delegation.objects.filter(running, user__in=voter_ids).select_related("delegate")


def steps_of_requests(request_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Return {request: its steps in their order} (one statement)."""
    found: dict[int, list[dict[str, Any]]] = {}
    rows = RequestStep.objects.filter(request__in=list(request_ids)).order_by("position")
    for request_id, *step in rows.values_list("request_id", "position", "mode", "percent"):
        names = ("position", "mode", "percent")
        found.setdefault(request_id, []).append(dict(zip(names, step, strict=True)))
    return found


def steps_of_templates(template_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Return {template: its steps in their order, with whom they ask} (three statements)."""
    found: dict[int, list[dict[str, Any]]] = {}
    steps = TemplateStep.objects.filter(template__in=list(template_ids)).order_by("position")
    for step in steps.prefetch_related("users", "groups"):
        found.setdefault(step.template_id, []).append(
            {
                "position": step.position,
                "mode": step.mode,
                "percent": step.percent,
                "voters": sorted(user.pk for user in step.users.all()),
                "groups": sorted(group.pk for group in step.groups.all()),
                "asks_author_manager": step.asks_author_manager,
            }
        )
    return found


def waiting_subjects(actor: Actor, model: type[Model]) -> QuerySet:
    """Return the keys of the rows of a model about which the actor's vote is waited for."""
    noun = ContentType.objects.get_for_model(model)
    return waiting_for(actor).filter(request__noun=noun).order_by().values("request__object_id")


def waiting_requests(actor: Actor, owner: Model) -> set[int]:
    """Return the requests about a row on which the actor's vote is waited for, the own or one that
    is delegated to it.
    """
    rows = waiting_for(actor).filter(request__in=requests_of(owner)).order_by()
    return set(rows.values_list("request", flat=True))


def vote_link(secret: str) -> VoteLink | None:
    """Return the link with this secret, used and expired ones too; None for one never sent."""
    kept = hash_of(secret)
    if kept is None:
        return None
    links = VoteLink.objects.select_related("person", "request__template", "request__author")
    return links.filter(token_hash=kept).first()


def person_of_link(link_id: int) -> int | None:
    """Return the person whom a link was mailed to."""
    links = VoteLink.objects.filter(pk=link_id)
    return links.values_list("person", flat=True).first()


def is_live(link: VoteLink) -> bool:
    """Tell whether a link may still be used."""
    now = timezone.now()
    may_use = policies.may_use_link(link.person, now)
    return link.used_at is None and link.expires_at > now and may_use


def decided_by(actor: Actor) -> QuerySet[Vote]:
    """Return the votes that the actor's person cast, for others too, the latest first."""
    if actor.person is None:
        return Vote.objects.none()
    own = Q(voter=actor.person.pk, cast_by=None) | Q(cast_by=actor.person.pk)
    cast = Vote.objects.filter(own, voted_at__isnull=False)
    return cast.select_related("request__template", "voter").order_by("-voted_at", "-pk")
