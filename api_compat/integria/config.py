"""The dialect's switches and names, kept in the database (the contract's section 9 names them)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.vocabulary import SettingSpec, declare_editions, declare_setting
from api_compat.integria.editions import DEFAULT, EDITIONS

PREFIX = "integria."
NEVER = "never"


def _declare(
    name: str,
    kind: type,
    default: object,
    help: str | Promise,
    *,
    label: str | Promise = "",
    check: Callable[[Any], None] | None = None,
) -> SettingSpec:
    return declare_setting(f"{PREFIX}{name}", kind, default, help, label=label, check=check)


def _known_zone(name: str) -> None:
    try:
        if name:
            ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValidationError(_("There is no such time zone."), code="zone") from error


def _known_edition(name: str) -> None:
    if name not in EDITIONS:
        raise ValidationError(
            _("Editions are %(names)s.") % {"names": ", ".join(EDITIONS)}, code="edition"
        )


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
        raise ValidationError(_("A moment with its zone, or -seconds."), code="moment") from error


PRODUCT = _declare(
    "product", str, "Babeldesk", _("Product named by info=version."), label=_("Product")
)
VERSION = _declare(
    "version",
    str,
    "",
    _("Version named by info=version; empty = the desk's own."),
    label=_("Version"),
)
BUILD = _declare(
    "build",
    str,
    "",
    _("Build (yymmdd) named by info=version; empty = the desk's own."),
    label=_("Build"),
)
MINOR_RELEASE = _declare(
    "minor_release", str, "97", _("MR number named by info=version."), label=_("Minor release (MR)")
)
EDITION = _declare(
    "edition", str, "OpenSource", _("Edition named by info=version."), label=_("Edition")
)
SHOWS_VERSION = _declare(
    "shows_version",
    bool,
    True,
    _("Answer info=version, which asks for no sign-in."),
    label=_("Answer info=version"),
)
declare_editions("integria", EDITIONS)
API_EDITION = _declare(
    "api_edition",
    str,
    DEFAULT,
    _("Layout of answers: default, or manual, manual-5.0.98 as the manuals print them."),
    label=_("Edition of the API"),
    check=_known_edition,
)
TIME_ZONE = _declare(
    "timezone",
    str,
    "",
    _("Zone of printed times; empty = DESK_TIME_ZONE."),
    label=_("Time zone"),
    check=_known_zone,
)
ENCODE_TEXT = _declare(
    "encode_text",
    bool,
    False,
    _("Print texts HTML-encoded, as the servers of 2017 did."),
    label=_("HTML-encoded texts"),
)
COMMAS_OUT = _declare(
    "commas_out",
    bool,
    False,
    _("Print commas in texts as ::: for clients that split at every comma."),
    label=_("Commas as :::"),
)
OPEN_SOURCE_RIGHTS = _declare(
    "open_source_rights",
    bool,
    False,
    _("Rights of the open-source build: tickets for owner, creator, administrators."),
    label=_("Rights of the open-source build"),
)
UNCHECKED_CRM_OPS = _declare(
    "unchecked_crm_ops",
    bool,
    False,
    _("Ask for no right in the CRM ops, as servers of 2017 did."),
    label=_("CRM ops without rights"),
)
ALLOW_NO_USER_PASSWORD = _declare(
    "allow_no_user_password",
    bool,
    False,
    _("Accept users other than administrators by the API password alone."),
    label=_("API password alone is enough"),
)
DEFAULT_PASSWORD = _declare(
    "default_password",
    bool,
    False,
    _("Give users created without a password their own name as password."),
    label=_("Name as first password"),
)
DEFAULT_OWNER = _declare(
    "default_owner",
    str,
    "admin",
    _("Login of the owner of tickets that name none."),
    label=_("Owner of tickets without one"),
)
LAST_CRON_RUN = _declare(
    "last_cron_run",
    str,
    "",
    _("Moment (or -seconds ago) told as last run instead of the job's own; 'never' = never."),
    label=_("Last run as told"),
    check=_told_run,
)
PREVIOUS_CRON_RUN = _declare(
    "previous_cron_run",
    str,
    "",
    _("The same for the run before."),
    label=_("Run before as told"),
    check=_told_run,
)
LABELS = _declare(
    "labels", dict, {}, "Words of statuses, resolutions and priorities of an imported desk."
)
