"""create_admin NAME: the first account of an empty desk."""

import getpass
import secrets
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.drafts import GrantDraft, UserDraft
from accounts.operations import create_user, grant_role, install_base_data
from accounts.operations.base_data import administrator_role
from audit.actor import Actor


class Command(BaseCommand):
    """Make an administrator; the password is asked for, or generated and printed once."""

    help = "Make an administrator; the password is asked for, or generated and printed once."

    def add_arguments(self, parser: CommandParser) -> None:
        """NAME and an optional --email."""
        parser.add_argument("name")
        parser.add_argument("--email", default="")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Create the account and its grant."""
        actor = Actor.system("create_admin")
        password, is_generated = _password()
        install_base_data(actor)
        draft = UserDraft(username=options["name"], password=password, email=options["email"])
        try:
            user = create_user(actor, draft)
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        grant_role(actor, GrantDraft(user=user, role=administrator_role()))
        if is_generated:
            self.stdout.write(f"Password of {user.username}: {password}")
        else:
            self.stdout.write(f"Administrator {user.username} created.")


def _password() -> tuple[str, bool]:
    if sys.stdin.isatty():
        typed = getpass.getpass("Password (empty = generate one): ")
        if typed:
            return typed, False
    return secrets.token_urlsafe(12), True
