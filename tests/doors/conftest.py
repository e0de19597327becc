"""Somebody signed in to the back office."""

import pytest
from django.test import Client

from accounts.models import User
from tests.doors.back_office import administrator


@pytest.fixture
def root(client: Client) -> User:
    """The administrator whom the test's client is signed in as."""
    user = administrator()
    client.force_login(user)
    return user
