"""Newsletters and their addresses."""

from dataclasses import replace

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError

from audit.models import JournalEntry
from crm import queries
from crm.drafts import NewsletterDraft, NewsletterPatch, SubscriptionDraft
from crm.models import Newsletter, Subscription
from crm.operations import (
    create_newsletter,
    delete_newsletter,
    restore_newsletter,
    subscribe,
    unsubscribe,
    update_newsletter,
)
from tests import make

pytestmark = pytest.mark.django_db

JUAN = SubscriptionDraft(name="juan", email="Juan@mail.example")


def test_new_address_is_recorded_on_the_newsletter():
    newsletter = make.newsletter()

    subscription = subscribe(make.system(), newsletter.pk, JUAN)

    entry = JournalEntry.objects.get(verb="newsletter.subscribed")
    assert (entry.noun, entry.object_id) == ("newsletter", newsletter.pk)
    assert (entry.part_noun, entry.part_id) == ("subscription", subscription.pk)
    assert list(queries.subscriptions_of(make.system(), newsletter.pk)) == [subscription]


def test_known_address_comes_back_whatever_its_case():
    newsletter, other = make.newsletter(), make.newsletter()
    first = subscribe(make.system(), newsletter.pk, JUAN)

    again = subscribe(
        make.system(), newsletter.pk, SubscriptionDraft(name="J", email="jUAN@MAIL.example")
    )
    elsewhere = subscribe(make.system(), other.pk, JUAN)

    assert again == first
    assert elsewhere != first
    assert JournalEntry.objects.filter(verb="newsletter.subscribed").count() == 2


@pytest.mark.parametrize("wrong", [("", "a@example.com"), ("a", ""), ("a", "no address")])
def test_missing_name_and_wrong_address_are_refused(wrong: tuple[str, str]):
    newsletter = make.newsletter()

    with pytest.raises(ValidationError):
        subscribe(make.system(), newsletter.pk, SubscriptionDraft(name=wrong[0], email=wrong[1]))

    assert not Subscription.objects.exists()


def test_who_unsubscribed_is_not_put_back():
    newsletter = make.newsletter()
    subscribe(make.system(), newsletter.pk, JUAN)

    for _ in range(2):
        unsubscribe(make.system(), newsletter.pk, "juan@mail.example")

    assert subscribe(make.system(), newsletter.pk, JUAN).status == "off"
    assert JournalEntry.objects.filter(verb="newsletter.unsubscribed").count() == 1
    with pytest.raises(Subscription.DoesNotExist):
        unsubscribe(make.system(), newsletter.pk, "ann@mail.example")


def test_unknown_and_deleted_newsletters_are_refused_alike():
    newsletter = make.newsletter()
    delete_newsletter(make.system(), newsletter.pk)

    for key in (newsletter.pk, 99):
        with pytest.raises(ObjectDoesNotExist):
            subscribe(make.system(), key, JUAN)

    restore_newsletter(make.system(), newsletter.pk)
    assert subscribe(make.system(), newsletter.pk, JUAN).name == "juan"


def test_holder_for_one_group_manages_its_newsletters_and_those_of_none():
    sales, press = make.group("Sales"), make.group("Press")
    ana = make.actor("ana", "newsletter.manage", group=sales)
    own, free = make.newsletter(group=sales), make.newsletter()
    foreign = make.newsletter(group=press)

    assert set(queries.visible_newsletters(ana)) == {own, free}
    with pytest.raises(Newsletter.DoesNotExist):
        subscribe(ana, foreign.pk, JUAN)
    with pytest.raises(PermissionDenied):
        create_newsletter(ana, NewsletterDraft(name="N", group=press))
    with pytest.raises(PermissionDenied):
        update_newsletter(ana, own.pk, NewsletterPatch(group=press))
    free_of_rights = replace(ana, liberties=frozenset({"unchecked_crm_ops"}))
    assert set(queries.visible_newsletters(free_of_rights)) == {own, free, foreign}
    assert update_newsletter(ana, own.pk, NewsletterPatch(name="Ours")).name == "Ours"
