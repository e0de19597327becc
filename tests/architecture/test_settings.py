"""Settings, versions, lock files and the schedule agree with one another."""

import ast
import re
import tomllib
from datetime import timedelta

from celery.schedules import BaseSchedule
from django.conf import settings
from django.utils import timezone

from accounts.vocabulary import SETTINGS
from audit.jobs import PERIODS
from itsm.celery import app
from tests.architecture import source

READ_BY_DESK = {"DESK_PYTHON", "DESK_VENV"}


def variables_read() -> set[str]:
    """Return the names of environment variables that settings.py reads."""
    module = source.tree(source.ROOT / "itsm" / "settings.py")
    return {
        call.args[0].value
        for call in ast.walk(module)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
        and isinstance(call.args[0], ast.Constant)
    }


def test_settings_read_and_settings_documented_are_the_same():
    page = (source.ROOT / "docs" / "operators" / "settings.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))

    assert documented == variables_read() | READ_BY_DESK


def test_every_switch_of_api_php_is_documented():
    page = (source.ROOT / "docs" / "integrators" / "api-php.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[a-z_`, ]+`) \|", page.partition("## Switches")[2], re.MULTILINE)
    documented = {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)}

    shown = {name for name, spec in SETTINGS.items() if spec.kind is not dict}
    assert documented == {
        name.removeprefix("integria.") for name in shown if name.startswith("integria.")
    }


def test_version_of_the_package_is_the_one_shown():
    project = tomllib.loads((source.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["version"] == settings.DESK_VERSION


def pins(name: str) -> set[str]:
    """Return the pinned packages of a lock file."""
    text = (source.ROOT / name).read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9._-]+==[^ ]+)", text, re.MULTILINE))


def test_development_packages_contain_those_of_the_product():
    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_lock_files_hold_no_address():
    for path in source.ROOT.glob("requirements*.lock"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?:|file:|@ |--index|--find-links", text), path.name


def test_every_periodic_job_is_scheduled_and_every_entry_is_a_task():
    now = timezone.now()
    scheduled = {entry["task"].split(".")[-1]: entry for entry in app.conf.beat_schedule.values()}

    assert {entry["task"] for entry in scheduled.values()} <= set(app.tasks)
    assert set(scheduled) == set(PERIODS)
    for name, period in PERIODS.items():
        schedule = scheduled[name]["schedule"]
        wait = (
            schedule.remaining_estimate(now)
            if isinstance(schedule, BaseSchedule)
            else timedelta(seconds=schedule)
        )
        assert wait <= period, name
