"""What a signer can sign with: credentials/list and credentials/info (CSC API 1.0.4 § 11.4–5, 2.x § 11.4–5)."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509

from signing.errors import NoCredential, ProviderProtocolError
from signing.provider.profile import ProviderProfile
from signing.provider.transport import Transport

_MOST_LOOKED_AT = 20
_GOOD = frozenset({"valid", "", None})


@dataclass(frozen=True, slots=True)
class Credential:
    """What a signer can sign with.

    Attributes:
        chain: DER certificates, the signer's first.
        signature_algorithm: OID chosen from what key and profile allow.
    """

    id: str
    chain: tuple[bytes, ...]
    signature_algorithm: str


@dataclass(frozen=True, slots=True)
class DescribedCredential:
    """credentials/info, read. `why_not`: why it cannot sign here; None: it can."""

    id: str
    chain: tuple[bytes, ...]
    algorithms: tuple[str, ...]
    scal: str
    multisign: int | None
    mode: str
    chosen: str | None
    why_not: str | None


class CredentialReader:
    """Args: clock: expired certificates are passed over."""

    def __init__(self, profile: ProviderProfile, transport: Transport, clock: Callable[[], datetime]) -> None:
        self._profile, self._transport, self._clock = profile, transport, clock

    def first_usable(self, token: str | None, *, user: str = "", prefer: Callable[[bytes], bool] = lambda _: False) -> Credential:
        """The signer's first credential that can sign here; one whose certificate (DER) `prefer` likes before others.

        Raises:
            NoCredential: none, or none that is enabled and fits.
        """
        usable = []
        for id in self.ids(token, user=user)[:_MOST_LOOKED_AT]:
            found = self.described(token, id)
            if found.why_not is None and found.chosen is not None:
                usable.append(Credential(found.id, found.chain, found.chosen))
                if prefer(found.chain[0]):
                    return usable[-1]
        if not usable:
            raise NoCredential("no-credential", "the signer has no credential that can sign here")
        return usable[0]

    def ids(self, token: str | None, *, user: str = "") -> list[str]:
        asked: dict[str, Any] = {} if self._profile.is_version_1 else self._detailed()
        if user:
            asked["userID"] = user
        listed = self._transport.call("credentials/list", asked | self._client_data(), token).body.get("credentialIDs")
        return [str(id) for id in listed] if isinstance(listed, list) else []

    def described(self, token: str | None, id: str) -> DescribedCredential:
        """Raises ProviderProtocolError: what is needed is missing."""
        asked = {"credentialID": id} | self._detailed() | self._client_data()
        return self._read(id, self._transport.call("credentials/info", asked, token).body)

    def _detailed(self) -> dict[str, Any]:
        asked: dict[str, Any] = {"certificates": "chain"}
        if self._profile.certificate_information:
            asked["certInfo"] = True
        return asked if self._profile.is_version_1 else asked | {"authInfo": True}

    def _client_data(self) -> dict[str, Any]:
        return {} if self._profile.client_data is None else {"clientData": self._profile.client_data}

    def _read(self, id: str, body: Mapping[str, Any]) -> DescribedCredential:
        try:
            key, certificate = body["key"], body["cert"]
            algorithms = tuple(str(one) for one in key["algo"])
            chain = tuple(base64.b64decode(each, validate=True) for each in certificate["certificates"])
            key_status, status = key.get("status", "enabled"), certificate.get("status")
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ProviderProtocolError("credentials/info is incomplete") from error
        chosen = next((oid for oid in self._profile.signature_algorithms if oid in algorithms), None)
        why_not = None
        if key_status != "enabled":
            why_not = f"its key is {key_status}"
        elif status not in _GOOD:
            why_not = f"its certificate is {status}"
        elif not chain:
            why_not = "it has no certificate"
        elif chosen is None:
            why_not = f"its key can {', '.join(algorithms) or 'nothing'}, none of which the profile allows"
        else:
            why_not = self._unfit(chain[0])
        authorisation = body.get("auth")
        mode = authorisation.get("mode") if isinstance(authorisation, dict) else body.get("authMode")
        multisign = body.get("multisign")
        return DescribedCredential(
            id,
            chain,
            algorithms,
            str(body.get("SCAL", "1")),
            multisign if isinstance(multisign, int) else None,
            str(mode or ""),
            chosen,
            why_not,
        )

    def _unfit(self, der: bytes) -> str | None:
        """Why no person signs with this certificate; one that cannot be read is left to the signature to fail on."""
        try:
            certificate = x509.load_der_x509_certificate(der)
            if certificate.not_valid_after_utc <= self._clock():
                return "its certificate has expired"
            constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        except (ValueError, x509.ExtensionNotFound):
            return None
        return "its certificate is an authority's" if constraints.ca else None
