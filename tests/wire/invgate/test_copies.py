"""The copies of the contract are the contract."""

import pytest

from tests.wire.invgate.contract import ROOT

COPIES = ROOT / "tests/contracts/invgate"
SHARED = ROOT.parent / "shared/contracts/invgate"


@pytest.mark.skipif(not SHARED.exists(), reason="the contract's own folder is not here")
@pytest.mark.parametrize("copy", sorted(COPIES.iterdir()), ids=lambda path: path.name)
def test_copy_equals_the_contract(copy):
    assert copy.read_bytes() == (SHARED / copy.name).read_bytes()


def test_copies_hold_no_text_of_the_manual():
    assert not (COPIES / "manual.txt").exists()
    assert all("sample_as_printed" not in path.read_text("utf-8") for path in COPIES.iterdir())
