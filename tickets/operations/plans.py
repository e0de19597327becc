"""The long texts of problems and changes: impact, cause, plans."""

from typing import Any

from tickets.models import PlanText, Ticket

TEXTS = (
    "impact", "cause", "symptom", "control_list", "rollout_plan", "backout_plan", "checklist",
    "risk",
)  # fmt: skip


def store_plan(ticket: Ticket, texts: dict[str, str]) -> dict[str, list[Any]]:
    """Write the texts of a (saved) ticket; returns {"plan.<name>": [old, new]} of what differs.

    Raises ValidationError for a risk that is none.
    """
    wanted = {name: text for name, text in texts.items() if name in TEXTS}
    if not wanted:
        return {}
    row = PlanText.objects.filter(ticket=ticket).first() or PlanText(ticket=ticket)
    changes: dict[str, list[Any]] = {}
    for name, text in wanted.items():
        if getattr(row, name) != text:
            changes[f"plan.{name}"] = [getattr(row, name), text]
            setattr(row, name, text)
    if changes:
        row.full_clean(exclude=["ticket"])
        row.save()
    return changes
