"""Fill an empty desk with tickets: `python -m bench.load_data --tickets 100000`.

Works on the desk of DESK_DATA_DIR and DATABASE_URL, which `python -m itsm.prepare` has prepared.
"""

import argparse
import os

import django


def main() -> None:
    """Load as many tickets as asked for."""
    parser = argparse.ArgumentParser(prog="bench.load_data")
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--users", type=int, default=5_000)
    parser.add_argument("--groups", type=int, default=40)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itsm.settings")
    os.environ["DESK_STATEMENT_SECONDS"] = "0"
    django.setup()
    from bench.world import fill  # models can be imported now

    fill(
        tickets=options.tickets,
        users=options.users,
        groups=options.groups,
        items=options.tickets // 2,
        articles=options.tickets // 10,
    )


if __name__ == "__main__":
    main()
