"""The dialect's switches, kept in the database."""

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError

from accounts.vocabulary import at_least_one, declare_setting


def _known_zone(name: Any) -> None:
    try:
        if name:
            ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValidationError("There is no such time zone.", code="zone") from error


TIME_ZONE = declare_setting(
    "invgate.timezone",
    str,
    "",
    "Zone in which ISO 8601 moments are printed; empty = the desk's.",
    check=_known_zone,
)
VERSION = declare_setting(
    "invgate.version", str, "v8.15.13", "Version that /sd.version names; clients compare it."
)
PRETTY_ID = declare_setting(
    "invgate.pretty_id", str, "#{id}", "How a request's number is displayed; {id} is the number."
)
VIEW_PAGE = declare_setting(
    "invgate.view_page_size",
    int,
    10,
    "Rows on a page of /incidents.details.by.view.",
    check=at_least_one,
)
