"""What tests of the mail queue share."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from notify.models import OutgoingMail
from notify.operations import new_mail, queue_mails


@pytest.fixture(autouse=True)
def _templates(settings: LazySettings) -> None:
    """Templates of these tests, beside those of the desk."""
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [*templates[0]["DIRS"], Path(__file__).parent / "templates"]
    settings.TEMPLATES = templates
    settings.DESK_PUBLIC_URL = "https://desk.example.com"


@pytest.fixture
def queue_one(db: None) -> Callable[..., OutgoingMail]:
    """Queue a mail that is valid unless keywords say otherwise."""

    def queue(**more: Any) -> OutgoingMail:
        wanted: dict[str, Any] = {
            "recipient": "rita@example.com",
            "template": "hello/world",
            "context": {"name": "Rita"},
            **more,
        }
        (mail,) = queue_mails([new_mail(None, **wanted)])
        return mail

    return queue
