"""Insert entity 0 (fields.md D1) and the system user (D24)."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import migrations


def insert_rows(apps: Any, schema_editor: Any) -> None:
    """Insert the two rows and move the user sequence past the first."""
    alias = schema_editor.connection.alias
    entity = apps.get_model("accounts", "Entity")
    user = apps.get_model("accounts", "User")
    entity.objects.using(alias).get_or_create(
        pk=0, defaults={"name": "Root", "full_name": "Root", "level": 1, "path": "/0/"}
    )
    user.objects.using(alias).get_or_create(
        pk=1,
        defaults={
            "username": "system",
            "username_key": "system",
            "real_name": "Babeldesk",
            "password": make_password(None),
            "is_system": True,
            "is_active": False,
            "origin": "system",
        },
    )
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "SELECT setval(pg_get_serial_sequence('accounts_user', 'id'), 1, true)"
        )


class Migration(migrations.Migration):
    """Rows that every desk has."""

    dependencies = [("accounts", "0002_picture")]

    operations = [migrations.RunPython(insert_rows, migrations.RunPython.noop)]
