"""The contract's data: copies in tests/contracts, or what DESK_CONTRACTS names."""

import json
import os
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
FOLDER = Path(os.environ.get("DESK_CONTRACTS") or ROOT / "tests/contracts") / "integria"
FIXTURE = FOLDER / "fixture.json"

Case = dict[str, Any]


def lines(name: str) -> list[Case]:
    """Return the objects of a file with one JSON object a line."""
    return [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]


def document(name: str) -> dict[str, Any]:
    """Return a JSON file."""
    result: dict[str, Any] = json.loads((FOLDER / name).read_text("utf-8"))
    return result


CASES: list[Case] = [*lines("recordings.jsonl"), *lines("derived_cases.jsonl")]
WORLD = document("fixture.json")
OPS = {entry["op"]: entry for entry in document("ops.json")["ops"]}
UNDOCUMENTED = {entry["op"]: entry for entry in document("ops.json")["undocumented"]}

DISPUTED: list[dict[str, str]] = json.loads((HERE / "disputed.json").read_text("utf-8"))


def is_disputed(case: Case) -> bool:
    """Tell whether the case is disputed, with evidence."""
    return any(case["id"] == entry["case"] for entry in DISPUTED)
