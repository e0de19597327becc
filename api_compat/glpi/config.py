"""The dialect's settings, and what getGlpiConfig tells of them: an allow list, never a secret."""

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.vocabulary import at_least_one, declare_setting
from api_compat.glpi.facts import groups
from files.vocabulary import MAX_BYTES

PREFIX = "glpi."


def _known_zone(name: str) -> None:
    try:
        if name:
            ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValidationError(_("There is no such time zone."), code="zone") from error


ENABLED = declare_setting(
    f"{PREFIX}enable_api", bool, True, _("Answer apirest.php at all."), label=_("Answer the API")
)
CREDENTIALS = declare_setting(
    f"{PREFIX}enable_api_login_credentials",
    bool,
    True,
    _("Let programs sign in with a person's name and password."),
    label=_("Sign-in with name and password"),
)
EXTERNAL_TOKEN = declare_setting(
    f"{PREFIX}enable_api_login_external_token",
    bool,
    True,
    _("Let programs sign in with a person's token."),
    label=_("Sign-in with a token"),
)
NOTIFICATIONS = declare_setting(
    f"{PREFIX}use_notifications",
    bool,
    False,
    _("Let lostPassword send mails (first switch)."),
    label=_("Mails of lostPassword (first switch)"),
)
MAILING = declare_setting(
    f"{PREFIX}notifications_mailing",
    bool,
    False,
    _("Let lostPassword send mails (second switch)."),
    label=_("Mails of lostPassword (second switch)"),
)
VERSION = declare_setting(
    f"{PREFIX}version", str, "10.0.19", _("Version told to clients."), label=_("Version")
)
IDLE_HOURS = declare_setting(
    f"{PREFIX}session_hours",
    int,
    24,
    _("Hours after which an unused session of a program ends."),
    label=_("Hours of an unused session"),
    check=at_least_one,
)
TIME_ZONE = declare_setting(
    f"{PREFIX}timezone",
    str,
    "",
    _("Zone of times; empty = DESK_TIME_ZONE."),
    label=_("Time zone"),
    check=_known_zone,
)
LANGUAGES = {
    "de_DE": ["Deutsch", "de_DE.mo", "de", "de", "german", 2],
    "en_GB": ["English", "en_GB.mo", "en-GB", "en", "english", 2],
    "en_US": ["English (US)", "en_US.mo", "en-GB", "en", "english", 2],
    "es_ES": ["Español (España)", "es_ES.mo", "es", "es", "spanish", 2],
    "fr_FR": ["Français", "fr_FR.mo", "fr", "fr", "french", 2],
    "it_IT": ["Italiano", "it_IT.mo", "it", "it", "italian", 2],
    "pt_BR": ["Português do Brasil", "pt_BR.mo", "pt-BR", "pt", "brazilian portuguese", 2],
}


def told(settings: dict[str, Any], url: str) -> dict[str, Any]:
    """Return the configuration as clients may read it."""
    return {
        "version": settings[VERSION.name],
        "dbversion": settings[VERSION.name],
        "use_timezones": 1,
        "timezone": settings[TIME_ZONE.name] or django_settings.DESK_TIME_ZONE,
        "url_base": django_settings.DESK_PUBLIC_URL,
        "url_base_api": url,
        "enable_api": int(settings[ENABLED.name]),
        "enable_api_login_credentials": int(settings[CREDENTIALS.name]),
        "enable_api_login_external_token": int(settings[EXTERNAL_TOKEN.name]),
        "use_notifications": int(settings[NOTIFICATIONS.name]),
        "notifications_mailing": int(settings[MAILING.name]),
        "language": "en_GB",
        "languages": LANGUAGES,
        "list_limit": 15,
        "list_limit_max": 50,
        "document_max_size": MAX_BYTES // (1024 * 1024),
        "date_format": 0,
        "number_format": 0,
        "names_format": 0,
        "use_public_faq": 0,
        "asset_types": groups()["assets"],
        **{name: found for name, found in groups().items() if name != "assets"},
    }
