"""Is an answer the one the contract asks for? Pure functions; section 9 of the contract.

Every function returns the differences as text; an empty text means that there are none.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.wire.integria import noted
from tests.wire.integria.contract import CASES, OPS, Case
from tests.wire.integria.shapes import (
    Clock,
    Node,
    Shape,
    Table,
    answered_shape,
    is_xml,
    recorded_shape,
)

Request = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What came back, and when."""

    status: int
    content_type: str
    body: bytes
    clock: Clock

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


Send = Callable[[Request], Answer]


# --- what is expected ---------------------------------------------------------


def expected_shape(recorded: Case) -> Shape:
    """Return the recorded answer of a call or follow-up, clock masked and references resolved."""
    if "rows_console_2019" in recorded:
        names = OPS["get_incident_files"]["csv_columns_console_2019"]
        return Table.of(recorded["rows_console_2019"], names)
    if "rows_plain" in recorded:
        return Table.of(recorded["rows_plain"], recorded["columns"])
    return recorded_shape(recorded.get("body_masked") or recorded["body"])


def expected_followup(case: Case, index: int) -> Shape:
    """Return what the i-th follow-up has to answer, overrides of the verdict applied."""
    overrides = case.get("expect_after") or []
    override = (overrides[index] if index < len(overrides) else None) or {}
    if "body" in override:
        return recorded_shape(override["body"])
    shape = expected_shape(case["after"][index])
    for name, value in override.get("columns", {}).items():
        shape = _with_value(shape, name, value)
    return shape


def _with_value(shape: Shape, name: str, value: str) -> Shape:
    if isinstance(shape, Table):
        return shape.with_cells(name, lambda _row: value)
    for leaf in shape.leaves():
        if leaf.name == name:
            leaf.text = value
    return shape


# --- the answer to the call itself --------------------------------------------


@dataclass(frozen=True)
class Verdict:
    """The difference found, and whether the answer was the permitted alternative."""

    difference: str = ""
    is_alternative: bool = False


def judge(case: Case, answer: Answer, send: Send) -> Verdict:
    """Compare the answer with the case's verdict. `send` makes the call of `alt_same_as`."""
    if difference := _envelope_difference(case, answer):
        return Verdict(difference)
    follow = case["follow"]
    if follow == "deviate":
        return Verdict(_deviation_difference(case, answer))
    difference = body_difference(expected_shape(case), answer, _op(case))
    if difference and follow == "either" and _is_alternative(case, answer, send):
        return Verdict(is_alternative=True)
    return Verdict(difference)


def _op(recorded: Case) -> str:
    request = recorded["request"]
    op: str = {**request["query"], **request.get("form", {})}.get("op", "")
    return op


def _envelope_difference(recorded: Case, answer: Answer) -> str:
    if answer.status != recorded["status"]:
        return f"expected status {recorded['status']}, found {answer.status}"
    if answer.content_type != recorded["content_type"]:
        return f"expected {recorded['content_type']!r}, found {answer.content_type!r}"
    try:
        answer.body.decode()
    except UnicodeDecodeError as error:
        return f"body is not UTF-8: {error}"
    return ""


def body_difference(expected: Shape, answer: Answer, op: str) -> str:
    """Compare the body with the expected shape."""
    expected = _history_ids_masked(expected, op)
    try:
        actual = answered_shape(answer.text)
    except ValueError as error:
        return str(error)
    return expected.difference(actual, answer.clock) or _order_difference(actual, op)


def _history_ids_masked(expected: Shape, op: str) -> Shape:
    """Lines of history that the case itself wrote are compared by order only."""
    if op != "get_incident_tracking" or not isinstance(expected, Table) or not expected.names:
        return expected
    return expected.with_cells(
        "id_it", lambda row: "{{id}}" if row["timestamp"] == "{{now}}" else row["id_it"]
    )


def _order_difference(actual: Shape, op: str) -> str:
    if op != "get_incident_tracking" or not isinstance(actual, Table):
        return ""
    ids = [int(row[0]) for row in actual.rows]
    return "" if ids == sorted(set(ids)) else f"ids of history lines do not grow: {ids}"


def _is_alternative(case: Case, answer: Answer, send: Send) -> bool:
    if "alt_regex" in case:
        # Surrounding line ends aside.
        body = answer.text.strip("\r\n")
        return re.fullmatch(case["alt_regex"].strip("\r\n"), body, re.DOTALL) is not None
    if "alt_same_as" in case:
        request = dict(case["request"])
        request["query"] = {**request["query"], **case["alt_same_as"]}
        return send(request).body == answer.body
    return False


# --- documented deviations ----------------------------------------------------


def _deviation_difference(case: Case, answer: Answer) -> str:
    if "expect_body" in case:
        return body_difference(recorded_shape(case["expect_body"]), answer, _op(case))
    if "expect_regex" in case:
        matches = re.search(case["expect_regex"], answer.text) is not None
        return "" if matches else f"{answer.text!r} does not match {case['expect_regex']}"
    if case["request"]["query"].get("return_type") == "json":
        return json_difference(case, answer.text)
    return _value_difference(case, answer.text)


def same_call(case: Case, return_type: str) -> list[Case]:
    """Return the recordings of the same call in another form, those with a verdict first.

    A parameter that is empty equals one that is absent.
    """
    found = [
        other
        for other in CASES
        if not (other.get("state") or other.get("setup") or other["request"].get("form"))
        and _arguments(other) == _arguments(case)
        and other["request"]["query"].get("return_type", "") == return_type
    ]
    return sorted(found, key=lambda other: "expect_body" not in other)


def _arguments(case: Case) -> dict[str, str]:
    query = case["request"]["query"]
    return {name: text for name, text in query.items() if text and name != "return_type"}


def verdict_shape(case: Case) -> Shape:
    """Return what the verdict asks for: a documented deviation, else the recorded answer."""
    if "expect_body" in case:
        return recorded_shape(case["expect_body"])
    return expected_shape(case)


def _value_difference(case: Case, body: str) -> str:
    """A deviating XML answer without a text of its own has the value of its CSV twin."""
    twins = [*same_call(case, ""), *same_call(case, "csv")]
    twin = verdict_shape(twins[0])
    expected = twin.rows[0][0] if isinstance(twin, Table) else ""
    found = Node.parse(body).leaves()[0].text.strip() if is_xml(body) else body
    return "" if found == expected else f"expected the value {expected!r}, found {body!r}"


# --- JSON ---------------------------------------------------------------------


def json_difference(case: Case, body: str) -> str:
    """Compare a JSON answer with the names and texts of the XML answer to the same call."""
    try:
        found = json.loads(body)
    except ValueError:
        return f"not JSON: {body[:200]!r}"
    wanted = expected_json(case)
    if any(_json_equals(one, found) for one in wanted):
        return ""
    return f"expected {wanted[0]!r}, found {found!r}"


def expected_json(case: Case) -> list[Any]:
    """Return the JSON values that are right, the first of which is the best."""
    wanted: list[Any] = []
    for twin in [*same_call(case, ""), *same_call(case, "csv")][:1]:
        shape = verdict_shape(twin)
        if isinstance(shape, Table) and shape.rows and not shape.ends_line:
            wanted.append(shape.rows[0][0])
    for twin in same_call(case, "xml")[:1]:
        shape = verdict_shape(twin)
        if isinstance(shape, Node) and shape.children and not shape.named("data"):
            wanted.append(_objects(shape, _op(case)))
    return wanted


def _objects(root: Node, op: str) -> Any:
    rows = [{leaf.name: leaf.text for leaf in child.leaves()} for child in root.children]
    if op == "get_groups":
        return {row["id"]: row["name"] for row in rows}
    if OPS[op].get("xml_root_item"):
        return rows
    return {name: text for row in rows for name, text in row.items()}


def _json_equals(expected: Any, found: Any) -> bool:
    if isinstance(expected, list):
        return (
            isinstance(found, list)
            and len(expected) == len(found)
            and all(map(_json_equals, expected, found))
        )
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(
            name in found and _json_equals(value, found[name]) for name, value in expected.items()
        )
    if isinstance(found, list | dict):
        return False
    return str(expected) == _json_text(found)


def _json_text(value: Any) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else str(value)


# --- follow-up reads ----------------------------------------------------------


def judge_followup(case: Case, index: int, answer: Answer) -> str:
    """Compare the i-th follow-up read."""
    followup = case["after"][index]
    if difference := _envelope_difference(followup, answer):
        return difference
    op = _op(followup)
    expected = expected_followup(case, index)
    difference = body_difference(expected, answer, op)
    leaves_open = (followup.get("follow"), case.get("after_follow"), case.get("follow"))
    if not difference or "either" not in leaves_open:
        return difference
    accepted = _accepted(expected, case, followup)
    if any(not body_difference(shape, answer, op) for shape in accepted):
        return ""
    return difference


def _accepted(expected: Shape, case: Case, followup: Case) -> list[Shape]:
    if not isinstance(expected, Table):
        return []
    if followup.get("follow") == "either" and not expected.names:
        # A counter that the note leaves open, such as the length of the mail queue.
        return [Table((("{{number}}",),), ends_line=False)]
    return list(noted.variants(expected, case, followup))
