"""Two people who move rows of a tree at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.drafts import EntityPatch, GroupPatch
from accounts.operations import update_entity, update_group
from assets.drafts import ItemPatch
from assets.operations import update_item
from audit.actor import Actor
from crm.drafts import CompanyPatch
from crm.operations import update_company
from tests import make
from tickets.drafts import TicketPatch
from tickets.operations import create_category, update_category, update_ticket

ROUNDS = 3

Move = Callable[[int, Any], object]


def moves() -> dict[str, tuple[Any, Any, Move]]:
    """Return two rows of each tree, and how one of them is moved below another."""
    who = Actor.system("mover")
    one, two = make.entity("North"), make.entity("South")
    root = one.parent
    return {
        "entity": (
            one, two,
            lambda key, above: update_entity(
                who, key, EntityPatch(parent_id=(above or root).pk)
            ),
        ),
        "group": (
            make.group("One"), make.group("Two"),
            lambda key, above: update_group(who, key, GroupPatch(parent=above)),
        ),
        "category": (
            create_category(who, name="One"), create_category(who, name="Two"),
            lambda key, above: update_category(who, key, {"parent": above}),
        ),
        "item": (
            make.item(name="One"), make.item(name="Two"),
            lambda key, above: update_item(
                who, key, ItemPatch(parent_id=above and above.pk)
            ),
        ),
        "company": (
            make.company(name="One"), make.company(name="Two"),
            lambda key, above: update_company(
                who, key, CompanyPatch(parent_id=above and above.pk)
            ),
        ),
        "ticket": (
            make.ticket(title="One"), make.ticket(title="Two"),
            lambda key, above: update_ticket(who, key, TicketPatch(parent=above)),
        ),
    }  # fmt: skip


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_moves_at_once_close_no_circle_and_none_of_them_breaks():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time")
    for noun, (one, two, move) in moves().items():
        for _round in range(ROUNDS):
            gate = Barrier(2)

            def below(row: Any, above: Any, gate: Barrier = gate, move: Move = move) -> str:
                gate.wait()
                try:
                    move(row.pk, type(row).objects.get(pk=above.pk))
                except ValidationError as error:
                    return str(error.error_dict["parent"][0].code)
                finally:
                    connection.close()
                return "moved"

            with ThreadPoolExecutor(2) as pool:
                ends = list(pool.map(below, (one, two), (two, one)))

            assert sorted(ends) == ["cycle", "moved"], noun
            for row in (one, two):
                move(row.pk, None)
