"""Every read of assets. Items an actor may not see are unknown to it; trash is in no list."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from accounts.models import Note
from accounts.policies import may
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
    PortAddress,
    PortAlias,
)
from assets.vocabulary import AGENT_TYPE
from audit.actor import Actor
from audit.journal import noun_of
from audit.models import JournalEntry


def visible_items(actor: Actor) -> QuerySet[ConfigurationItem]:
    """Return the items the actor may see."""
    return ConfigurationItem.objects.filter(
        policies.items(actor), deleted_at=None, is_template=False
    )


def item_for(actor: Actor, item_id: int) -> ConfigurationItem:
    """Return one visible item. Raises DoesNotExist for hidden and unknown alike."""
    return visible_items(actor).get(pk=item_id)


def history_of(actor: Actor, item_id: int) -> QuerySet[JournalEntry]:
    """Return the journal of one visible item, oldest first; nothing for who only uses it: it tells
    of the work of the desk.
    """
    item = item_for(actor, item_id)
    if not policies.reads_history(actor):
        return JournalEntry.objects.none()
    return JournalEntry.objects.filter(noun=noun_of(item), object_id=item.pk).order_by("id")


def hidden_ties(actor: Actor, entries: Iterable[Mapping[str, Any]]) -> set[int]:
    """Return which entries ("id", "verb", "part_noun", "changes") tie an item to one that the actor
    may not see (one statement, none without ties).
    """
    tied: dict[int, set[int]] = {}
    for entry in entries:
        if entry["verb"] in TIES or entry["part_noun"] == "connection":
            values = [value for pair in entry["changes"].values() for value in pair]
            tied[entry["id"]] = {each for each in values if type(each) is int}
    keys = set().union(*tied.values())
    seen = ConfigurationItem.objects.filter(policies.items(actor), pk__in=keys)
    known = seen.values_list("pk", flat=True) if keys else ()
    hidden = keys - set(known)
    return {entry for entry, items in tied.items() if items & hidden}


TIES = ("ci.related", "ci.unrelated")


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


def notes_of(actor: Actor, item_id: int) -> QuerySet[Note]:
    """Return the notes on one visible item, to those who read internal notes of the desk."""
    item = item_for(actor, item_id)
    noun = ContentType.objects.get_for_model(ConfigurationItem)
    notes = Note.objects.filter(noun=noun, object_id=item.pk)
    return notes if may(actor, "followup.read_internal") else notes.none()


def addresses_by_port(port_ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """Return {port: its names and addresses} (two statements)."""
    aliases: dict[int, list[str]] = {}
    further = PortAlias.objects.filter(address__port__in=port_ids).order_by("pk")
    for key, name in further.values_list("address_id", "name"):
        aliases.setdefault(key, []).append(name)
    found: dict[int, list[dict[str, Any]]] = {}
    rows = PortAddress.objects.filter(port__in=port_ids).order_by("pk")
    for key, port, *told in rows.values_list("pk", "port_id", "name", "fqdn", "address"):
        row = dict(zip(("name", "fqdn", "address"), told, strict=True))
        found.setdefault(port, []).append({**row, "aliases": aliases.get(key, [])})
    return found
