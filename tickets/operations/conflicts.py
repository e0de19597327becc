"""Two people at one field: the second is shown both values instead of writing over the first."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.drafts import given
from tickets.drafts import TicketPatch
from tickets.models import PlanText, Ticket
from tickets.queries import values_of


def refuse_conflict(ticket: Ticket, seen: TicketPatch, wanted: dict[str, Any]) -> None:
    """Raise ValidationError(code="conflict") when a wanted field is neither what the caller saw nor
    what they want it to be. Its `params` are {"field", "now", "wanted"} as text.
    """
    for name, old in given(seen).items():
        if name not in wanted:
            continue
        if name == "plan":
            _refuse_plan(ticket, old, wanted["plan"])
        elif name == "values":
            _refuse_values(ticket, old, wanted["values"])
        elif getattr(ticket, name) not in (old, wanted[name]):
            raise _conflict(name, getattr(ticket, name), wanted[name])


def _refuse_values(ticket: Ticket, seen: dict[int, str], wanted: dict[int, str]) -> None:
    # browsers send ends of lines of their own
    now = {key: text.replace("\r\n", "\n") for key, text in values_of(ticket).items()}
    for key, old in seen.items():
        if key in wanted and now.get(key, "") not in (old, wanted[key]):
            raise _conflict(f"values.{key}", now.get(key, ""), wanted[key])


def _refuse_plan(ticket: Ticket, seen: dict[str, str], wanted: dict[str, str]) -> None:
    """Long texts are not shown side by side: the caller looks again (code "outdated")."""
    now = PlanText.objects.filter(ticket=ticket).first() or PlanText()
    if any(getattr(now, name) not in (old, wanted.get(name)) for name, old in seen.items()):
        raise ValidationError({"plan": ValidationError(_("Changed meanwhile."), code="outdated")})


def _conflict(name: str, now: Any, wanted: Any) -> ValidationError:
    params = {"field": name, "now": _word(now), "wanted": _word(wanted)}
    error = ValidationError(_("Changed meanwhile to %(now)s."), code="conflict", params=params)
    return ValidationError({name.split(".")[0]: error})


def _word(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, models.Model):
        return getattr(value, "shown_name", None) or getattr(value, "name", None) or str(value)
    return str(value)
