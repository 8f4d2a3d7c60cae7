"""The provider's discovery document (OpenID Connect Discovery 1.0 § 4), kept for an hour."""

import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from service.domain.errors import Unavailable
from service.openid.asking import Asking

KEPT_S = 3600.0


@dataclass(frozen=True, slots=True)
class Metadata:
    """Attributes:
    names_itself: the redirect carries `iss` (RFC 9207): then it must be there.
    end_session_endpoint: empty: there is none.
    """

    issuer: str
    authorisation_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    end_session_endpoint: str
    names_itself: bool


class Discovery:
    """Asks once an hour; while the provider is away the last good copy counts."""

    def __init__(self, issuer: str, asking: Asking) -> None:
        self._issuer, self._asking = issuer, asking
        self._lock = threading.Lock()
        self._known: Metadata | None = None
        self._asked_at = 0.0

    def metadata(self) -> Metadata:
        """Raises Unavailable: it does not answer, or says it is somebody else."""
        with self._lock:
            if self._known is None or time.monotonic() - self._asked_at > KEPT_S:
                try:
                    self._known = metadata_of(
                        self._asking.get(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"), self._issuer
                    )
                except Unavailable:
                    if self._known is None:
                        raise
                self._asked_at = time.monotonic()
            return self._known


def metadata_of(document: dict[str, Any], issuer: str) -> Metadata:
    """Raises Unavailable: another issuer (§ 4.3), an endpoint that is missing or unprotected."""
    if document.get("issuer") != issuer:
        raise Unavailable(f"The OpenID provider calls itself {document.get('issuer')!r}: set VOLLMACHT_OIDC_ISSUER exactly so.")
    return Metadata(
        issuer=issuer,
        authorisation_endpoint=_endpoint(document, "authorization_endpoint", issuer),
        token_endpoint=_endpoint(document, "token_endpoint", issuer),
        jwks_uri=_endpoint(document, "jwks_uri", issuer),
        userinfo_endpoint=_endpoint(document, "userinfo_endpoint", issuer) if document.get("userinfo_endpoint") else "",
        end_session_endpoint=_endpoint(document, "end_session_endpoint", issuer) if document.get("end_session_endpoint") else "",
        names_itself=document.get("authorization_response_iss_parameter_supported") is True,
    )


def _endpoint(document: dict[str, Any], name: str, issuer: str) -> str:
    url = document.get(name)
    parts = urlsplit(url) if isinstance(url, str) else None
    # Plain http only where the issuer itself is a sandbox's on this machine.
    if parts is None or not parts.hostname or parts.scheme not in {"https", urlsplit(issuer).scheme}:
        raise Unavailable(f"The OpenID provider's discovery document has no usable {name}.")
    return str(url)
