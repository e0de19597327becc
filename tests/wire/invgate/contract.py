"""The contract's data: copies in tests/contracts, or what DESK_CONTRACTS names."""

import json
import os
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
FOLDER = Path(os.environ.get("DESK_CONTRACTS") or ROOT / "tests/contracts") / "invgate"
WORLD_FILE = FOLDER / "world.json"

Case = dict[str, Any]

CASES: list[Case] = [
    json.loads(line) for line in (FOLDER / "cases.jsonl").read_text("utf-8").splitlines()
]
WORLD: dict[str, Any] = json.loads(WORLD_FILE.read_text("utf-8"))
CATALOGUE: dict[str, Any] = json.loads((FOLDER / "endpoints.json").read_text("utf-8"))
ENDPOINTS: list[dict[str, Any]] = [*CATALOGUE["endpoints"], *CATALOGUE["extensions"]]

DISPUTED: list[dict[str, str]] = json.loads((HERE / "disputed.json").read_text("utf-8"))


def is_disputed(case: Case) -> bool:
    """Tell whether the case is disputed, with evidence."""
    return any(case["id"] == entry["case"] for entry in DISPUTED)
