"""load_demo: fill an empty desk with an organisation that looks real."""

from typing import Any

from django.core.management.base import BaseCommand

from tickets.demo.load import DeskIsNotEmpty, load_demo
from tickets.demo.sign_ins import sign_ins_path


class Command(BaseCommand):
    """Load the demo data, or what is missing of it. A desk in use stays as it is."""

    help = "Load demo data into an empty desk, or go on where it was stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say where the sign-ins are."""
        try:
            load_demo()
        except DeskIsNotEmpty:
            self.stdout.write("This desk is in use: no demo data.")
            return
        self.stdout.write(f"The demo data is loaded; its sign-ins are in {sign_ins_path()}.")
