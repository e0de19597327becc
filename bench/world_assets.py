"""Assets of the benchmark: computers with what is in and on them, and their tickets."""

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime

from django.db import models, transaction

from accounts.models import User
from accounts.vocabulary import username_key
from assets.models import (
    CiType,
    Component,
    ConfigurationItem,
    FinancialRecord,
    Installation,
    Port,
    SoftwareVersion,
    Volume,
)
from assets.operations import install_base_data
from assets.vocabulary import CiClass
from audit.actor import Actor
from bench.bulk import insert_all
from bench.world_sizes import FULL_EVERY, PROGRAMS
from tickets.models import TicketCI

ITEMS_PER_ROUND = 5_000
FIRST_DAY = datetime(2021, 1, 1, tzinfo=UTC)


def fill_assets(installer: Actor, *, items: int, tickets: int, people: list[User]) -> None:
    """Add items, most of them computers; every fifth ticket is about one."""
    with transaction.atomic():
        install_base_data(installer)
    types = {row.ci_class: row for row in CiType.objects.order_by("-id")}
    programs = _programs(types[CiClass.SOFTWARE])
    numbers = iter(range(1, items + 1))
    while batch := list(itertools.islice(numbers, ITEMS_PER_ROUND)):
        rows = [
            row
            for number in batch
            for row in _computer(number, types[CiClass.COMPUTER], people, programs)
        ]
        with transaction.atomic():
            insert_all(rows)
    links = (
        TicketCI(
            ticket_id=ticket,
            ci_id=PROGRAMS + ticket * 7 % items + 1,
            created_at=FIRST_DAY,
            updated_at=FIRST_DAY,
        )
        for ticket in range(5, tickets + 1, 5)
    )
    while some := list(itertools.islice(links, ITEMS_PER_ROUND)):
        with transaction.atomic():
            insert_all(some)


def _programs(kind: CiType) -> list[SoftwareVersion]:
    """Make programs with a version each; they take the first numbers."""
    names = [f"Program {number:03}" for number in range(1, PROGRAMS + 1)]
    rows = [_item(number, name, kind, None) for number, name in enumerate(names, start=1)]
    versions = [
        SoftwareVersion(
            pk=row.pk, software=row, name="1.0", created_at=FIRST_DAY, updated_at=FIRST_DAY
        )
        for row in rows
    ]
    with transaction.atomic():
        insert_all([*rows, *versions])
    return versions


def _item(number: int, name: str, kind: CiType, owner: User | None) -> ConfigurationItem:
    return ConfigurationItem(
        pk=number, name=name, name_key=username_key(name), type=kind, ci_class=kind.ci_class,
        serial=f"SN{number:08}", inventory_number=f"INV{number:08}", user=owner,
        created_at=FIRST_DAY, updated_at=FIRST_DAY,
    )  # fmt: skip


def _computer(
    number: int, kind: CiType, people: list[User], programs: list[SoftwareVersion]
) -> Iterator[models.Model]:
    """Yield a computer; of some everything that can be listed."""
    owner = people[number % len(people)]
    computer = _item(PROGRAMS + number, f"pc-{number:06}", kind, owner)
    yield computer
    if number % FULL_EVERY:
        return
    of = {"ci": computer, "created_at": FIRST_DAY, "updated_at": FIRST_DAY}
    yield FinancialRecord(**of, bought_on=date(2021, 1, 1), warranty_months=36)
    for place in range(2):
        yield Component(**of, component_class="memory", designation=f"Module {place}")
        yield Volume(**of, name=f"disk{place}", total_mib=512_000, free_mib=100_000)
        yield Port(
            **of, number=place, name=f"eth{place}", mac=f"02:00:{number % 99:02}:00:00:0{place}"
        )
    for place in range(20):
        yield Installation(**of, version=programs[(number + place * 7) % len(programs)])
