"""Address lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_compat.wire.addresses import AddressList, unreadable_entries


@pytest.mark.parametrize(
    ("entries", "address", "is_listed"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.123", "127.0.0.1", False),
        ("127.0.0.1", "127.0.0.123", False),
        ("10.1.2.3,127.0.0.1", "127.0.0.1", True),
        ("10.1.2.3\n127.0.0.1", "127.0.0.1", True),
        ("192.168.0.0/16; 10.0.0.1", "192.168.7.9", True),
        ("192.168.7.1/16", "192.168.200.9", True),
        ("127.0.0.1", "::ffff:127.0.0.1", True),
        ("::ffff:127.0.0.1", "127.0.0.1", True),
        ("::ffff:10.0.0.0/104", "10.9.9.9", True),
        ("::1", "::1", True),
        ("127.0.0.1", "::1", False),
        ("fe80::/10", "fe80::1%eth0", True),
        ("::/0", "127.0.0.1", False),
        ("*", "203.0.113.9", True),
        ("10.0.0.1, *", "2001:db8::1", True),
        ("10.0.0.*", "10.0.0.1", False),
        ("", "127.0.0.1", False),
        ("127.0.0.1", "", False),
        ("host.example", "127.0.0.1", False),
    ],
)
def test_address_is_matched_exactly_or_by_network(entries, address, is_listed):
    assert (address in AddressList.parse(entries)) is is_listed


def test_entries_that_let_nobody_in_are_named():
    assert unreadable_entries("10.0.0.1, host.example *;10.0.0.0/99") == [
        "host.example",
        "10.0.0.0/99",
    ]


@given(st.text())
def test_any_text_reads_as_a_list(text):
    AddressList.parse(text)
