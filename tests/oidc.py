"""A provider of OpenID Connect on loopback: discovery, consent, signed tokens, user info."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "babeldesk", "the secret of the client"


class Provider:
    """Who can sign in there, and what it gave out. `people` are claims by the name on its page."""

    def __init__(self) -> None:
        self.people: dict[str, dict[str, Any]] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: dict[str, str] = {}
        self.url = ""
        self.audience = CLIENT_ID
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def discovery(self) -> dict[str, Any]:
        """Return what the provider tells of itself."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        """Return the public key."""
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key()))
        return {"keys": [{**key, "kid": "one", "use": "sig", "alg": "RS256"}]}

    def page(self, asked: dict[str, str]) -> str:
        """Return a page with a link for each person."""
        links = [
            f'<p><a href="/consent?{urlencode({**asked, "name": name})}">{name}</a></p>'
            for name in self.people
        ]
        return f"<!doctype html><html lang=en><title>Provider</title>{''.join(links)}"

    def consent(self, asked: dict[str, str]) -> str:
        """Return where the browser goes on, with a code good once."""
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, given: dict[str, str]) -> dict[str, Any] | None:
        """Return tokens for a code; None when anything about the request is wrong."""
        asked = self.codes.pop(given.get("code", ""), None)
        if asked is None or given["redirect_uri"] != asked["redirect_uri"]:
            return None
        if (given["client_id"], given["client_secret"]) != (CLIENT_ID, CLIENT_SECRET):
            return None
        proof = hashlib.sha256(given["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(proof).rstrip(b"=").decode() != asked["code_challenge"]:
            return None
        access, now = secrets.token_urlsafe(), int(time.time())
        self.tokens[access] = asked["name"]
        claims = {"iss": self.url, "aud": self.audience, "iat": now, "exp": now + 300}
        signed = jwt.encode(
            {**claims, **self.people[asked["name"]]}, self._key, "RS256", headers={"kid": "one"}
        )
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": signed,
        }


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/.well-known/openid-configuration":
            self._json(self.provider.discovery())
        elif parts.path == "/keys":
            self._json(self.provider.keys())
        elif parts.path == "/authorize":
            self._answer(200, self.provider.page(asked), "text/html; charset=utf-8")
        elif parts.path == "/consent":
            self.send_response(302)
            self.send_header("Location", self.provider.consent(asked))
            self.end_headers()
        elif parts.path == "/userinfo":
            name = self.provider.tokens[self.headers["Authorization"].removeprefix("Bearer ")]
            self._json(self.provider.people[name])
        else:
            self._answer(404, "", "text/plain")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = {name: values[0] for name, values in parse_qs(body).items()}
        tokens = self.provider.token(given)
        self._json(tokens or {"error": "invalid_grant"}, 200 if tokens else 400)

    def _json(self, value: Any, status: int = 200) -> None:
        self._answer(status, json.dumps(value), "application/json")

    def _answer(self, status: int, text: str, media_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def running_provider() -> Iterator[Provider]:
    """Run a provider on a free port."""
    provider = Provider()
    handler = type("Handler", (_Handler,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
