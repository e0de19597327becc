"""Write the tree of categories."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.drafts import given
from accounts.operations.trees import MOVING, place_branch, plant, refuse_cycle
from accounts.policies import require_right
from accounts.queries import entity_for
from audit.actor import Actor
from audit.columns import apply_values
from audit.journal import record
from audit.turns import take_turn
from audit.versions import require_unchanged
from kb import policies
from kb.drafts import CategoryDraft, CategoryPatch
from kb.models import ArticleCategory
from kb.queries.articles import category_for, visible_categories


@transaction.atomic
def create_category(actor: Actor, draft: CategoryDraft) -> ArticleCategory:
    """Add a category. Records "articlecategory.created"."""
    category = ArticleCategory()
    changes = apply_values(category, category_values(actor, draft))
    category.full_clean()
    category.save(force_insert=True)
    plant(category)
    record(actor, "articlecategory.created", category, changes)
    return category


def category_values(actor: Actor, draft: CategoryDraft) -> dict[str, Any]:
    """Return the column values of a draft, its ids resolved for the actor."""
    values = dict(vars(draft))
    values["entity"] = entity_for(actor, policies.MANAGE, values.pop("entity_id"))
    return _resolved(actor, values)


@transaction.atomic
def update_category(actor: Actor, category_id: int, patch: CategoryPatch) -> ArticleCategory:
    """Change a category; a move or a new name reaches its whole sub-tree.

    Records "articlecategory.updated". Raises ValidationError(code="cycle").
    """
    values = given(patch)
    if MOVING & values.keys():
        take_turn(ArticleCategory)
    category = _locked(actor, category_id)
    changes = apply_values(category, _resolved(actor, values))
    if not changes:
        return category
    if "parent" in changes:
        refuse_cycle(category)
    category.updated_at = timezone.now()
    category.full_clean()
    if "name" in changes or "parent" in changes:
        place_branch(category)
    category.save()
    record(actor, "articlecategory.updated", category, changes)
    return category


@transaction.atomic
def delete_category(actor: Actor, category_id: int) -> None:
    """Put a category in the trash; its articles stay. Records "articlecategory.deleted".

    Raises ValidationError(code="has_children") while categories stand below it.
    """
    category = _locked(actor, category_id)
    if category.children.filter(deleted_at=None).exists():
        raise ValidationError(_("There are categories below it."), code="has_children")
    now = timezone.now()
    changes = apply_values(category, {"deleted_at": now})
    category.updated_at = now
    category.save(update_fields=["deleted_at", "updated_at"])
    record(actor, "articlecategory.deleted", category, changes)


def _locked(actor: Actor, category_id: int) -> ArticleCategory:
    require_right(actor, policies.MANAGE)
    rows = visible_categories(actor).select_for_update(of=("self",))
    category = rows.get(pk=category_id)
    policies.require_there(actor, policies.MANAGE, category)
    require_unchanged(actor, category)
    return category


def _resolved(actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    if "parent_id" in values:
        key = values.pop("parent_id")
        values["parent"] = None if key is None else category_for(actor, key)
    return values
