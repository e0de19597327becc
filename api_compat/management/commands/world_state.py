"""world_state DIALECT: apply one JSON object of state verbs, read from standard input."""

import json
import sys
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from api_compat.glpi import snapshot as glpi_snapshot
from api_compat.glpi import state as glpi_state
from api_compat.integria import snapshot, state

STATES = {
    "glpi": (glpi_state.apply, glpi_snapshot.exists),
    "integria": (state.apply, snapshot.exists),
}


class Command(BaseCommand):
    """Hand the verbs over to the dialect."""

    help = "Change a desk that load_world filled, by one JSON object on standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        """DIALECT [--force]."""
        parser.add_argument("dialect", choices=sorted(STATES))
        parser.add_argument(
            "--force", action="store_true", help="Even on a desk that load_world did not fill."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Apply the verbs, all or none."""
        apply, was_loaded = STATES[options["dialect"]]
        if not was_loaded() and not options["force"]:
            raise CommandError(
                "This desk was not filled by load_world; --force does it all the same."
            )
        try:
            verbs = json.load(sys.stdin)
        except ValueError as error:
            raise CommandError(f"No JSON on standard input: {error}") from error
        if not isinstance(verbs, dict):
            raise CommandError("One JSON object is expected.")
        try:
            apply(verbs)
        except (ValidationError, ObjectDoesNotExist) as error:
            raise CommandError(f"Nothing was changed: {error!r}") from error
