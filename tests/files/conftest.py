"""What tests of files share."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from audit.models import JobRun


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    """An empty attachment folder of the test's own."""
    backend = {"BACKEND": "files.storage.DurableFolder", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "attachments": backend}
    return tmp_path


@pytest.fixture
def owner() -> JobRun:
    """Any row that files can hang on."""
    return JobRun.objects.create(name="owner", slot=timezone.now())
