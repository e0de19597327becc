"""The copies of the contract are the contract, and what the product says of item types is too."""

import json

import pytest

from api_compat.glpi.facts import all_facts
from tests.wire.glpi.contract import ROOT

COPIES = ROOT / "tests/contracts/glpi"
SHARED = ROOT.parent / "shared/contracts/glpi"

pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="the contract's own folder is not here")


@pytest.mark.parametrize("copy", sorted(COPIES.iterdir()), ids=lambda path: path.name)
def test_copy_equals_the_contract(copy):
    assert copy.read_bytes() == (SHARED / copy.name).read_bytes()


def test_facts_of_item_types_are_those_of_the_contract():
    told = json.loads((SHARED / "itemtypes.json").read_text("utf-8"))["itemtypes"]
    found = all_facts()

    assert list(found) == list(told)
    for name, facts in found.items():
        wanted = told[name]
        assert list(facts.fields) == [one["name"] for one in wanted["fields"]]
        assert {str(number): one.uid for number, one in facts.options.items()} == {
            number: one["uid"] for number, one in wanted["search_options"].items()
        }
        assert list(facts.children) == wanted["hateoas_children"]
        assert list(facts.columns) == wanted["default_columns"]
