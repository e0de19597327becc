"""load_world DIALECT FILE: fill an empty desk from another desk's data."""

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from api_compat.glpi import world as glpi
from api_compat.integria import world as integria
from api_compat.invgate import world as invgate

BROKEN = (ValidationError, ObjectDoesNotExist, KeyError, ValueError, ArithmeticError)
LOADERS = {"glpi": glpi.load, "integria": integria.load, "invgate": invgate.load}


class Command(BaseCommand):
    """Hand a data set over to the dialect's loader."""

    help = "Fill an empty desk from a data set of another desk."

    def add_arguments(self, parser: CommandParser) -> None:
        """DIALECT FILE [--fixture NAME] [--ids-out FILE]."""
        parser.add_argument("dialect", choices=sorted(LOADERS))
        parser.add_argument("file", type=Path)
        parser.add_argument("--fixture", help="Name of one data set in a file of several.")
        parser.add_argument("--ids-out", type=Path, help='Write {"kind.key": id} here.')

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then say what went where."""
        data = _data_set(options["file"], options["fixture"])
        try:
            ids = LOADERS[options["dialect"]](data)
        except BROKEN as error:
            raise CommandError(f"The data set is broken, nothing was loaded: {error!r}") from error
        if options["ids_out"]:
            options["ids_out"].write_text(
                json.dumps(ids, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
            )
        self.stdout.write(f"{len(ids)} rows loaded.")


def _data_set(file: Path, name: str | None) -> dict[str, Any]:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"Cannot read {file}: {error}") from error
    if not isinstance(data, dict):
        raise CommandError(f"{file} holds no JSON object.")
    if "fixtures" not in data:
        return dict(data)
    if name not in data["fixtures"]:
        raise CommandError(f"--fixture: one of {', '.join(data['fixtures'])}")
    chosen: dict[str, Any] = data["fixtures"][name]
    return chosen
