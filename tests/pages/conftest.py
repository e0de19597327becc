"""What tests of pages share: people who are signed in."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from audit.actor import Actor


@pytest.fixture
def signed_in() -> Callable[[Any], Client]:
    """Return a browser in which somebody is signed in."""

    def sign_in(who: Actor | User) -> Client:
        client = Client()
        client.force_login(who.user if isinstance(who, Actor) else who)
        return client

    return sign_in
