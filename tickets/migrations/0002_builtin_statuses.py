"""Insert the built-in statuses (fields.md D17, D24)."""

from typing import Any

from django.db import migrations

STATUSES = [
    ("new", "New", "new", "#4263eb", False, []),
    ("unconfirmed", "Unconfirmed", "new", "#7048e8", False, []),
    ("in_progress", "In progress", "in_progress", "#2f9e44", False, []),
    ("reopened", "Reopened", "in_progress", "#e8590c", False, []),
    ("planned", "Planned", "planned", "#1098ad", False, []),
    ("pending", "Pending", "waiting", "#f08c00", True, []),
    ("waiting", "Waiting", "waiting", "#f59f00", True, []),
    ("resolved", "Resolved", "resolved", "#37b24d", True, []),
    ("closed", "Closed", "closed", "#868e96", False, []),
    ("rejected", "Rejected", "closed", "#c92a2a", False, []),
    ("cancelled", "Cancelled", "closed", "#adb5bd", False, []),
    ("accepted", "Accepted", "in_progress", "#2b8a3e", False, ["problem", "change"]),
    ("evaluation", "Evaluation", "in_progress", "#5c7cfa", False, ["problem", "change"]),
    ("approval", "Approval", "in_progress", "#845ef7", False, ["problem", "change"]),
    ("testing", "Testing", "in_progress", "#22b8cf", False, ["problem", "change"]),
    ("qualification", "Qualification", "in_progress", "#20c997", False, ["problem", "change"]),
    ("under_review", "Under review", "resolved", "#94d82d", False, ["problem", "change"]),
]


def insert_statuses(apps: Any, schema_editor: Any) -> None:
    """Insert the rows that are missing."""
    status = apps.get_model("tickets", "Status").objects.using(schema_editor.connection.alias)
    for position, (code, name, category, colour, pauses, kinds) in enumerate(STATUSES, start=1):
        status.get_or_create(
            code=code,
            defaults={
                "name": name,
                "category": category,
                "colour": colour,
                "pauses_sla": pauses,
                "kinds": kinds,
                "position": position,
            },
        )


class Migration(migrations.Migration):
    """Rows that every desk has."""

    dependencies = [("tickets", "0001_initial")]

    operations = [migrations.RunPython(insert_statuses, migrations.RunPython.noop)]
