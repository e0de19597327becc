"""Catalogues, and what items are made of, written through accounts.operations.nouns."""

from collections.abc import Callable

from django.db.models import Model, Q

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


def _part(model: type[Model], owner: str = "ci", *, remove: str = "ci.write") -> Noun:
    return Noun(
        model=model,
        write="ci.write",
        remove=remove,
        entity=f"{owner}__entity",
        owner=owner,
        read=_of(owner),
        held=_held(owner),
    )


TYPES = Noun(model=CiType, write=WRITE, remove=REMOVE)
MODELS = Noun(model=CiModel, write=WRITE, remove=REMOVE)
MANUFACTURERS = Noun(model=Manufacturer, write=WRITE, remove=REMOVE)
OPERATING_SYSTEMS = Noun(model=OperatingSystem, write=WRITE, remove=REMOVE)
NETWORKS = Noun(model=Network, write=WRITE, remove=REMOVE)
PORTS, COMPONENTS, VOLUMES, SYSTEMS, FINANCES, LICENSES, INSTALLATIONS = (
    _part(model)
    for model in (
        Port, Component, Volume, InstalledSystem, FinancialRecord, LicenseDetail, Installation,
    )
)  # fmt: skip
CONNECTIONS = _part(Connection, "computer")
SOFTWARE_VERSIONS = _part(SoftwareVersion, "software", remove="ci.manage")
