"""What tests of all doors share."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.cache import caches
from django.test import Client

from accounts.models import User
from tests.doors.back_office import administrator


@pytest.fixture
def root(client: Client) -> User:
    """The administrator whom the test's client is signed in as."""
    user = administrator()
    client.force_login(user)
    return user


@pytest.fixture
def attachments(tmp_path: Path, settings: LazySettings) -> Path:
    """An empty attachment folder of the test's own."""
    folder = tmp_path / "attachments"
    folder.mkdir()
    backend = {"BACKEND": "files.storage.DurableFolder", "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = {**settings.STORAGES, "attachments": backend}
    caches["verified"].clear()
    return folder
