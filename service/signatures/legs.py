"""What survives between the legs of one signature, as JSON in the signature request."""

import base64
import json
from dataclasses import dataclass
from typing import Any

from signing.data_to_sign import PreparedSignature
from signing.provider import Credential
from signing.provider.signatures import Access


@dataclass(frozen=True, slots=True)
class Legs:
    """Codes are redeemed once, tokens live minutes, and go once the value is here.

    Attributes:
        verifier: PKCE, of the redirect under way.
        service_token: needed beside the credential's own where the provider signs with SAD.
        access: after the consent: what opens signHash.
        response_id: of a signature the provider makes in its own time.
        value: the signature value itself.
    """

    verifier: str = ""
    credential: Credential | None = None
    prepared: PreparedSignature | None = None
    service_token: str | None = None
    access: Access | None = None
    response_id: str = ""
    value: bytes | None = None

    def consented(self) -> tuple[Access, Credential, PreparedSignature]:
        assert self.access is not None  # noqa: S101 - AUTHORISED has been through `resume` or `begin`
        assert self.credential is not None  # noqa: S101
        assert self.prepared is not None  # noqa: S101
        return self.access, self.credential, self.prepared

    def fetched(self) -> tuple[Credential, PreparedSignature, bytes]:
        assert self.value is not None  # noqa: S101 - STAMPING has been through `fetch`
        assert self.credential is not None  # noqa: S101
        assert self.prepared is not None  # noqa: S101
        return self.credential, self.prepared, self.value

    def dumps(self) -> bytes:
        value: dict[str, Any] = {
            "verifier": self.verifier,
            "service_token": self.service_token,
            "response_id": self.response_id,
            "value": None if self.value is None else _text(self.value),
        }
        if (credential := self.credential) is not None:
            value["credential"] = [credential.id, [_text(der) for der in credential.chain], credential.signature_algorithm]
        if (prepared := self.prepared) is not None:
            value["prepared"] = [
                _text(prepared.revision),
                prepared.contents_start,
                prepared.contents_end,
                _text(prepared.document_digest),
                _text(prepared.signed_attributes),
            ]
        if (access := self.access) is not None:
            value["access"] = [access.bearer, access.activation]
        return json.dumps(value).encode()

    @classmethod
    def loads(cls, content: bytes) -> "Legs":
        value = json.loads(content)
        credential = prepared = None
        if "credential" in value:
            id, chain, algorithm = value["credential"]
            credential = Credential(id, tuple(base64.b64decode(der) for der in chain), algorithm)
        if "prepared" in value:
            revision, start, end, digest, attributes = value["prepared"]
            prepared = PreparedSignature(
                base64.b64decode(revision), start, end, base64.b64decode(digest), base64.b64decode(attributes)
            )
        signed = value.get("value")
        return cls(
            verifier=value["verifier"],
            credential=credential,
            prepared=prepared,
            service_token=value.get("service_token"),
            access=Access(*value["access"]) if "access" in value else None,
            response_id=value.get("response_id", ""),
            value=None if signed is None else base64.b64decode(signed),
        )


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
