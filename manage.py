#!/usr/bin/env python3
"""Django's command line. `./desk manage` runs it inside the right environment."""

import os
import sys


def main() -> None:
    """Run one management command, without a time limit on its statements."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itsm.settings")
    os.environ.setdefault("DESK_STATEMENT_SECONDS", "0")
    from django.core.management import execute_from_command_line  # needs the variables above

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
