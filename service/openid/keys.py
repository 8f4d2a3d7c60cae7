"""The provider's public keys, kept until it signs with one we do not know."""

import threading
import time
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey, import_key

from service.openid.asking import Asking

# A forged `kid` must not make us ask the provider for each request.
NOT_AGAIN_WITHIN_S = 30.0
KEPT_S = 3600.0


class ProviderKeys:
    """A cache with rotation."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._lock = threading.Lock()
        self._keys: dict[str, RSAKey | ECKey] = {}
        self._asked_at: float | None = None

    def key_for(self, kid: str | None, jwks_uri: str) -> RSAKey | ECKey | None:
        """The key of that id; without an id the only one there is. None: there is none. Raises Unavailable."""
        with self._lock:
            age = None if self._asked_at is None else time.monotonic() - self._asked_at
            found = self._find(kid)
            if age is None or age > KEPT_S or (found is None and age > NOT_AGAIN_WITHIN_S):
                self._keys = public_keys(self._asking.get(jwks_uri))
                self._asked_at = time.monotonic()
                found = self._find(kid)
            return found

    def _find(self, kid: str | None) -> RSAKey | ECKey | None:
        if kid is not None:
            return self._keys.get(kid)
        return next(iter(self._keys.values())) if len(self._keys) == 1 else None


def public_keys(document: dict[str, Any]) -> dict[str, RSAKey | ECKey]:
    """By id. A shared secret, a key for encryption, or one that cannot be read is none of ours."""
    found: dict[str, RSAKey | ECKey] = {}
    listed = document.get("keys")
    for number, one in enumerate(listed if isinstance(listed, list) else []):
        if not isinstance(one, dict) or one.get("kty") not in {"RSA", "EC"} or one.get("use", "sig") != "sig":
            continue
        try:
            key = import_key({name: value for name, value in one.items() if isinstance(value, str)})
        except (JoseError, ValueError):
            continue
        if isinstance(key, RSAKey | ECKey):
            found[str(one.get("kid", f"#{number}"))] = key
    return found
