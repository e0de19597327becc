"""The dialect's switches and names, kept in the database (the contract's section 9 names them)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError

from accounts.vocabulary import SettingSpec, declare_editions, declare_setting
from api_compat.integria.editions import DEFAULT, EDITIONS

PREFIX = "integria."
NEVER = "never"


def _declare(
    name: str,
    kind: type,
    default: object,
    help: str,
    *,
    check: Callable[[Any], None] | None = None,
) -> SettingSpec:
    return declare_setting(f"{PREFIX}{name}", kind, default, help, check=check)


def _known_zone(name: str) -> None:
    try:
        if name:
            ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValidationError("There is no such time zone.", code="zone") from error


def _known_edition(name: str) -> None:
    if name not in EDITIONS:
        raise ValidationError(f"Editions are {', '.join(EDITIONS)}.", code="edition")


def _told_run(told: str) -> None:
    """A moment, "-" and seconds ago, "never", or nothing."""
    try:
        if told.startswith("-"):
            int(told[1:])
        elif told not in ("", NEVER):
            aware = datetime.fromisoformat(told).tzinfo is not None
            if not aware:
                raise ValueError(told)
    except ValueError as error:
        raise ValidationError("A moment with its zone, or -seconds.", code="moment") from error


PRODUCT = _declare("product", str, "Babeldesk", "Product named by info=version.")
VERSION = _declare("version", str, "", "Version named by info=version; empty = the desk's own.")
BUILD = _declare("build", str, "", "Build (yymmdd) named by info=version; empty = the desk's own.")
MINOR_RELEASE = _declare("minor_release", str, "97", "MR number named by info=version.")
EDITION = _declare("edition", str, "OpenSource", "Edition named by info=version.")
SHOWS_VERSION = _declare(
    "shows_version", bool, True, "Answer info=version, which asks for no sign-in."
)
declare_editions("integria", EDITIONS)
API_EDITION = _declare(
    "api_edition",
    str,
    DEFAULT,
    "Layout of answers: default, or manual, manual-5.0.98 as the manuals print them.",
    check=_known_edition,
)
TIME_ZONE = _declare(
    "timezone", str, "", "Zone of printed times; empty = DESK_TIME_ZONE.", check=_known_zone
)
ENCODE_TEXT = _declare(
    "encode_text", bool, False, "Print texts HTML-encoded, as the servers of 2017 did."
)
COMMAS_OUT = _declare(
    "commas_out", bool, False, "Print commas in texts as ::: for clients that split at every comma."
)
OPEN_SOURCE_RIGHTS = _declare(
    "open_source_rights",
    bool,
    False,
    "Rights of the open-source build: tickets for owner, creator, administrators.",
)
UNCHECKED_CRM_OPS = _declare(
    "unchecked_crm_ops", bool, False, "Ask for no right in the CRM ops, as servers of 2017 did."
)
ALLOW_NO_USER_PASSWORD = _declare(
    "allow_no_user_password",
    bool,
    False,
    "Accept users other than administrators by the API password alone.",
)
DEFAULT_PASSWORD = _declare(
    "default_password",
    bool,
    False,
    "Give users created without a password their own name as password.",
)
DEFAULT_OWNER = _declare(
    "default_owner", str, "admin", "Login of the owner of tickets that name none."
)
LAST_CRON_RUN = _declare(
    "last_cron_run",
    str,
    "",
    "Moment (or -seconds ago) told as last run instead of the job's own; 'never' = never.",
    check=_told_run,
)
PREVIOUS_CRON_RUN = _declare(
    "previous_cron_run", str, "", "The same for the run before.", check=_told_run
)
LABELS = _declare(
    "labels", dict, {}, "Words of statuses, resolutions and priorities of an imported desk."
)
