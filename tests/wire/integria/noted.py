"""What a case's note allows besides the recorded bytes.

Each rule is chosen by the words of the note and the op of the follow-up read, never by a case.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tests.wire.integria.contract import OPS, WORLD, Case
from tests.wire.integria.shapes import Table

INVENTORY_ADDED, OWNER_CHANGED = "10", "17"


@dataclass(frozen=True)
class Rule:
    """A phrase of a note, the op of the follow-up it speaks of, and how it changes the rows."""

    phrase: str
    op: str
    change: Callable[[Table, Case], Table]


def variants(recorded: Table, case: Case, followup: Case) -> list[Table]:
    """Return the tables that the note accepts besides the recorded one."""
    op = followup["request"]["query"]["op"]
    note = case.get("follow_note", "")
    return [rule.change(recorded, case) for rule in RULES if rule.op == op and rule.phrase in note]


def parameters(case: Case) -> list[str]:
    """Return the arguments of the call."""
    query = {**case["request"]["query"], **case["request"].get("form", {})}
    values: list[str] = query.get("params", "").split(query.get("token") or ",")
    return values


def _row(kind: str, key: str, value: str) -> dict[str, Any]:
    return next(row for row in WORLD[kind] if str(row[key]) == value)


def _caller_and_owner(recorded: Table, case: Case) -> Table:
    """New lines name the caller; the owner's line names the new owner and needs a new one."""
    values = parameters(case)
    caller = case["request"]["query"]["user"]
    table = recorded.with_cells("id_user", lambda row: row["id_user"] or caller)
    if OWNER_CHANGED not in table.column("state"):
        return table
    owner = values[8]
    if _row("tickets", "id", values[0])["owner"] == owner:
        at = table.names.index("state")
        return replace(table, rows=tuple(r for r in table.rows if r[at] != OWNER_CHANGED))
    name = _row("users", "id", owner)["real_name"]
    for column, value in (
        ("id_aditional", owner),
        ("description", f"Assigned user changed -> {name}"),
    ):
        table = table.with_cells(
            column,
            lambda row, column=column, value=value: (
                value if row["state"] == OWNER_CHANGED else row[column]
            ),
        )
    return table


def _every_inventory(recorded: Table, case: Case) -> Table:
    """One line per listed inventory object stands where the one line was recorded."""
    rows: list[tuple[str, ...]] = []
    for row in recorded.rows:
        named = dict(zip(recorded.names, row, strict=True))
        if named["state"] != INVENTORY_ADDED:
            rows.append(row)
            continue
        for key in parameters(case)[4].split(":"):
            name = _row("inventories", "id", key)["name"]
            named["id_aditional"] = key
            named["description"] = f"Added inventory object  -> {name}"
            rows.append(tuple(named.values()))
    return replace(recorded, rows=tuple(rows))


def _closing_time(recorded: Table, _case: Case) -> Table:
    return recorded.with_cells("cierre", lambda _row: "{{now}}")


def _without_automatic_workunit(recorded: Table, _case: Case) -> Table:
    rows = [row for row in recorded.rows if row[recorded.names.index("timestamp")] != "{{now}}"]
    return Table.of(rows, recorded.names)


def _automatic_workunit_of_any_text(recorded: Table, _case: Case) -> Table:
    return recorded.with_cells(
        "description",
        lambda row: "{{any}}" if row["timestamp"] == "{{now}}" else row["description"],
    )


def _manual_defaults(recorded: Table, case: Case) -> Table:
    """A parameter that the call leaves out holds its documented default; without one, anything."""
    sent = parameters(case)
    table = recorded
    for param in OPS[case["op"]]["params"]:
        if len(sent) > param["position"]:
            continue
        default = "{{any}}" if param["default"] is None else str(param["default"])
        for column in COLUMNS_OF_PARAMETER.get(param["name"], ()):
            table = table.with_cells(column, lambda _row, default=default: default)
    return table


COLUMNS_OF_PARAMETER = {
    "id_group": ("id_grupo",),
    "status": ("estado", "old_status2"),
    "owner": ("id_usuario",),
}

RULES = (
    Rule("absent parameters", "get_incident_details", _manual_defaults),
    Rule("id_user should be the caller", "get_incident_tracking", _caller_and_owner),
    Rule("all three inventories are linked", "get_incident_tracking", _every_inventory),
    Rule("cierre may be the time of the call", "get_incident_details", _closing_time),
    Rule("automatic workunit", "get_incident_workunits", _without_automatic_workunit),
    Rule("automatic workunit", "get_incident_workunits", _automatic_workunit_of_any_text),
)
