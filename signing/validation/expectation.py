"""What the caller knows about a file before it is judged. Plain values, nothing of the service."""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["NO_REVOCATION_DATA", "Expectation", "ExpectedSigner", "Limits", "RevocationData"]


@dataclass(frozen=True, slots=True)
class ExpectedSigner:
    """Who is to sign one field.

    Attributes:
        birth_name: None if none is known.
        confirmed_certificate: SHA-256 of the certificate of which two persons have confirmed that its almost right name means this signer; None: of none.
        title: e.g. "Dr."; "" if none. It never decides: certificates carry it or not.
    """

    given_name: str
    surname: str
    birth_name: str | None = None
    title: str = ""
    confirmed_certificate: str | None = None

    @property
    def display_name(self) -> str:
        return " ".join(part for part in (self.title, self.given_name, self.surname) if part)


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a file that the service issued must be.

    Attributes:
        issued: bytes of revision 0.
        accepted: bytes of the last accepted revision; equal to `issued` before the first signature.
        signers: field name → who is to sign it; exactly the fields of the issued file.
        finished: the file is to be complete: every field signed, and a document timestamp over the entire file. False when one received
            signature is judged on top of `accepted`: open fields and a missing seal are then no reasons.
    """

    issued: bytes
    accepted: bytes
    signers: Mapping[str, ExpectedSigner]
    finished: bool


@dataclass(frozen=True, slots=True)
class RevocationData:
    """Revocation data the parent process fetched, DER each.

    Attributes:
        ocsps: OCSPResponse (RFC 6960 § 4.2.1), not BasicOCSPResponse.
    """

    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()


NO_REVOCATION_DATA = RevocationData()


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds inside the confined child; the confinement itself (memory, CPU, wall time) stands around them.

    Attributes:
        file_bytes: larger files are not opened.
        stream_bytes: what one stream may expand to.
        objects: what one cross-reference stream may announce, if the file needs a lenient reader.
    """

    file_bytes: int = 50_000_000
    signatures: int = 50
    revisions: int = 100
    stream_bytes: int = 64_000_000
    objects: int = 500_000
