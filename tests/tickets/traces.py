"""What a change leaves behind: rows of every table of the desk, and stored files."""

from pathlib import Path

from django.apps import apps

APPS = ("accounts", "assets", "audit", "crm", "files", "notify", "tickets")


def rows() -> dict[str, list[dict[str, object]]]:
    """Return every row of the desk's own tables."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for app in APPS
        for model in apps.get_app_config(app).get_models()
    }


def traces(folder: Path) -> tuple[dict[str, list[dict[str, object]]], list[str]]:
    """Return all rows and the names of all stored files, to compare before and after."""
    return rows(), sorted(str(path) for path in folder.rglob("*") if path.is_file())
