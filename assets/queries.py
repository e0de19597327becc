"""Every read of assets. Items an actor may not see are unknown to it; trash is in no list."""

from django.db.models import QuerySet

from accounts.vocabulary import username_key
from assets import policies
from assets.models import (
    CiModel,
    CiRelation,
    CiSource,
    CiType,
    ConfigurationItem,
    Manufacturer,
    Network,
)
from assets.vocabulary import AGENT_TYPE
from audit.actor import Actor


def visible_items(actor: Actor) -> QuerySet[ConfigurationItem]:
    """Return the items the actor may see."""
    return ConfigurationItem.objects.filter(
        policies.items(actor), deleted_at=None, is_template=False
    )


def item_for(actor: Actor, item_id: int) -> ConfigurationItem:
    """Return one visible item. Raises DoesNotExist for hidden and unknown alike."""
    return visible_items(actor).get(pk=item_id)


def items_named(actor: Actor, name: str) -> QuerySet[ConfigurationItem]:
    """Return the visible items of this name, whatever its case."""
    return visible_items(actor).filter(name_key=username_key(name))


def items_with_name_part(actor: Actor, part: str) -> QuerySet[ConfigurationItem]:
    """Return the visible items whose name holds a text, whatever its case."""
    return visible_items(actor).filter(name_key__contains=username_key(part.strip()))


def relations_of(actor: Actor, item_id: int) -> QuerySet[CiRelation]:
    """Return what one visible item depends on, as far as the actor sees that too."""
    item = item_for(actor, item_id)
    return CiRelation.objects.filter(source=item, target__in=visible_items(actor)).order_by("pk")


def relations_to(actor: Actor, item_id: int) -> QuerySet[CiRelation]:
    """Return what depends on one visible item, as far as the actor sees that too."""
    item = item_for(actor, item_id)
    return CiRelation.objects.filter(target=item, source__in=visible_items(actor)).order_by("pk")


def types() -> QuerySet[CiType]:
    """Return the catalogue of types."""
    return CiType.objects.order_by("pk")


def models() -> QuerySet[CiModel]:
    """Return the catalogue of models."""
    return CiModel.objects.order_by("pk")


def networks() -> QuerySet[Network]:
    """Return the catalogue of networks."""
    return Network.objects.order_by("pk")


def all_items(actor: Actor) -> QuerySet[ConfigurationItem]:
    """Return the items the actor may see, templates and those in the trash among them."""
    return ConfigurationItem.objects.filter(policies.items(actor))


def class_type(ci_class: str) -> CiType:
    """Return the type that stands for a class itself."""
    return CiType.objects.get(code=ci_class)


def agent_type() -> CiType:
    """Return the type of the items that a monitoring system reports."""
    return CiType.objects.get(code=AGENT_TYPE)


def manufacturers() -> QuerySet[Manufacturer]:
    """Return the catalogue of manufacturers."""
    return Manufacturer.objects.order_by("name", "pk")


def manufacturers_named(name: str) -> QuerySet[Manufacturer]:
    """Return the manufacturers of this name, whatever its case."""
    return Manufacturer.objects.filter(name_key=username_key(name)).order_by("pk")


def sources() -> QuerySet[CiSource]:
    """Return the systems that report items."""
    return CiSource.objects.order_by("name", "pk")


def source_named(name: str) -> CiSource | None:
    """Return the system of this name, whatever its case, or None."""
    return CiSource.objects.filter(name_key=username_key(name)).first()
