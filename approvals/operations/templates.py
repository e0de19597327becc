"""Write templates and their steps."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.drafts import given
from accounts.policies import require_desk_wide
from approvals import policies
from approvals.drafts import StepDraft, TemplateDraft, TemplatePatch
from approvals.models import ApprovalTemplate, TemplateStep
from audit.actor import Actor
from audit.columns import apply_values
from audit.journal import record
from audit.versions import require_unchanged


@transaction.atomic
def create_template(actor: Actor, draft: TemplateDraft) -> ApprovalTemplate:
    """Prepare an approval. Records "approvaltemplate.created"."""
    require_desk_wide(actor, policies.MANAGE)
    values = dict(vars(draft))
    steps = values.pop("steps")
    template = ApprovalTemplate()
    changes = apply_values(template, values)
    template.full_clean()
    template.save(force_insert=True)
    changes["steps"] = [None, write_steps(template, steps)]
    record(actor, "approvaltemplate.created", template, changes)
    return template


@transaction.atomic
def update_template(actor: Actor, template_id: int, patch: TemplatePatch) -> ApprovalTemplate:
    """Change a template; running requests keep what they began with.

    Records "approvaltemplate.updated" with what differs.
    """
    require_desk_wide(actor, policies.MANAGE)
    template = _locked(template_id)
    require_unchanged(actor, template)
    values = given(patch)
    steps = values.pop("steps", None)
    changes = apply_values(template, values)
    template.full_clean()
    if steps is not None:
        old = steps_of(template)
        template.steps.all().delete()
        new = write_steps(template, steps)
        if new != old:
            changes["steps"] = [old, new]
    if changes:
        template.updated_at = timezone.now()
        template.save()
        record(actor, "approvaltemplate.updated", template, changes)
    return template


@transaction.atomic
def delete_template(actor: Actor, template_id: int) -> None:
    """Put a template in the trash; its requests go on. Records "approvaltemplate.deleted"."""
    require_desk_wide(actor, policies.MANAGE)
    template = _locked(template_id)
    require_unchanged(actor, template)
    now = timezone.now()
    changes = apply_values(template, {"deleted_at": now})
    template.updated_at = now
    template.save(update_fields=["deleted_at", "updated_at"])
    record(actor, "approvaltemplate.deleted", template, changes)


def write_steps(template: ApprovalTemplate, drafts: Iterable[StepDraft]) -> list[dict[str, Any]]:
    """Add the steps of a template, numbered from 1, and return them as the journal keeps them."""
    for position, draft in enumerate(drafts, start=1):
        step = TemplateStep(
            template=template,
            position=position,
            mode=draft.mode,
            percent=draft.percent,
            asks_author_manager=draft.asks_author_manager,
        )
        step.full_clean()
        if not (draft.voters or draft.groups or draft.asks_author_manager):
            raise ValidationError(
                {"steps": ValidationError(_("A step needs somebody to ask."), code="no_voters")}
            )
        step.save(force_insert=True)
        step.users.set(draft.voters)
        step.groups.set(draft.groups)
    return steps_of(template)


def steps_of(template: ApprovalTemplate) -> list[dict[str, Any]]:
    """Return the steps of a template as the journal keeps them."""
    return [
        {
            "mode": str(step.mode),
            "percent": step.percent,
            "voters": sorted(step.users.values_list("pk", flat=True)),
            "groups": sorted(step.groups.values_list("pk", flat=True)),
            "asks_author_manager": step.asks_author_manager,
        }
        for step in template.steps.order_by("position")
    ]


def _locked(template_id: int) -> ApprovalTemplate:
    return ApprovalTemplate.objects.select_for_update().get(pk=template_id, deleted_at=None)
