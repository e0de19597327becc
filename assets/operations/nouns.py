"""Catalogues, and what items are made of, written through accounts.operations.nouns."""

from collections.abc import Callable

from django.db.models import Q

from accounts.operations.nouns import Noun
from assets import policies
from assets.models import (
    CiModel,
    CiType,
    Component,
    ConfigurationItem,
    Connection,
    FinancialRecord,
    Installation,
    InstalledSystem,
    LicenseDetail,
    Manufacturer,
    Network,
    OperatingSystem,
    Port,
    SoftwareVersion,
    Volume,
)
from audit.actor import Actor

WRITE, REMOVE = "catalogue.write", "catalogue.manage"


def _of(path: str) -> Callable[[Actor], Q]:
    """Return the filter of parts whose item the actor may see."""

    def parts(actor: Actor) -> Q:
        seen = ConfigurationItem.objects.filter(policies.items(actor))
        return Q(**{f"{path}__in": seen.order_by().values("pk")})

    return parts


def _held(path: str) -> Callable[[Actor, str], Q]:
    """Return the filter of parts of items over which the actor holds a word."""
    return lambda actor, word: policies.where(actor, word, path=f"{path}__")


TYPES = Noun(model=CiType, write=WRITE, remove=REMOVE)
MODELS = Noun(model=CiModel, write=WRITE, remove=REMOVE)
MANUFACTURERS = Noun(model=Manufacturer, write=WRITE, remove=REMOVE)
OPERATING_SYSTEMS = Noun(model=OperatingSystem, write=WRITE, remove=REMOVE)
NETWORKS = Noun(model=Network, write=WRITE, remove=REMOVE)
PORTS, COMPONENTS, VOLUMES, SYSTEMS, FINANCES = (
    Noun(
        model=model,
        write="ci.write",
        remove="ci.write",
        entity="ci__entity",
        owner="ci",
        read=_of("ci"),
        held=_held("ci"),
    )
    for model in (Port, Component, Volume, InstalledSystem, FinancialRecord)
)
LICENSES = Noun(
    model=LicenseDetail,
    write="ci.write",
    remove="ci.write",
    entity="ci__entity",
    owner="ci",
    read=_of("ci"),
    held=_held("ci"),
)
CONNECTIONS = Noun(
    model=Connection,
    write="ci.write",
    remove="ci.write",
    entity="computer__entity",
    owner="computer",
    read=_of("computer"),
    held=_held("computer"),
)
INSTALLATIONS = Noun(
    model=Installation,
    write="ci.write",
    remove="ci.write",
    entity="ci__entity",
    owner="ci",
    read=_of("ci"),
    held=_held("ci"),
)
SOFTWARE_VERSIONS = Noun(
    model=SoftwareVersion,
    write="ci.write",
    remove="ci.manage",
    entity="software__entity",
    owner="software",
    read=_of("software"),
    held=_held("software"),
)
