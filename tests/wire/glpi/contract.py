"""The contract's data: copies in tests/contracts, or what DESK_CONTRACTS names."""

import json
import os
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
FOLDER = Path(os.environ.get("DESK_CONTRACTS") or ROOT / "tests/contracts") / "glpi"
FIXTURE = FOLDER / "fixture.json"

Case = dict[str, Any]

CASES: list[Case] = [
    json.loads(line) for line in (FOLDER / "cases.jsonl").read_text("utf-8").splitlines() if line
]
DISPUTED: list[dict[str, str]] = json.loads((HERE / "disputed.json").read_text("utf-8"))
FLAVOURS = {"glpi": "/apirest.php", "itsmng": "/itsm-ng/apirest.php"}


def is_disputed(case: Case) -> bool:
    """Tell whether the case is disputed, with evidence."""
    return any(case["id"] == entry["case"] for entry in DISPUTED)


def expected(case: Case, flavour: str) -> dict[str, Any]:
    """Return what the case expects of a flavour."""
    return {**case["expect"], **(case.get("differs") or {}).get(flavour, {})}
