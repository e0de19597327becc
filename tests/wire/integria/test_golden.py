"""The exact bytes of each answer shape, in the default edition.

One file per op, form and emptiness; the call is the first recorded one of that kind. The files are
written anew by WRITE_GOLDEN=1 alone, and the difference is read before it is committed.
"""

import os

import pytest

from tests.wire.integria import contract, replay, world
from tests.wire.integria.contract import Case
from tests.wire.integria.shapes import Shape, Table

FOLDER = contract.HERE / "golden"
IS_WRITING = os.environ.get("WRITE_GOLDEN") == "1"

pytestmark = pytest.mark.skipif(
    "DESK_CONTRACTS" in os.environ, reason="the files belong to our own copy of the contract"
)


def shape_name(case: Case) -> str:
    """Name the file: op, form, and whether the right answer says nothing."""
    form = case["request"]["query"].get("return_type") or "csv"
    says_nothing = form != "json" and not any(texts(replay.verdict_shape(case)))
    return f"{case['op']}.{form}{'.empty' if says_nothing else ''}.txt"


def texts(shape: Shape) -> list[str]:
    """The cells, or the texts of the elements."""
    if isinstance(shape, Table):
        return [text for row in shape.rows for text in row]
    return [leaf.text.strip() for leaf in shape.leaves()]


def is_pinnable(case: Case) -> bool:
    """Leave out open verdicts, failing cases, and calls that name no op of ours."""
    return (
        not contract.is_disputed(case)
        and case["follow"] != "either"
        and case["op"] in contract.OPS | contract.UNDOCUMENTED
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
