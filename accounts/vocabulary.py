"""Words of accounts: rights, reaches, origins; the registry of settings kept in the database."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ROOT_ENTITY = 0
SYSTEM_USER = 1
ALL_RIGHTS = "*"

NOUN_RIGHTS: dict[str, tuple[str, ...]] = {
    "ticket": ("read", "write", "manage", "assign", "escalate", "set_priority"),
    "followup": ("read_internal",),
    "user": ("read", "manage"),
    "group": ("read", "manage"),
    "role": ("manage",),
    "setting": ("manage",),
    "catalogue": ("write", "manage"),
    "company": ("read", "write", "manage"),
    "contact": ("read", "write", "manage"),
    "lead": ("read", "write", "manage"),
    "invoice": ("read", "write", "manage"),
    "contract": ("read", "write", "manage"),
    "newsletter": ("manage",),
    "ci": ("read", "write", "manage"),
    "project": ("read", "write", "manage"),
    "task": ("write", "manage"),
    "article": ("read", "write", "manage"),
    "announcement": ("manage",),
    "approval": ("ask", "manage"),
    "report": ("read", "write", "manage"),
    "job": ("read", "manage"),
}
RIGHTS: frozenset[str] = frozenset(
    f"{noun}.{verb}" for noun, verbs in NOUN_RIGHTS.items() for verb in verbs
)

QUALIFIERS: dict[str, dict[str, Any]] = {}
"""{noun: {qualifier: words for people}}: kinds of a noun's rows for which a right may be held
alone, as "ci.read:computer". Whoever holds "ci.read" holds it for all of them.
"""


def declare_qualifiers(noun: str, kinds: dict[str, Any]) -> None:
    """Let rights over a noun be held for single kinds of its rows; apps do so when loaded."""
    QUALIFIERS[noun] = kinds


def qualified_words() -> frozenset[str]:
    """Return all words of rights for single kinds."""
    return frozenset(
        f"{noun}.{verb}:{kind}"
        for noun, kinds in QUALIFIERS.items()
        for verb in NOUN_RIGHTS[noun]
        for kind in kinds
    )


DESK_RIGHTS: frozenset[str] = frozenset(
    {"setting.manage", "role.manage", "catalogue.write", "catalogue.manage", "job.manage"}
)
"""About what belongs to no group: a role that is held for one group alone does not give them."""


class TicketReach(models.TextChoices):
    """Which tickets a role's ticket rights cover."""

    OWN = "own"
    GROUP = "group"
    COMPANY = "company"
    ENTITY = "entity"
    ALL = "all"


class Interface(models.TextChoices):
    """Where a role's holder works."""

    CENTRAL = "central"
    PORTAL = "portal"


class Origin(models.TextChoices):
    """Where a user row comes from."""

    LOCAL = "local"
    SYSTEM = "system"
    LDAP = "ldap"
    WEBSERVICE = "webservice"
    CUSTOMER = "customer"
    MAILBOX = "mailbox"


class Engine(models.TextChoices):
    """How a support group hands its tickets to people."""

    MANUAL = "manual"
    ROUND_ROBIN = "round_robin"
    BY_LOAD = "by_load"
    FREE = "free"


class GroupState(models.TextChoices):
    """Whether a support group takes tickets."""

    ENABLED = "enabled"
    SUSPENDED = "suspended"
    DISABLED = "disabled"


class TokenKind(models.TextChoices):
    """What a token opens."""

    PERSONAL = "personal"
    BEARER = "bearer"
    ACCESS = "access"


class LinkPurpose(models.TextChoices):
    """Why a person was sent a link that sets a password."""

    RESET = "reset"
    INVITATION = "invitation"


def name_of_person(real_name: str, first_name: str, last_name: str, username: str) -> str:
    """Return the name people read: real name, else first and last, else the login name (fields.md
    D27).
    """
    return real_name or f"{first_name} {last_name}".strip() or username


def username_key(name: str) -> str:
    """Return the form under which login names are unique: NFC, case folded (fields.md D4)."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def interval_minutes(interval: object) -> tuple[int, int, int]:
    """Return (weekday, from, to) of ["0".."6", "HH:MM", "HH:MM"] in minutes of the day.

    Raises ValueError that says what is wrong.
    """
    if not isinstance(interval, list | tuple) or len(interval) != 3:
        raise ValueError(_("An interval is [weekday, from, to]."))
    weekday, begin, end = interval
    if isinstance(weekday, bool) or not isinstance(weekday, int) or not 0 <= weekday <= 6:
        raise ValueError(_("A weekday is 0 (Monday) to 6."))
    return weekday, _minutes(begin), _minutes(end)


def _minutes(text: object) -> int:
    found = _WALL_TIME.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(_('A time is "HH:MM", at most "24:00".'))
    return int(found.group(1)) * 60 + int(found.group(2))


_WALL_TIME = re.compile(r"(?=[01]\d:|2[0-3]:|24:00)(\d\d):([0-5]\d)")


@dataclass(frozen=True, kw_only=True)
class SettingSpec:
    """A setting kept in the database: its type, default, what it is called and what it does, in
    words that are translated.

    `check` raises ValidationError for a value of the right type that makes no sense. Settings of
    type dict are kept by the desk itself and shown nowhere.
    """

    name: str
    kind: type
    default: Any
    help: str | Promise
    label: str | Promise = ""
    is_secret: bool = False
    check: Callable[[Any], None] | None = None


SETTINGS: dict[str, SettingSpec] = {}


def declare_setting(
    name: str,
    kind: type,
    default: Any,
    help: str | Promise,
    *,
    label: str | Promise = "",
    is_secret: bool = False,
    check: Callable[[Any], None] | None = None,
) -> SettingSpec:
    """Add a setting to the registry; apps do so when they are loaded. `help` is one line of plain
    words. Those that people change have a label.
    """
    spec = SettingSpec(
        name=name,
        kind=kind,
        default=default,
        help=help,
        label=label,
        is_secret=is_secret,
        check=check,
    )
    SETTINGS[name] = spec
    return spec


EDITIONS: dict[str, tuple[str, ...]] = {}


def declare_editions(dialect: str, names: tuple[str, ...]) -> None:
    """Name the layouts among which each API client of a dialect may choose its own."""
    EDITIONS[dialect] = names


def at_least_one(value: Any) -> None:
    """Raise ValidationError for a number below 1."""
    if value < 1:
        raise ValidationError(_("Must be 1 or more."), code="min_value")


declare_setting(
    "sign_in.programs_skip_second_factor",
    bool,
    False,
    _("People with a second factor may still use their password alone in the APIs."),
    label=_("Programs need no second factor"),
)
declare_setting(
    "limits.account_failures",
    int,
    10,
    _("Failed sign-ins of one account in the window before it pauses."),
    label=_("Failures of an account"),
    check=at_least_one,
)
declare_setting(
    "limits.address_failures",
    int,
    100,
    _("Failed sign-ins from one address in the window before it pauses."),
    label=_("Failures from an address"),
    check=at_least_one,
)
declare_setting(
    "limits.window_minutes",
    int,
    15,
    _("Window of the two limits above, in minutes."),
    label=_("Window in minutes"),
    check=at_least_one,
)

SCOPE_NOUNS = (
    "announcements",
    "approval-templates",
    "approvals",
    "article-categories",
    "articles",
    "calendars",
    "companies",
    "contacts",
    "contracts",
    "delegations",
    "entities",
    "grants",
    "groups",
    "invoices",
    "items",
    "leads",
    "newsletters",
    "people",
    "roles",
    "tickets",
    "tokens",
)
"""Nouns of the REST API to which a token can be limited ("tickets:read", "tickets:write")."""

CHOICES: dict[str, Callable[[Any], Any]] = {}
"""What people may choose for themselves: name, and how a value from a page is read."""


def declare_choice(name: str, read: Callable[[Any], Any]) -> None:
    """Add a choice; `read` returns the value to keep or raises ValidationError."""
    CHOICES[name] = read


def read_choice(name: str, value: Any) -> Any:
    """Return the value as it is kept. Raises ValidationError(code="unknown")."""
    return CHOICES[name](value)


def one_of(*words: str) -> Callable[[Any], str]:
    """Return a reader that takes one of these words."""

    def read(value: Any) -> str:
        if value not in words:
            message = _("Choose one of: %(words)s") % {"words": ", ".join(words)}
            raise ValidationError(message, code="unknown")
        return str(value)

    return read


def some_of(*words: str) -> Callable[[Any], list[str]]:
    """Return a reader that takes some of these words, as a list or with commas between, and keeps
    their own order.
    """

    def read(value: Any) -> list[str]:
        given = value.split(",") if isinstance(value, str) else list(value)
        for word in given:
            one_of(*words)(word)
        return [word for word in words if word in given]

    return read


def key_map(value: Any) -> dict[str, str]:
    """Read {key of the desk: key that its reader has instead}, also written "c=y r=q"."""
    pairs = value.items() if isinstance(value, dict) else map(_pair, str(value).split())
    found = {_single(key): _single(instead) for key, instead in pairs}
    if len(set(found.values())) < len(found):
        raise ValidationError(_("One key cannot do two things."), code="unknown")
    return found


def _pair(text: str) -> tuple[str, str]:
    if len(text) != 3 or text[1] != "=":
        raise ValidationError(_("Write keys as c=y."), code="unknown")
    return text[0], text[2]


def _single(key: Any) -> str:
    if not isinstance(key, str) or len(key) != 1 or not key.isprintable() or key.isspace():
        raise ValidationError(_("A key is one sign."), code="unknown")
    return key


def yes_or_no(value: Any) -> bool:
    """Read a switch of a page."""
    return one_of("yes", "no")(value) == "yes"


declare_choice("theme", one_of("system", "light", "dark"))
declare_choice("keys", yes_or_no)
declare_choice("keymap", key_map)
declare_choice("density", one_of("cosy", "compact"))
declare_choice("preview", yes_or_no)
