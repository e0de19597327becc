"""Write leads, their tags and catalogues."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from accounts.drafts import given
from accounts.policies import require_right
from accounts.queries import entity_for
from audit.actor import Actor
from audit.journal import record
from crm import policies, queries
from crm.drafts import CampaignDraft, CatalogueDraft, LeadDraft, LeadPatch, TagDraft
from crm.models import Campaign, Lead, LeadTag, ProductCategory, Tag
from crm.operations.rows import change, insert, restore, trash
from crm.vocabulary import DUPLICATE_MARK, NAME_LENGTH, LeadStage, currency_or_own, to_money


@transaction.atomic
def create_campaign(actor: Actor, draft: CampaignDraft) -> Campaign:
    """Add a campaign. Records "campaign.created"."""
    require_right(actor, "lead.manage")
    return insert(actor, Campaign(), campaign_values(draft), "campaign.created")


def campaign_values(draft: CampaignDraft) -> dict[str, Any]:
    """Return the column values of a draft."""
    cost, currency = to_money(draft.cost_amount), currency_or_own(draft.currency, draft.cost_amount)
    return {**vars(draft), "cost_amount": cost, "currency": currency}


@transaction.atomic
def create_product_category(actor: Actor, draft: CatalogueDraft) -> ProductCategory:
    """Add a category of what leads are interested in. Records "productcategory.created"."""
    require_right(actor, "lead.manage")
    return insert(actor, ProductCategory(), vars(draft), "productcategory.created")


@transaction.atomic
def create_tag(actor: Actor, draft: TagDraft) -> Tag:
    """Add a tag for leads. Records "tag.created". A taken name is refused, whatever its case."""
    require_right(actor, "lead.manage")
    return insert(actor, Tag(), vars(draft), "tag.created")


@transaction.atomic
def create_lead(actor: Actor, draft: LeadDraft) -> Lead:
    """Create a lead. Records "lead.created".

    A lead whose address another visible lead has is taken, and marked behind name and comments.
    Names of tags that do not exist are dropped. Raises ObjectDoesNotExist for a category, company
    or campaign that the actor does not know.
    """
    values = lead_values(actor, draft)
    if draft.full_name and queries.leads_with_email(actor, draft.email).exists():
        values.update(_marked(draft))
    tags = queries.tags_named(draft.tags)
    before: list[int] = []
    lead = insert(
        actor,
        Lead(),
        values,
        "lead.created",
        parts={"tags": [before, [tag.pk for tag in tags]]} if tags else None,
        part_names={"tags": [before, [tag.name for tag in tags]]} if tags else None,
    )
    LeadTag.objects.bulk_create(LeadTag(lead=lead, tag=tag) for tag in tags)
    return lead


def lead_values(actor: Actor, draft: LeadDraft) -> dict[str, Any]:
    """Return the column values of a draft, its ids resolved where the actor may see and write."""
    values = dict(vars(draft))
    values.pop("tags")
    values["entity"] = entity_for(actor, "lead.write", values.pop("entity_id"))
    values["currency"] = currency_or_own(draft.currency, draft.estimated_amount)
    return _resolved(actor, values)


@transaction.atomic
def update_lead(actor: Actor, lead_id: int, patch: LeadPatch) -> Lead:
    """Change a lead. Records "lead.updated"."""
    lead = _lead_to_write(actor, lead_id)
    change(actor, lead, _resolved(actor, given(patch)), "lead.updated")
    return lead


@transaction.atomic
def move_lead(actor: Actor, lead_id: int, stage: LeadStage) -> Lead:
    """Bring a lead to another stage. Records "lead.moved"."""
    lead = _lead_to_write(actor, lead_id)
    change(actor, lead, {"stage": int(stage)}, "lead.moved")
    return lead


@transaction.atomic
def tag_lead(actor: Actor, lead_id: int, names: Iterable[str]) -> Lead:
    """Give a lead exactly these tags; unknown names are dropped. Records "lead.tagged"."""
    lead = _lead_to_write(actor, lead_id)
    old = list(lead.tags.order_by("pk"))
    new = queries.tags_named(names)
    if old == new:
        return lead
    lead.tag_links.exclude(tag__in=new).delete()
    LeadTag.objects.bulk_create(LeadTag(lead=lead, tag=tag) for tag in new if tag not in old)
    record(
        actor,
        "lead.tagged",
        lead,
        {"tags": [[tag.pk for tag in old], [tag.pk for tag in new]]},
        names={"tags": [[tag.name for tag in old], [tag.name for tag in new]]},
    )
    return lead


@transaction.atomic
def delete_lead(actor: Actor, lead_id: int) -> None:
    """Put a lead in the trash. Records "lead.deleted"."""
    lead = queries.locked_row(queries.visible_leads(actor), actor, "lead.manage", lead_id)
    trash(actor, lead, "lead.deleted")


@transaction.atomic
def restore_lead(actor: Actor, lead_id: int) -> Lead:
    """Take a lead out of the trash. Records "lead.restored"."""
    trashed = Lead.objects.filter(policies.where(actor, "lead.manage"), deleted_at__isnull=False)
    lead = queries.locked_row(trashed, actor, "lead.manage", lead_id)
    restore(actor, lead, "lead.restored")
    return lead


def _lead_to_write(actor: Actor, lead_id: int) -> Lead:
    return queries.locked_row(queries.visible_leads(actor), actor, "lead.write", lead_id)


def _marked(draft: LeadDraft) -> dict[str, str]:
    room = NAME_LENGTH - len(DUPLICATE_MARK)
    return {
        "full_name": draft.full_name[:room] + DUPLICATE_MARK,
        "comments": draft.comments + DUPLICATE_MARK,
    }


def _resolved(actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    """Put rows in the place of ids, and four places behind the point of the estimate."""
    choices = {
        "category": queries.product_categories(),
        "campaign": queries.campaigns(),
        "company": queries.visible_companies(actor),
    }
    for name, rows in choices.items():
        if f"{name}_id" in values:
            key = values.pop(f"{name}_id")
            values[name] = None if key is None else rows.get(pk=key)
    if "estimated_amount" in values:
        values["estimated_amount"] = to_money(values["estimated_amount"])
    return values
