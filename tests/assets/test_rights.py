"""Who sees and changes which items."""

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError

from accounts.models import User
from assets import queries
from assets.drafts import ItemDraft, ItemPatch
from assets.models import ConfigurationItem
from assets.operations import create_item, delete_item, relate_items, update_item
from audit.actor import Actor
from audit.models import JournalEntry
from tests import make

pytestmark = pytest.mark.django_db


def agent(name: str, *rights: str, **grant) -> Actor:
    actor = make.actor(name, *rights, **grant)
    actor.user.is_agent = True
    actor.user.save()
    return actor


def names(actor: Actor) -> list[str]:
    return sorted(queries.visible_items(actor).values_list("name", flat=True))


def test_holder_of_the_right_sees_all_items_of_the_entity_and_below():
    north = make.entity("North")
    make.item(name="Root", is_public=False)
    make.item(name="North", is_public=False, entity_id=north.pk)

    ana = make.actor("ana", "ci.read")
    otto = make.actor("otto", "ci.read", entity=north)

    assert names(ana) == ["North", "Root"]
    assert names(otto) == ["North"]


def test_agent_without_the_right_sees_public_items_of_the_own_entity_only():
    north = make.entity("North")
    make.item(name="Public")
    make.item(name="Private", is_public=False)
    make.item(name="North", entity_id=north.pk)

    otto = agent("otto", "ticket.read", entity=north)

    assert names(agent("ana", "ticket.read")) == ["North", "Public"]
    assert names(otto) == ["North"]


def test_customer_sees_own_items_only():
    rita = make.actor("rita", "ticket.read")
    make.item(name="Public")
    make.item(name="Hers", user=rita.user, is_public=False)

    assert names(rita) == ["Hers"]


def test_disabled_person_and_nobody_see_nothing():
    gone = agent("gone", "ticket.read")
    make.item(user=gone.user)
    User.objects.filter(pk=gone.user.pk).update(is_active=False)
    gone.user.refresh_from_db()

    assert names(gone) == []
    assert names(Actor(door="test")) == []


def test_hidden_item_is_unknown_and_a_seen_one_cannot_be_changed_without_the_right():
    hidden = make.item(name="Hidden", is_public=False)
    public = make.item(name="Public")
    ana = agent("ana", "ticket.read", "ci.write", entity=make.entity("North"))
    otto = agent("otto", "ticket.read")
    before = JournalEntry.objects.count()

    with pytest.raises(ObjectDoesNotExist):
        update_item(ana, hidden.pk, ItemPatch(name="Mine"))
    with pytest.raises(PermissionDenied):
        update_item(otto, public.pk, ItemPatch(name="Mine"))

    assert JournalEntry.objects.count() == before
    assert sorted(ConfigurationItem.objects.values_list("name", flat=True)) == ["Hidden", "Public"]


def test_own_item_can_be_seen_but_not_changed_by_its_customer():
    rita = make.actor("rita", "ticket.read", "ticket.write")
    item = make.item(user=rita.user)

    with pytest.raises(PermissionDenied):
        update_item(rita, item.pk, ItemPatch(name="Mine"))


def test_item_is_created_only_where_the_right_is_held():
    make.item()
    north = make.entity("North")
    otto = make.actor("otto", "ci.read", "ci.write", entity=north)

    create_item(otto, ItemDraft(name="Here", entity_id=north.pk))
    with pytest.raises(ValidationError):
        create_item(otto, ItemDraft(name="There", entity_id=0))
    with pytest.raises(PermissionDenied):
        create_item(make.actor("rita", "ci.read"), ItemDraft(name="Nowhere"))

    assert names(otto) == ["Here"]


def test_deleting_needs_the_right_to_manage():
    item = make.item()
    ana = make.actor("ana", "ci.read", "ci.write")

    with pytest.raises(PermissionDenied):
        delete_item(ana, item.pk)

    assert names(ana) == ["Laptop"]


def test_parent_must_be_visible():
    hidden = make.item(is_public=False)
    north = make.entity("North")
    otto = make.actor("otto", "ci.read", "ci.write", entity=north)

    with pytest.raises(ObjectDoesNotExist):
        create_item(otto, ItemDraft(name="Part", entity_id=north.pk, parent_id=hidden.pk))


def test_relation_to_a_hidden_item_is_not_shown():
    north = make.entity("North")
    here = make.item(name="Here", entity_id=north.pk)
    hidden = make.item(name="There", is_public=False)
    relate_items(make.system(), here.pk, hidden.pk, kind="depends_on")
    otto = make.actor("otto", "ci.read", entity=north)

    assert list(queries.relations_of(otto, here.pk)) == []
