"""Words and marks that pages of every app use; always there, without `{% load %}`."""

from datetime import datetime, timedelta
from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from doors.text import plain_excerpt, render

register = template.Library()

AVATAR_TINTS = 8
SPRITE = "vendor/tabler-icons-3.52.0/icons.svg"


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, size: str = "") -> SafeString:
    """Return an icon of the sprite; decoration only, so the word beside it is what is read out."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" icon-{size}" if size else "",
        static(SPRITE),
        name,
    )


@register.simple_block_tag
def panel(content: str, key: str, title: str) -> SafeString:
    """Return what stands between the tag and its end in a frame, below a heading with the id `key`.
    A heading with something beside it is written out.
    """
    return format_html(
        '<section class="panel" aria-labelledby="{}">'
        '<div class="panel-head"><h2 id="{}">{}</h2></div>{}</section>',
        key,
        key,
        title,
        content,
    )


@register.filter
def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name."""
    words = [word for word in str(name).replace("@", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.filter
def tint(name: str) -> int:
    """Return the number of the colour that stands for a name, the same everywhere."""
    return sum(str(name).encode()) % AVATAR_TINTS


@register.filter
def shown(text: str, text_format: str) -> SafeString:
    """Return a text from outside as clean HTML; images of other hosts are left out."""
    return render(text, text_format).html


@register.filter
def glance(text: str, text_format: str) -> str:
    """Return the beginning of a text without markup, on one line."""
    return plain_excerpt(str(render(text, text_format).html), "html", 140)


@register.filter
def browser(user_agent: str) -> str:
    """Return the browser and the system that a program says it is, as people call them."""
    names = (
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    )
    systems = (
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    )
    name = next((word for mark, word in names if mark in user_agent), "")
    system = next((word for mark, word in systems if mark in user_agent), "")
    if name and system:
        return gettext("%(browser)s on %(system)s") % {"browser": name, "system": system}
    return name or system or user_agent[:40] or gettext("Unknown program")


@register.filter
def ago(moment: datetime | None) -> SafeString:
    """Return a moment as people say it, with the exact time when pointed at."""
    if moment is None:
        return SafeString("")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        exactly(moment),
        relative(moment),
    )


@register.filter
def exactly(moment: datetime | None) -> str:
    """Return a moment in full in the reader's zone and language."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return f"{formats.date_format(local, 'DATE_FORMAT')}, {local:%H:%M}"


@register.filter
def duration(seconds: float | None) -> str:
    """Return a number of seconds as people say it, the largest unit only: "3 h"."""
    if seconds is None:
        return ""
    minutes = int(abs(seconds) // 60)
    if minutes < 60:
        return gettext("%(number)s min") % {"number": minutes}
    if minutes < 48 * 60:
        return gettext("%(number)s h") % {"number": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(number)s day", "%(number)s days", days) % {"number": days}


def relative(moment: datetime, now: datetime | None = None) -> str:
    """Return how far a moment lies from now; beyond a week its date."""
    now = now or timezone.now()
    gap = now - moment
    if abs(gap) < timedelta(minutes=1):
        return gettext("now")
    if abs(gap) > timedelta(days=7):
        local = timezone.localtime(moment)
        return _short_date(local, this_year=timezone.localtime(now).year)
    words = duration(gap.total_seconds())
    if gap > timedelta(0):
        return gettext("%(duration)s ago") % {"duration": words}
    return gettext("in %(duration)s") % {"duration": words}


def _short_date(local: datetime, *, this_year: int) -> str:
    if local.year == this_year:
        return formats.date_format(local, "j M")
    return formats.date_format(local, "SHORT_DATE_FORMAT")
