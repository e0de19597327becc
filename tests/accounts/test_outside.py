"""Calls to providers of sign-in: where they go, and how far."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from accounts import outside

pytestmark = pytest.mark.enable_socket


class Inside(BaseHTTPRequestHandler):
    """A server of the network that the desk stands in; notes who called."""

    heard: list[str]

    def do_GET(self) -> None:
        self.heard.append(self.path)
        moved = self.path == "/moved"
        body = b"x" * (outside.MOST_BYTES + 1) if self.path == "/long" else b'{"issuer": "me"}'
        self.send_response(302 if moved else 200)
        if moved:
            self.send_header("Location", "/else")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    Inside.heard = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Inside) as found:
        thread = threading.Thread(target=found.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{found.server_port}"
        found.shutdown()
        thread.join()


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_an_inner_host_hears_nothing(server, name):
    with pytest.raises(requests.RequestException, match="inner one"):
        outside.discovered(server.replace("127.0.0.1", name))

    assert Inside.heard == []


def test_an_inner_host_that_is_named_is_called(server, settings):
    settings.DESK_INNER_HOSTS = ["127.0.0.1"]

    assert outside.discovered(server) == {"issuer": "me"}
    assert Inside.heard == [outside.DISCOVERY]


def test_redirects_are_not_followed(server, settings):
    settings.DESK_INNER_HOSTS = ["127.0.0.1"]
    with outside.provider_session() as session:
        assert session.get(f"{server}/moved").status_code == 302

    assert Inside.heard == ["/moved"]


def test_an_answer_without_end_is_cut_off(server, settings):
    settings.DESK_INNER_HOSTS = ["127.0.0.1"]
    with outside.provider_session() as session, pytest.raises(outside.Refused, match="too long"):
        session.get(f"{server}/long")


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://example.org/x", "//example.org"])
def test_nothing_but_http_is_called(address):
    with outside.provider_session() as session, pytest.raises(requests.RequestException):
        session.get(address)
