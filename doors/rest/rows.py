"""Rows as the API shows them: declared once, read with values(), described in the schema.

A list never builds model instances: the declared fields name the columns, one statement reads
them, and related rows that `?expand=` asks for take one statement per field.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Choices, QuerySet
from rest_framework import serializers

from audit.actor import Actor
from doors.rest.problems import BadQuery

EXPANDED = "expanded"


class WordField(serializers.ChoiceField):
    """A number of the desk that callers read and write as a word, e.g. "very_high"."""

    def __init__(self, words: type[Choices], **kwargs: Any) -> None:
        self.by_value: dict[Any, str] = {each.value: each.name.lower() for each in words}
        self.by_word = {word: value for value, word in self.by_value.items()}
        super().__init__(choices=sorted(self.by_word), **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """Return the number behind a word."""
        return self.by_word[super().to_internal_value(data)]

    def to_representation(self, value: Any) -> Any:
        """Return the word for a number."""
        return self.by_value.get(value)


class Key(serializers.IntegerField):
    """The id of a row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)


class Amount(serializers.DecimalField):
    """An amount or quantity, as text so that no digit is lost."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=20, decimal_places=4, **kwargs)


class Rows(serializers.Serializer[Any]):
    """One noun as callers see it. Every field is read-only; its source is a column path.

    `expands` names the keys whose rows may be asked for with them, inside what the actor may see.
    """

    expands: ClassVar[dict[str, "Expand"]] = {}
    computed: ClassVar[tuple[str, ...]] = ()
    """Fields that are no columns: `finish` adds them to the raw rows."""
    needs: ClassVar[dict[str, tuple[str, ...]]] = {}
    """The columns of which `finish` makes a computed field."""

    def get_fields(self) -> dict[str, Any]:
        """Return the fields, and the one that holds expanded rows."""
        fields = super().get_fields()
        for field in fields.values():
            field.read_only = True
        if self.expands:
            parts: dict[str, Any] = {
                name: each.rows(allow_null=True, required=False)
                for name, each in self.expands.items()
            }
            name = f"{type(self).__name__.removesuffix('Out')}Expanded"
            fields[EXPANDED] = type(name, (serializers.Serializer,), parts)(read_only=True)
        return fields

    @classmethod
    def read(
        cls,
        actor: Actor,
        rows: QuerySet[Any],
        *,
        only: Collection[str] | None = None,
        expand: Iterable[str] = (),
        extra: Iterable[str] = (),
    ) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """Return (raw columns, what is shown) of each row; `extra` are columns read as well."""
        fields = {
            name: field
            for name, field in cls._declared_fields.items()
            if only is None or name in only or name == "id"
        }
        columns = {name: _column(name, field) for name, field in fields.items()}
        wanted = {"id", *columns.values(), *extra} - {*cls.computed}
        wanted |= {_column(name, cls._declared_fields[name]) for name in expand}
        wanted |= {column for name in fields for column in cls.needs.get(name, ())}
        raw = list(rows.values(*sorted(wanted)))
        cls.finish(actor, raw, set(fields))
        words = {
            name: field.by_value for name, field in fields.items() if isinstance(field, WordField)
        }
        shown = [{name: row[column] for name, column in columns.items()} for row in raw]
        for name, by_value in words.items():
            for row in shown:
                row[name] = by_value.get(row[name])
        cls._expand(actor, raw, shown, expand)
        return list(zip(raw, shown, strict=True))

    @classmethod
    def finish(cls, actor: Actor, raw: list[dict[str, Any]], names: set[str]) -> None:
        """Change raw columns before they are shown; `names` are the fields that will be."""

    @classmethod
    def _expand(
        cls,
        actor: Actor,
        raw: list[dict[str, Any]],
        shown: list[dict[str, Any]],
        expand: Iterable[str],
    ) -> None:
        for name in expand:
            part, column = cls.expands[name], _column(name, cls._declared_fields[name])
            keys = {row[column] for row in raw} - {None}
            seen = part.visible(actor).order_by().filter(pk__in=keys)
            found = {brief["id"]: brief for _, brief in part.rows.read(actor, seen)}
            for row, out in zip(raw, shown, strict=True):
                out.setdefault(EXPANDED, {})[name] = found.get(row[column])


@dataclass(frozen=True)
class Expand:
    """A key whose row may be shown with it: where it is looked up, and how it is shown."""

    visible: Callable[[Actor], QuerySet[Any]]
    rows: type[Rows]


def names_in(query: str | None, parameter: str, known: Collection[str]) -> list[str] | None:
    """Return the names of a comma-separated parameter, None without it. Raises BadQuery."""
    if query is None:
        return None
    names = list(dict.fromkeys(query.split(",")))
    unknown = [name for name in names if name not in known]
    if unknown:
        raise BadQuery({parameter: f"Known are: {', '.join(sorted(known))}."})
    return names


def _column(name: str, field: Any) -> str:
    """Return the path of a declared field; DRF turns sources into bound state only later."""
    source = field._kwargs.get("source") or name
    return str(source).replace(".", "__")
