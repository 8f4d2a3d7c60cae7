"""Requests, codes and tokens of the authorisation server, durable before they are told to anyone (RFC 6749, 7636, 9126).

Secrets are stored as SHA-256 only. A request's code is derived from the request, so that a consent sent twice (a lost answer, a double click, a restart) gives the
same code, which still works once.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from signing.sandbox.authorisation_request import AuthorisationRequest
from signing.sandbox.credentials import Person
from signing.sandbox.errors import RequestRefused
from signing.sandbox.register import Register, seconds

REQUEST_SECONDS, CODE_SECONDS, SERVICE_TOKEN_SECONDS, CREDENTIAL_TOKEN_SECONDS = 1800, 120, 3600, 900
_CODE = """SELECT request, codes.person, codes.expires_at, used_at, content
  FROM codes JOIN requests ON requests.id = codes.request WHERE digest = ?"""
Decision = Literal["sign", "refuse"]


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A stored request that has not expired."""

    id: str
    request: AuthorisationRequest


@dataclass(frozen=True, slots=True)
class Grant:
    """What a bearer token stands for. Without `request` it is the client's own (client credentials), without `person` nobody logged in."""

    request_id: str | None
    request: AuthorisationRequest | None
    person: Person | None


class Authorisations:
    """The authorisation server's memory. `secret`: known to nobody else, the client included, and the same after a restart."""

    def __init__(self, register: Register, secret: bytes) -> None:
        self._register, self._secret = register, secret

    def add(self, request: AuthorisationRequest, now: datetime) -> str:
        """Store a request; returns its id, which cannot be guessed."""
        id = secrets.token_urlsafe(24)
        with self._register.work() as rows:
            row = (id, request.client_id, request.dump(), seconds(now) + REQUEST_SECONDS)
            rows.execute("INSERT INTO requests (id, client_id, content, expires_at) VALUES (?, ?, ?, ?)", row)
        return id

    def find(self, id: str, now: datetime) -> OpenRequest | None:
        with self._register.work() as rows:
            row = rows.execute("SELECT * FROM requests WHERE id = ? AND expires_at > ?", (id, seconds(now))).fetchone()
        return None if row is None else OpenRequest(id, AuthorisationRequest.load(row["content"]))

    def form_token(self, id: str, browser: str) -> str:
        """What the page's form must send back: it binds the answer to the browser whose cookie holds `browser`."""
        return hmac.new(self._secret, f"form {id} {browser}".encode(), hashlib.sha256).hexdigest()

    def decide(self, id: str, decision: Decision, person: Person | None, now: datetime) -> str | None:
        """Keep the person's answer; returns the code if it is yes. The same answer again gives the same code.

        Raises:
            RequestRefused: another answer, or another person's, stands already.
        """
        named = "" if person is None else f"{person.given_name}\n{person.surname}"
        code = base64.urlsafe_b64encode(hmac.digest(self._secret, f"code {id}".encode(), "sha256")).decode().rstrip("=")
        with self._register.work() as rows:
            row = rows.execute("SELECT decision, person FROM requests WHERE id = ?", (id,)).fetchone()
            if row["decision"] is not None and (row["decision"], row["person"]) != (decision, named):
                raise RequestRefused("invalid_request", "this request has been answered", 409)
            rows.execute("UPDATE requests SET decision = ?, person = ? WHERE id = ?", (decision, named, id))
            if decision == "refuse":
                return None
            rows.execute(
                "INSERT OR IGNORE INTO codes VALUES (?, ?, ?, ?, NULL)", (digest(code), id, named, seconds(now) + CODE_SECONDS)
            )
        return code

    def redeem(self, code: str, client_id: str, redirect_uri: str, verifier: str, now: datetime) -> tuple[str, Grant, int]:
        """Turn a code into a token: token, what it stands for, seconds it lives.

        Raises:
            RequestRefused: invalid_grant. A code seen twice also ends the token that it gave (RFC 6749 § 4.1.2).
        """
        token = secrets.token_urlsafe(32)
        with self._register.work() as rows:
            row = rows.execute(_CODE, (digest(code),)).fetchone()
            request = None if row is None else AuthorisationRequest.load(row["content"])
            if request is None or request.client_id != client_id or row["expires_at"] <= seconds(now):
                raise RequestRefused("invalid_grant", "the code is unknown or has expired")
            if row["used_at"] is None:
                _check_proof(request, redirect_uri, verifier)
                lifetime = SERVICE_TOKEN_SECONDS if request.kind == "service" else CREDENTIAL_TOKEN_SECONDS
                rows.execute("UPDATE codes SET used_at = ? WHERE digest = ?", (seconds(now), digest(code)))
                rows.execute(
                    "INSERT INTO tokens VALUES (?, ?, ?, ?, NULL)",
                    (digest(token), row["request"], row["person"], seconds(now) + lifetime),
                )
                return token, Grant(row["request"], request, _person(row["person"])), lifetime
            rows.execute("UPDATE tokens SET revoked_at = ? WHERE request = ?", (seconds(now), row["request"]))
        raise RequestRefused("invalid_grant", "the code has been used")

    def activate(self, request: AuthorisationRequest, person: Person, now: datetime) -> str:
        """Signature activation data for what a person confirmed on her device, without a redirect."""
        token = secrets.token_urlsafe(32)
        id = self.add(request, now)
        row = (digest(token), id, f"{person.given_name}\n{person.surname}", seconds(now) + CREDENTIAL_TOKEN_SECONDS)
        with self._register.work() as rows:
            rows.execute("INSERT INTO tokens VALUES (?, ?, ?, ?, NULL)", row)
        return token

    def client_token(self, now: datetime) -> tuple[str, int]:
        """A service token of the client itself, and the seconds it lives."""
        token = secrets.token_urlsafe(32)
        with self._register.work() as rows:
            rows.execute(
                "INSERT INTO tokens VALUES (?, NULL, NULL, ?, NULL)", (digest(token), seconds(now) + SERVICE_TOKEN_SECONDS)
            )
        return token, SERVICE_TOKEN_SECONDS

    def grant(self, token: str, now: datetime) -> Grant:
        """What the bearer of this token may do.

        Raises:
            RequestRefused: invalid_token, 401.
        """
        with self._register.work() as rows:
            row = rows.execute(
                "SELECT * FROM tokens WHERE digest = ? AND revoked_at IS NULL AND expires_at > ?", (digest(token), seconds(now))
            ).fetchone()
            content = (
                None if row is None else rows.execute("SELECT content FROM requests WHERE id = ?", (row["request"],)).fetchone()
            )
        if row is None:
            raise RequestRefused("invalid_token", "the access token is unknown, revoked or has expired", 401)
        request = None if content is None else AuthorisationRequest.load(content["content"])
        return Grant(row["request"], request, _person(row["person"]))

    def revoke(self, token: str, now: datetime) -> None:
        with self._register.work() as rows:
            rows.execute(
                "UPDATE tokens SET revoked_at = ? WHERE digest = ? AND revoked_at IS NULL", (seconds(now), digest(token))
            )


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def signature_rows(rows: sqlite3.Connection, request_id: str) -> dict[str, str]:
    """Signatures made under an authorisation: hash → signature, both base64."""
    found = rows.execute("SELECT hash, signature FROM signatures WHERE request = ?", (request_id,))
    return {row["hash"]: row["signature"] for row in found}


def _check_proof(request: AuthorisationRequest, redirect_uri: str, verifier: str) -> None:
    if redirect_uri != request.redirect_uri:
        raise RequestRefused("invalid_grant", "redirect_uri differs from the one of the authorisation request")
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    if not hmac.compare_digest(challenge, request.code_challenge):
        raise RequestRefused("invalid_grant", "code_verifier does not match")


def _person(stored: str | None) -> Person | None:
    return Person(*stored.split("\n")) if stored else None
