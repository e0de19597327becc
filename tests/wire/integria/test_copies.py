"""The copies of the contract are the contract."""

import json

import pytest

from tests.wire.integria.contract import ROOT

COPIES = ROOT / "tests/contracts/integria"
SHARED = ROOT.parent / "shared/contracts/integria"


def comparable(line: str) -> str:
    """The line, without the samples printed in the manual, which are not ours to copy."""
    if "sample_as_printed" not in line:
        return line
    row = json.loads(line)
    row.pop("sample_as_printed", None)
    return json.dumps(row, ensure_ascii=False)


@pytest.mark.skipif(not SHARED.exists(), reason="the contract's own folder is not here")
@pytest.mark.parametrize("copy", sorted(COPIES.iterdir()), ids=lambda path: path.name)
def test_copy_equals_the_contract_line_by_line(copy):
    original = (SHARED / copy.name).read_text("utf-8").split("\n")

    assert copy.read_text("utf-8").split("\n") == list(map(comparable, original))


def test_copies_hold_no_text_of_the_manual():
    assert all("sample_as_printed" not in path.read_text("utf-8") for path in COPIES.iterdir())
