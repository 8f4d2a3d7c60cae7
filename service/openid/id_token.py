"""The ID token: who signed it, for whom, when, in answer to what (OpenID Connect Core 1.0 § 3.1.3.7).

(1) the algorithm is one of ours, all asymmetric     (`alg: none`, HS256 with the public key as secret)
(2) the signature is by a key the provider publishes (forged token)
(3) `iss` is our provider, `aud` is us, alone        (a token for somebody else, or of somebody else)
(4) it is of now                                     (an old token, a clock gone wrong)
(5) `nonce` is that of this very log-in              (a token of another log-in)
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeGuard

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from service.use_cases.log_in import LogInRefused

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
LEEWAY = timedelta(seconds=60)
LARGEST_CHARACTERS = 32_000
REFUSED = "Die Antwort des Anmeldedienstes ist nicht gültig. Bitte melden Sie sich noch einmal an."


def verified_claims(
    token: object,
    key_for: Callable[[str | None], RSAKey | ECKey | None],
    *,
    issuer: str,
    client_id: str,
    nonce: str,
    at: datetime,
) -> dict[str, Any]:
    """The claims.

    Args:
        token: as the token endpoint gave it.
        key_for: the provider's key of that `kid`.

    Raises:
        LogInRefused: one of the steps does not hold.
    """
    if not isinstance(token, str) or len(token) > LARGEST_CHARACTERS or token.count(".") != 2:
        raise LogInRefused(REFUSED)
    try:
        header = jws.extract_compact(token.encode()).headers()
        if header.get("alg") not in ALGORITHMS:  # (1)
            raise LogInRefused(REFUSED)
        key = key_for(header.get("kid"))
        if key is None:
            raise LogInRefused(REFUSED)
        claims = jwt.decode(token, key, algorithms=ALGORITHMS).claims  # (2)
    except (JoseError, ValueError) as error:
        raise LogInRefused(REFUSED) from error
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    ours = client_id in audiences and (len(audiences) == 1 or claims.get("azp") == client_id)
    if claims.get("iss") != issuer or not ours or claims.get("azp", client_id) != client_id:  # (3)
        raise LogInRefused(REFUSED)
    if not _is_of_now(claims, at):  # (4)
        raise LogInRefused("Die Antwort des Anmeldedienstes ist abgelaufen. Bitte melden Sie sich noch einmal an.")
    given = claims.get("nonce")
    if not isinstance(given, str) or not secrets.compare_digest(given.encode(), nonce.encode()):  # (5)
        raise LogInRefused(REFUSED)
    return claims


def _is_of_now(claims: dict[str, Any], at: datetime) -> bool:
    now = at.timestamp()
    expires, issued, begins = (claims.get(name) for name in ("exp", "iat", "nbf"))
    if not _is_number(expires) or not _is_number(issued) or not (begins is None or _is_number(begins)):
        return False
    leeway = LEEWAY.total_seconds()
    return now < expires + leeway and issued <= now + leeway and (begins is None or begins <= now + leeway)


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
