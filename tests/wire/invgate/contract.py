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

_PENDING_FILE = HERE / "pending.txt"
PENDING = frozenset(_PENDING_FILE.read_text("utf-8").splitlines() if _PENDING_FILE.exists() else ())
DISPUTED: list[dict[str, str]] = json.loads((HERE / "disputed.json").read_text("utf-8"))


def endpoint_of(case: Case) -> str:
    """Return the case's endpoint as the list of exceptions names it."""
    request = case["request"]
    return f"{request['method']} {request['path']}"


def is_judged(case: Case) -> bool:
    """Tell whether the case's endpoint has to answer by now."""
    return endpoint_of(case) not in PENDING


def must_fail(case: Case) -> bool:
    """Tell whether the case is listed as failing: pending, or disputed with evidence."""
    return case["id"] in PENDING or any(case["id"] == entry["case"] for entry in DISPUTED)
