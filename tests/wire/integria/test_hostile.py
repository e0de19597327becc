"""Whatever is sent, an op answers 200 in its own form, and never an error page."""

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.wire.integria import contract, world
from tests.wire.integria.shapes import Node, is_xml

ADMINISTRATOR = next(row for row in contract.WORLD["users"] if row["level"] == 1)
OPS = sorted(contract.OPS | contract.UNDOCUMENTED)

numbers = st.sampled_from(
    ["", "0", "1", "2", "-1", "-10", "1.5", "1e9", "99999999999999999999", "1abc", " 1", "٣", "NaN"]
)
dates = st.sampled_from(["2024-02-30", "0000-00-00", "99999-01-01", "2024-01-01 25:00:00"])
texts = st.text(max_size=12) | st.sampled_from(
    ["'", '"', "\\", "%", "_", ":::", "]]>", "<b>", "a" * 5000, "\r\n", "../../etc/passwd", "é\x85"]
)
values = st.lists(numbers | numbers | dates | texts, max_size=20)


@pytest.mark.parametrize("op", OPS)
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(given_values=values, return_type=st.sampled_from(["csv", "xml", "json", "other"]))
def test_op_answers_whatever_is_sent(op, given_values, return_type, db):
    query = {
        "user": ADMINISTRATOR["id"],
        "user_pass": ADMINISTRATOR["password"],
        "pass": contract.WORLD["config"]["api_password"],
        "op": op,
        "params": "|".join(given_values),
        "token": "|",
        "return_type": return_type,
    }

    # surrogates cannot be sent at all
    sent = {name: text.encode("utf-8", "ignore").decode() for name, text in query.items()}
    answer = world.send({"method": "POST", "query": {}, "form": sent})

    assert (answer.status, answer.content_type) == (200, "text/html; charset=UTF-8")
    assert "\0" not in answer.text
    if is_xml(answer.text):
        Node.parse(answer.text)


@pytest.mark.parametrize("name", ["user", "user_pass", "pass"])
@pytest.mark.parametrize(
    "doubt", ["{name}={value}&{name}={value}", "{name}[]={value}", "{name}={value}%00"]
)
def test_credential_that_is_not_exactly_one_text_is_refused(name, doubt, db):
    credentials = {
        "user": ADMINISTRATOR["id"],
        "user_pass": ADMINISTRATOR["password"],
        "pass": contract.WORLD["config"]["api_password"],
    }

    def ask(fields: list[str]) -> bytes:
        query = "&".join([*fields, "op=user_exists", f"params={ADMINISTRATOR['id']}"])
        return world.send({"method": "GET", "raw_query": query}).body

    plain = [f"{key}={quote(value)}" for key, value in credentials.items()]
    doubtful = doubt.format(name=name, value=quote(credentials.pop(name)))
    others = [f"{key}={quote(value)}" for key, value in credentials.items()]

    assert ask(plain) == b"1"
    assert ask([*others, doubtful]) == b""


def test_call_with_too_many_fields_is_refused(db):
    query = "&".join(["info=version"] * 1001)

    assert world.send({"method": "GET", "raw_query": query}).body == b""
