"""Create and delete places, and say who is there."""

from collections.abc import Sequence

from django.db import transaction

from accounts import policies
from accounts.drafts import UserPatch
from accounts.models import Location, User
from accounts.operations.people import update_user
from accounts.operations.trees import plant
from audit.actor import Actor
from audit.journal import record

RIGHT = "setting.manage"


@transaction.atomic
def create_location(actor: Actor, *, name: str, parent: Location | None = None) -> Location:
    """Add a place, perhaps below another one. Records "location.created"."""
    policies.require_right(actor, RIGHT)
    location = Location(name=name, parent=parent, is_recursive=True)
    location.full_clean()
    location.save(force_insert=True)
    plant(location)
    record(actor, "location.created", location, {"name": [None, name]})
    return location


@transaction.atomic
def delete_location_branch(actor: Actor, location: Location) -> int:
    """Delete a visible place and everything below it; who or what was there is nowhere then.

    Records "location.deleted" on each; returns how many there were.
    """
    policies.require_right(actor, RIGHT)
    branch = list(Location.objects.filter(path__startswith=location.path).order_by("-level", "pk"))
    for each in branch:
        record(actor, "location.deleted", each, {"name": [each.name, None]})
        each.delete()
    return len(branch)


@transaction.atomic
def put_people(actor: Actor, location: Location, people: Sequence[User]) -> list[bool]:
    """Say that people are at a place; tells for each whether that is new. Recorded as update_user
    does.
    """
    moved = [person.location_id != location.pk for person in people]
    for person in people:
        update_user(actor, person.pk, UserPatch(location=location))
    return moved


@transaction.atomic
def take_people(actor: Actor, location: Location, people: Sequence[User]) -> list[bool]:
    """Say that people are no longer at a place; tells for each whether they were."""
    were_there = [person.location_id == location.pk for person in people]
    for person, was_there in zip(people, were_there, strict=True):
        if was_there:
            update_user(actor, person.pk, UserPatch(location=None))
    return were_there
