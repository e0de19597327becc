"""What the API says of its item types: names, fields, search options with their numbers.

facts.jsonl holds one type a line, in wire order, made once from what running servers answered.
"""

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "facts.jsonl"


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field of an item: `kind` is integer, string, datetime, date, time, decimal-string, number.

    `target` names the item type that a foreign key points to.
    """

    name: str
    kind: str = "string"
    nullable: bool = False
    default: Any = None
    target: str = ""
    max_length: int = 0
    undisclosed: bool = False


@dataclass(frozen=True, kw_only=True)
class Option:
    """A search option; the strings are those that listSearchOptions prints."""

    number: int
    name: str
    table: str = ""
    field: str = ""
    linkfield: str = ""
    datatype: str = ""
    uid: str = ""
    group: str = ""
    nosearch: bool = False
    nodisplay: bool = False
    multivalued: bool = False
    searchtypes: tuple[str, ...] = ()

    @property
    def classes(self) -> tuple[str, ...]:
        """The item types that the uid names between the searched type and the field."""
        return tuple(part for part in self.uid.split(".")[1:-1] if part[:1].isupper())


@dataclass(frozen=True, kw_only=True)
class Facts:
    """An item type: table and key names, the right it asks for, fields, options, children."""

    name: str
    table: str
    key: str
    label: str
    right: str = ""
    has_trash: bool = False
    is_recursive: bool = False
    has_entity: bool = False
    is_tree: bool = False
    children: tuple[str, ...] = ()
    columns: tuple[int, ...] = ()
    fields: dict[str, Field] = field(default_factory=dict)
    options: dict[int, Option] = field(default_factory=dict)


@cache
def all_facts() -> dict[str, Facts]:
    """Return {item type: facts} in the order of the file."""
    head, *lines = FILE.read_text(encoding="utf-8").splitlines()
    searchtypes = [tuple(names) for names in json.loads(head)["searchtypes"]]
    return {
        facts.name: facts for facts in (_facts(json.loads(line), searchtypes) for line in lines)
    }


@cache
def groups() -> dict[str, Any]:
    """Return the named lists of item types, as the configuration prints them, and "assets"."""
    head = json.loads(FILE.read_text(encoding="utf-8").partition("\n")[0])
    return {**head["groups"], "assets": head["assets"]}


def _facts(row: dict[str, Any], searchtypes: list[tuple[str, ...]]) -> Facts:
    fields = [_field(one) for one in row["fields"]]
    options = [_option(int(key), one, searchtypes) for key, one in row["options"].items()]
    return Facts(
        name=row["type"],
        table=row["table"],
        key=row["key"],
        label=row["label"],
        right=row["right"] or "",
        has_trash=row["trash"],
        is_recursive=row["recursive"],
        has_entity=row["entity"],
        is_tree=row["tree"],
        children=tuple(row["children"]),
        columns=tuple(row["columns"]),
        fields={one.name: one for one in fields},
        options={one.number: one for one in options},
    )


def _field(row: dict[str, Any]) -> Field:
    known = ("name", "kind", "nullable", "default", "target", "max_length", "undisclosed")
    return Field(**{name: row[name] for name in known if name in row})


def _option(number: int, row: dict[str, Any], searchtypes: list[tuple[str, ...]]) -> Option:
    given = {name: value for name, value in row.items() if name not in ("searchtypes", "not_in")}
    return Option(number=number, searchtypes=searchtypes[row["searchtypes"]], **given)
