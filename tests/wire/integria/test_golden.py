"""The exact bytes of each answer shape, in the default edition.

One file per op, form and emptiness; the call is the first recorded one of that kind. The files are
written anew by WRITE_GOLDEN=1 alone, and the difference is read before it is committed.
"""

import os

import pytest

from tests.wire.integria import contract, replay, world
from tests.wire.integria.contract import Case
from tests.wire.integria.shapes import Table

FOLDER = contract.HERE / "golden"
IS_WRITING = os.environ.get("WRITE_GOLDEN") == "1"

pytestmark = pytest.mark.skipif(
    "DESK_CONTRACTS" in os.environ, reason="the files belong to our own copy of the contract"
)


def shape_name(case: Case) -> str:
    """Name the file: op, form, and whether the recorded answer says nothing."""
    shape = replay.expected_shape(case)
    texts = (
        [text for row in shape.rows for text in row]
        if isinstance(shape, Table)
        else [leaf.text.strip() for leaf in shape.leaves()]
    )
    form = case["request"]["query"].get("return_type") or "csv"
    return f"{case['op']}.{form}{'' if any(texts) else '.empty'}.txt"


def is_pinnable(case: Case) -> bool:
    """Leave out what the dialect does not answer yet, our version line, and open verdicts."""
    return (
        contract.is_judged(case)
        and not contract.must_fail(case)
        and case["follow"] != "either"
        and "expect_regex" not in case
    )


SHAPES: dict[str, Case] = {}
for _case in filter(is_pinnable, contract.CASES):
    SHAPES.setdefault(shape_name(_case), _case)


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_bytes_are_those_of_the_golden_file(name, db):
    body = world.answer_of(SHAPES[name]).body

    if IS_WRITING:
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / name).write_bytes(body)
    assert body == (FOLDER / name).read_bytes()


def test_every_golden_file_is_compared():
    assert {path.name for path in FOLDER.glob("*")} == set(SHAPES)
