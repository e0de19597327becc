"""Networks that let an API client in."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.networks import validate_network, within


@pytest.mark.parametrize(
    ("networks", "address", "is_listed"),
    [
        (["127.0.0.1"], "127.0.0.1", True),
        (["127.0.0.123"], "127.0.0.1", False),
        (["127.0.0.1"], "127.0.0.123", False),
        (["10.1.2.3", "127.0.0.1"], "127.0.0.1", True),
        (["192.168.0.0/16"], "192.168.7.9", True),
        (["192.168.7.1/16"], "192.168.200.9", True),
        (["127.0.0.1"], "::ffff:127.0.0.1", True),
        (["::ffff:127.0.0.1"], "127.0.0.1", True),
        (["::ffff:10.0.0.0/104"], "10.9.9.9", True),
        (["::1"], "::1", True),
        (["127.0.0.1"], "::1", True),
        (["::1"], "127.0.0.1", False),
        (["fe80::/10"], "fe80::1%eth0", True),
        (["::/0"], "127.0.0.1", False),
        (["*"], "203.0.113.9", True),
        (["*"], "", True),
        ([], "127.0.0.1", False),
        (["127.0.0.1"], "", False),
        (["host.example"], "127.0.0.1", False),
    ],
)
def test_address_is_matched_exactly_or_by_network(networks, address, is_listed):
    assert within(address, networks) is is_listed


@pytest.mark.parametrize("text", ["host.example", "10.0.0.0/99", "", "10.0.0.*"])
def test_what_is_no_network_is_refused(text):
    with pytest.raises(ValidationError):
        validate_network(text)


@given(text=st.text(), address=st.text())
def test_any_text_is_answered(text, address):
    assert within(address, [text]) in (True, False)
