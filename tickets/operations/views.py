"""Keep, change, pin and delete saved views."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.drafts import given
from accounts.models import Group
from accounts.policies import is_administrator, may
from accounts.queries import visible_groups
from audit.actor import Actor
from audit.columns import apply_values, check, clean_line
from audit.journal import record
from audit.versions import require_unchanged
from tickets.drafts import ViewDraft, ViewPatch
from tickets.models import PinnedView, SavedView
from tickets.queries import own_view, tickets_of_terms, view_for
from tickets.queries.views import MOST_PINNED
from tickets.terms import parse
from tickets.vocabulary import LIST_COLUMNS, LIST_SORTS

SHARE = "report.write"


@transaction.atomic
def create_view(actor: Actor, draft: ViewDraft) -> SavedView:
    """Keep a view; one that others see is shared by holders of `report.write`, with the own groups
    by any agent. Records "savedview.created".
    """
    values = dict(vars(draft))
    groups = values.pop("groups")
    view = SavedView(owner=actor.person, **values)
    _check(actor, view)
    _require_sharing(actor, groups, is_for_all=view.is_for_all)
    view.save()
    view.groups.set(groups)
    record(actor, "savedview.created", view, {"name": [None, view.name]})
    return view


@transaction.atomic
def update_view(actor: Actor, view_id: int, patch: ViewPatch) -> SavedView:
    """Change an own view. Records "savedview.updated" with what differs."""
    view = own_view(actor, view_id)
    require_unchanged(actor, view)
    values = given(patch)
    groups = values.pop("groups", None)
    changes = apply_values(view, values)
    if groups is not None:
        old = sorted(view.groups.values_list("pk", flat=True))
        new = sorted(group.pk for group in groups)
        if old != new:
            changes["groups"] = [old, new]
    if not changes:
        return view
    _check(actor, view)
    if {"groups", "is_for_all"} & set(changes):
        _require_sharing(actor, groups or (), is_for_all=view.is_for_all)
    view.updated_at = timezone.now()
    view.save()
    if groups is not None:
        view.groups.set(groups)
    record(actor, "savedview.updated", view, changes)
    return view


@transaction.atomic
def delete_view(actor: Actor, view_id: int) -> None:
    """Delete an own view, with its pins. Records "savedview.deleted"."""
    view = own_view(actor, view_id)
    require_unchanged(actor, view)
    record(actor, "savedview.deleted", view, {"name": [view.name, None]})
    view.delete()


@transaction.atomic
def pin_view(actor: Actor, view_id: int, *, is_pinned: bool) -> None:
    """Put a visible view into the actor's side bar, or take it out; no entry, as it is only taste.

    Raises ValidationError(code="too_many").
    """
    view = view_for(actor, view_id)
    pins = PinnedView.objects.filter(user=actor.person)
    if not is_pinned:
        pins.filter(view=view).delete()
        return
    if pins.exclude(view=view).count() >= MOST_PINNED:
        text = _("At most %(number)s views can be pinned.") % {"number": MOST_PINNED}
        raise ValidationError(text, code="too_many")
    PinnedView.objects.get_or_create(user=actor.person, view=view)


def _check(actor: Actor, view: SavedView) -> None:
    view.name = clean_line(view.name).strip()
    view.query = view.query.strip()
    if unknown := set(view.columns) - set(LIST_COLUMNS):
        message = _("Unknown: %(names)s") % {"names": ", ".join(sorted(unknown))}
        raise ValidationError({"columns": message})
    if view.sort and view.sort not in LIST_SORTS:
        raise ValidationError({"sort": _("Unknown: %(names)s") % {"names": view.sort}})
    check(view)
    problems = tickets_of_terms(actor, parse(view.query)).problems
    if problems:
        raise ValidationError({"query": problems})


def _require_sharing(actor: Actor, groups: Sequence[Group], *, is_for_all: bool) -> None:
    if is_administrator(actor) or may(actor, SHARE):
        wanted = {group.pk for group in groups}
        if visible_groups(actor).filter(pk__in=wanted).count() != len(wanted):
            raise Group.DoesNotExist
        return
    own = actor.person.group_ids if actor.person is not None else frozenset()
    if is_for_all or not {group.pk for group in groups} <= own:
        raise PermissionDenied(SHARE)
