"""An operation is one atomic block, and doors open none around it (each could be durable)."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from tests.doors.ops import DONE, TABLE, plant
from tests.integria.client import call

pytestmark = pytest.mark.django_db

WRITING = [op for op, row in TABLE.items() if row.answers[0] is DONE]


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Collect the modules whose code opens an outermost block."""
    opened: list[str] = []
    depth = 0
    enter, leave = transaction.Atomic.__enter__, transaction.Atomic.__exit__

    def entering(self: transaction.Atomic) -> None:
        nonlocal depth
        if depth == 0:
            frame = sys._getframe(1)
            function = frame.f_locals.get("func")  # of the decorator's wrapper
            opened.append(function.__module__ if function else frame.f_globals["__name__"])
        depth += 1
        enter(self)

    def leaving(self: transaction.Atomic, *error: object) -> None:
        nonlocal depth
        depth -= 1
        leave(self, *error)

    with monkeypatch.context() as patch:
        patch.setattr(transaction.Atomic, "__enter__", entering)
        patch.setattr(transaction.Atomic, "__exit__", leaving)
        yield opened


@pytest.mark.parametrize("op", WRITING)
def test_op_of_api_php_is_one_block_of_one_operation(op, attachments, monkeypatch):
    desk = plant()
    row = TABLE[op]
    fields = dict(row.fields)
    call("get_login")  # the address is known from now on

    with watched(monkeypatch) as opened:
        call(op, params=None if fields else row.values.format(**desk.ids), **fields)

    assert not [module for module in opened if module.startswith("api_compat")]
    assert len([module for module in opened if ".operations" in module]) == 1
