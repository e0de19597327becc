"""The dialect's switches, kept in the database."""

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.vocabulary import at_least_one, declare_setting


def _known_zone(name: Any) -> None:
    try:
        if name:
            ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValidationError(_("There is no such time zone."), code="zone") from error


TIME_ZONE = declare_setting(
    "invgate.timezone",
    str,
    "",
    _("Zone in which ISO 8601 moments are printed; empty = the desk's."),
    label=_("Time zone"),
    check=_known_zone,
)
VERSION = declare_setting(
    "invgate.version",
    str,
    "v8.15.13",
    _("Version that /sd.version names; clients compare it."),
    label=_("Version"),
)
PRETTY_ID = declare_setting(
    "invgate.pretty_id",
    str,
    "#{id}",
    _("How a request's number is displayed; {id} is the number."),
    label=_("Number as displayed"),
)
VIEW_PAGE = declare_setting(
    "invgate.view_page_size",
    int,
    10,
    _("Rows on a page of /incidents.details.by.view."),
    label=_("Rows on a page of a view"),
    check=at_least_one,
)
