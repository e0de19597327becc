"""What tests of the dialect share."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.cache import caches

from audit.actor import Actor
from tests import make
from tests.integria.client import install, known


@pytest.fixture(autouse=True)
def attachments(tmp_path: Path, settings: LazySettings) -> Path:
    """An empty attachment folder of the test's own."""
    folder = tmp_path / "attachments"
    folder.mkdir()
    backend = {"BACKEND": "files.storage.DurableFolder", "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = {**settings.STORAGES, "attachments": backend}
    caches["verified"].clear()
    return folder


@pytest.fixture
def root(db: None) -> Actor:
    """The administrator of a new desk, with a password."""
    install()
    root = make.administrator()
    known(root)
    return root
