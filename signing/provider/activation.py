"""credentials/authorize: signature activation data without a redirect (CSC API § 11.6).

Only for credentials that the signer confirms on a device of his own (`implicit`). A PIN or one-time password typed on a page of ours would pass
through our hands, and the signature would no longer be under the signer's sole control (Art. 26 (c) eIDAS): that mode is not offered.
"""

from collections.abc import Sequence
from typing import Any

from signing.provider.credentials import Credential
from signing.provider.encoding import standard
from signing.provider.oauth import SHA256_OID
from signing.provider.profile import ProviderProfile
from signing.provider.transport import Transport, text_of


def activation_data(
    transport: Transport, profile: ProviderProfile, token: str | None, credential: Credential, hashes: Sequence[tuple[bytes, str]]
) -> str:
    """SAD for exactly these hashes (for none in particular at SCAL 1); waits for the person."""
    asked: dict[str, Any] = {
        "credentialID": credential.id,
        "numSignatures": len(hashes),
        "description": "; ".join(label for _, label in hashes),
    }
    if profile.credential_scal == "2":
        asked["hash" if profile.is_version_1 else "hashes"] = [standard(digest) for digest, _ in hashes]
        if not profile.is_version_1:
            asked["hashAlgorithmOID"] = SHA256_OID
    return text_of(transport.call("credentials/authorize", asked, token, timeout_s=profile.activation_timeout_s).body, "SAD")
