"""What happens to every request before its door sees it, and what is written down of it."""

import json
import logging

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from itsm.logs import cut_queries
from itsm.proxies import TrustedProxies, network


def seen(settings, trusted: list[str], remote: str, **headers: str) -> tuple[str, str]:
    """Return caller's address and scheme as doors see them."""
    settings.DESK_TRUSTED_PROXIES = [network(text) for text in trusted]
    request = RequestFactory().get("/", REMOTE_ADDR=remote, **headers)
    TrustedProxies(lambda _: HttpResponse())(request)
    return request.META["REMOTE_ADDR"], request.scheme or ""


@pytest.mark.parametrize(
    ("trusted", "remote", "forwarded", "address"),
    [
        ([], "192.0.2.7", "", "192.0.2.7"),
        ([], "192.0.2.7", "127.0.0.1", "192.0.2.7"),
        (["127.0.0.1"], "127.0.0.1", "192.0.2.7", "192.0.2.7"),
        (["127.0.0.1"], "127.0.0.1", "10.0.0.1, 192.0.2.7", "192.0.2.7"),
        (["127.0.0.1", "10.0.0.0/8"], "127.0.0.1", "192.0.2.7, 10.1.2.3", "192.0.2.7"),
        (["127.0.0.1"], "127.0.0.1", "", "127.0.0.1"),
        (["127.0.0.1"], "127.0.0.1", "nonsense", "127.0.0.1"),
        (["127.0.0.1"], "::ffff:127.0.0.1", "::ffff:192.0.2.7", "192.0.2.7"),
        (["::1"], "::1", "2001:db8::7", "2001:db8::7"),
        (["127.0.0.1"], "", "192.0.2.7", ""),
    ],
)
def test_caller_is_who_the_trusted_proxies_say(settings, trusted, remote, forwarded, address):
    assert seen(settings, trusted, remote, HTTP_X_FORWARDED_FOR=forwarded)[0] == address


@pytest.mark.parametrize(
    ("trusted", "said", "scheme"),
    [
        (["127.0.0.1"], "https", "https"),
        (["127.0.0.1"], "http", "http"),
        ([], "https", "http"),
    ],
)
def test_scheme_is_what_the_trusted_proxies_say(settings, trusted, said, scheme):
    found = seen(settings, trusted, "127.0.0.1", HTTP_X_FORWARDED_PROTO=said)

    assert found[1] == scheme


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("GET /api.php?pass=secret", "GET /api.php"),
        ("Invalid line: 'GET /a?pass=se cret HTTP/1.1'", "Invalid line: 'GET /a"),
        ("at /a?pass='x'\nFile b.py", "at /a\nFile b.py"),
        ("Which door? None.", "Which door? None."),
    ],
)
def test_queries_are_cut_from_log_lines(text, cut):
    event = {"event": text, "count": 1}

    assert cut_queries(None, "info", event) == {"event": cut, "count": 1}


def test_answer_carries_the_id_under_which_it_is_logged(client, caplog):
    caplog.set_level(logging.INFO)

    answer = client.get("/healthz?pass=s3cret", headers={"x-request-id": "invented"})

    (line,) = [record.msg for record in caplog.records if "request_finished" in str(record.msg)]
    assert line["request"] == "GET /healthz"
    assert line["code"] == 200
    assert answer["X-Request-ID"] == line["request_id"] != "invented"
    assert "s3cret" not in json.dumps(line, default=str)


def test_pages_carry_the_headers_that_browsers_obey(client):
    answer = client.get("/healthz")

    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
