"""Numbers of GLPI's profiles and words of the desk's roles say the same about assets."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Role
from api_compat.glpi import rights
from api_compat.glpi.rights import ASSETS, CREATE, PURGE, READ
from assets.models import ConfigurationItem
from tests import make
from tests.glpi.client import signed_in

WORDS = {READ: "ci.read", CREATE: "ci.write", PURGE: "ci.manage"}


@given(
    numbers=st.dictionaries(
        st.sampled_from(sorted(ASSETS)), st.sets(st.sampled_from(sorted(WORDS))), max_size=8
    )
)
def test_numbers_become_words_that_become_the_same_numbers(numbers):
    told = {noun: sum(bits) for noun, bits in numbers.items()}

    words = rights.words_of(told)

    again = rights.bits_of(Role(rights=words, ticket_reach="own"))
    for noun, bit in product(ASSETS, WORDS):
        assert bool(again.get(noun, 0) & bit) == bool(told.get(noun, 0) & bit), (noun, bit)
    for bit, word in WORDS.items():
        assert (word in words) == all(told.get(noun, 0) & bit for noun in ASSETS)


@pytest.mark.django_db
def test_a_profile_that_reads_computers_reads_no_printers(sign_in):
    admin = sign_in("root", "*")
    profile = admin.add("Profile", name="Computers", _rights={"computer": READ | CREATE | 2})["id"]
    user = admin.add(
        "User", name="otto", password="a long secret", password2="a long secret",
        _profiles_id=profile, _entities_id=0, _is_recursive=1,
    )["id"]  # fmt: skip
    printer = make.item(name="Printer", ci_class="printer")
    program = signed_in("otto", "a long secret")

    made = program.add("Computer", name="pc")["id"]

    assert Role.objects.get(pk=profile).rights == ["ci.read:computer", "ci.write:computer"]
    assert [row["name"] for row in program.get("Computer")] == ["pc"]
    assert program.call("GET", f"Printer/{printer.pk}").status_code == 403
    assert program.call("POST", "Printer", {"input": {"name": "x"}}).status_code == 400
    assert program.call("DELETE", f"Computer/{made}").status_code == 400
    assert ConfigurationItem.objects.get(pk=made).deleted_at is None
    assert user
