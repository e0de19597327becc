"""What tests of apirest.php start from: an API client, and people with roles."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password

from accounts.models import Entity, Grant, Role, User
from accounts.vocabulary import username_key
from assets.operations import install_base_data as install_item_types
from tests import make
from tests.glpi.client import Program, listed_client, signed_in

AGENT = [
    "ticket.read", "ticket.write", "ticket.manage", "followup.read_internal", "user.read",
    "group.read", "ci.read", "ci.write", "ci.manage",
]  # fmt: skip


@pytest.fixture
def client_listed(db):
    """Programs may call."""
    install_item_types(make.system())
    return listed_client()


@pytest.fixture
def sign_in(client_listed) -> Callable[..., Program]:
    """Make a person with these words and sign in; `entity` and `is_recursive` place the grant."""

    def signed(username: str, *words: str, **grant: Any) -> Program:
        user = User.objects.create(
            username=username,
            username_key=username_key(username),
            password=make_password("secret"),
            is_agent=True,
        )
        reach = grant.pop("reach", "all")
        role = Role.objects.create(name=username, rights=list(words) or AGENT, ticket_reach=reach)
        grant.setdefault("entity", Entity.objects.get(pk=0))
        Grant.objects.create(user=user, role=role, **grant)
        return signed_in(username)

    return signed
