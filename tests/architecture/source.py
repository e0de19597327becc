"""The product's source as these tests read it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = [*settings.OUR_APPS, "itsm"]
DOORS = ("web", "api", "admin", "mailin", "tasks")
"""Parts of an app that talk to the outside; the packages in DOOR_PACKAGES do nothing else."""
DOOR_PACKAGES = ("api_compat", "doors")


@cache
def files() -> list[Path]:
    """Return all Python files of the product except migrations."""
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    """Return the parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def parts(path: Path) -> tuple[str, ...]:
    """Return the dotted name as a tuple, e.g. ("tickets", "operations", "create")."""
    return path.relative_to(ROOT).with_suffix("").parts


def is_door(path: Path) -> bool:
    """Say whether the file belongs to a door."""
    app, *below = parts(path)
    return app in DOOR_PACKAGES or bool(below and below[0] in DOORS)


def place(path: Path, node: ast.AST) -> str:
    """Return file and line, as the reader needs them."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def public_functions(module: ast.Module) -> Iterator[ast.FunctionDef]:
    """Return the functions of a module that other modules may call."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node
