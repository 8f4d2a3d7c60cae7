"""What can go wrong when a signature is made. Judging has its own trees (validation/errors.py, qualification/errors.py).

SigningError
├── ProviderError             the trust service provider
│   ├── ProviderUnavailable     does not answer, or answers 5xx: try again, nothing is lost
│   ├── ProviderRefused         says no, in the protocol's own words
│   │   ├── SignerDeclined        the person pressed "refuse"
│   │   ├── AuthorisationExpired  code or token too old, or used
│   │   └── NoCredential          the person has none that may sign
│   ├── ProviderProtocolError   answers what the protocol does not allow
│   └── SignatureLost           it may have signed, but its answer was lost and it does not give it again
├── ProfileFaulty             a provider's file cannot be used; carries every fault
├── TimestampError            no timestamp authority gave a token that holds
├── RevocationUnavailable     a CRL or OCSP response could not be had
├── FetchRefused              an address we do not ask: private, wrong scheme, too large, redirected
├── DocumentError             the PDF cannot take this signature
├── SealUnusable              the hoster's seal: its key cannot be read or does not answer
└── SignatureDoesNotMatch     the value does not verify with the certificate's key
"""

from collections.abc import Sequence
from enum import StrEnum


class SigningError(Exception):
    """Root of everything this package raises on purpose."""

    code = "signing-error"


class ProviderError(SigningError):
    code = "provider-error"


class ProviderUnavailable(ProviderError):
    code = "provider-unavailable"


class ProviderRefused(ProviderError):
    """`error` is the protocol's error code."""

    code = "provider-refused"

    def __init__(self, error: str, description: str = "") -> None:
        super().__init__(f"{error}: {description}" if description else error)
        self.error = error


class SignerDeclined(ProviderRefused):
    code = "signer-declined"


class AuthorisationExpired(ProviderRefused):
    code = "authorisation-expired"


class NoCredential(ProviderRefused):
    code = "no-credential"


class ProviderProtocolError(ProviderError):
    code = "provider-protocol-error"


class SignatureLost(ProviderError):
    code = "signature-lost"


class ProfileFaulty(SigningError):
    """`faults`: one sentence each, the key first."""

    code = "profile-faulty"

    def __init__(self, name: str, faults: Sequence[str]) -> None:
        super().__init__(f"provider {name}: " + " ".join(faults))
        self.name, self.faults = name, tuple(faults)


class TimestampError(SigningError):
    code = "timestamp-error"


class RevocationUnavailable(SigningError):
    code = "revocation-unavailable"


class FetchRefused(SigningError):
    code = "fetch-refused"


class DocumentError(SigningError):
    code = "document-error"


class SealFault(StrEnum):
    """What keeps the seal from working; each has a remedy of its own."""

    FILE_UNREADABLE = "FILE_UNREADABLE"
    PASSWORD_WRONG = "PASSWORD_WRONG"  # noqa: S105 - the name of a fault
    KEY_UNFIT = "KEY_UNFIT"
    MODULE_MISSING = "MODULE_MISSING"
    TOKEN_NOT_FOUND = "TOKEN_NOT_FOUND"  # noqa: S105 - the name of a fault
    PIN_UNREADABLE = "PIN_UNREADABLE"
    PIN_WRONG = "PIN_WRONG"
    PIN_LOCKED = "PIN_LOCKED"
    KEY_NOT_FOUND = "KEY_NOT_FOUND"
    CERTIFICATE_MISSING = "CERTIFICATE_MISSING"
    CERTIFICATE_OF_ANOTHER_KEY = "CERTIFICATE_OF_ANOTHER_KEY"
    NO_ANSWER = "NO_ANSWER"

    @property
    def may_heal(self) -> bool:
        """A token that is away may come back by itself."""
        return self in {SealFault.TOKEN_NOT_FOUND, SealFault.NO_ANSWER}


class SealUnusable(SigningError):
    """`fault` says which of the things that can be wrong it is; the text never holds a PIN or password."""

    code = "seal-unusable"

    def __init__(self, fault: SealFault, text: str) -> None:
        super().__init__(text)
        self.fault = fault


class SignatureDoesNotMatch(SigningError):
    code = "signature-does-not-match"
