"""Rules about the source that no linter knows."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture import source

WRITES = {
    "save",
    "create",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update",
    "update_or_create",
}
QUERYSETS = {"objects", "filter", "exclude", "all"}

# The ledger's own dispatcher claims and prunes entries; no operation lies below it.
WRITERS = {("audit", "tasks")}

DOCUMENTED = ("operations", "queries", "policies", "tasks", "notifications", "subscribers")


def test_import_contract_is_kept():
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]

    done = subprocess.run(command, cwd=source.ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


def test_doors_write_no_row():
    found = [
        f"{source.place(path, call)} .{name}()"
        for path in source.files()
        if source.is_door(path) and source.parts(path) not in WRITERS
        for call, name in row_writes(source.tree(path))
    ]

    assert found == []


def row_writes(module: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Return the calls that write rows.

    A dict has update() too, and a file storage delete(name).
    """
    for call in ast.walk(module):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            name = call.func.attr
            receiver = {
                node.attr for node in ast.walk(call.func.value) if isinstance(node, ast.Attribute)
            }
            if name == "update" and not receiver & QUERYSETS or name == "delete" and call.args:
                continue
            if name in WRITES:
                yield call, name


def test_public_functions_of_the_domain_have_docstrings():
    found = [
        f"{source.place(path, function)} {function.name}"
        for path in source.files()
        if any(part in DOCUMENTED for part in source.parts(path)[1:])
        for function in source.public_functions(source.tree(path))
        if not ast.get_docstring(function)
    ]

    assert found == []


def test_modules_have_docstrings():
    found = [
        source.place(path, source.tree(path))
        for path in source.files()
        if path.stat().st_size and not ast.get_docstring(source.tree(path))
    ]

    assert found == []


def test_no_file_is_longer_than_600_lines():
    tests = sorted((source.ROOT / "tests").rglob("*.py"))

    lengths = {
        str(path.relative_to(source.ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in [*source.files(), *tests, source.ROOT / "desk"]
    }

    assert {name: length for name, length in lengths.items() if length > 600} == {}


def test_the_root_entity_is_not_taken_for_none():
    # its number is 0, so a condition on a number that may be an entity's must say "is None"
    found = [
        source.place(path, condition)
        for path in source.files()
        for condition in conditions(source.tree(path))
        if name_of(condition).endswith("entity_id")
    ]

    assert found == []


def conditions(module: ast.Module) -> Iterator[ast.expr]:
    """Return every expression whose truth is asked."""
    for node in ast.walk(module):
        if isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert):
            yield node.test
        elif isinstance(node, ast.BoolOp):
            yield from node.values
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield node.operand
        elif isinstance(node, ast.comprehension):
            yield from node.ifs


def name_of(expression: ast.expr) -> str:
    """Return the name of a variable or attribute, else nothing."""
    if isinstance(expression, ast.Attribute):
        return expression.attr
    return expression.id if isinstance(expression, ast.Name) else ""
