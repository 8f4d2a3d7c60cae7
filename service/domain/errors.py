"""What can go wrong, named after the fact. HTTP status and exit code follow from the kind, in one table each.

ServiceError
├── NotFound             there is no such thing, or it is another tenant's
├── Forbidden            the actor's role does not allow it
├── Conflict             the thing is in another state than the act needs
├── CallbackRefused      a redirect's answer that is forged, foreign or another issuer's
├── InputRefused         what was handed in breaks a rule; carries all faults
└── Unavailable          a needed service is away; try again
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input.

    Attributes:
        path: JSON path of the field, `$.representatives[0].surname`; a missing or unknown field's path ends in its name.
        code: stable, SCREAMING_SNAKE_CASE.
        text: German sentence: what is wrong and what to do.
    """

    path: str
    code: str
    text: str


class ServiceError(Exception):
    """Root of every error of the service.

    Attributes:
        code: stable, kebab-case; the `code` of the problem document.
        text: German sentence for people: what is wrong and what to do. Ids, never names.
    """

    code: ClassVar[str] = "service-error"

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class NotFound(ServiceError):
    code = "not-found"

    def __init__(self, text: str = "Das gibt es hier nicht.") -> None:
        super().__init__(text)


class Forbidden(ServiceError):
    code = "forbidden"


class Conflict(ServiceError):
    code = "conflict"


class CallbackRefused(ServiceError):
    """Nothing was changed; whoever sent it learns nothing."""

    code = "unknown-callback"


class Unavailable(ServiceError):
    code = "unavailable"


class InputRefused(ServiceError):
    """The input breaks rules; nothing was changed."""

    code = "input-refused"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("Die Eingabe wurde abgelehnt, nichts wurde geändert.")
        self.faults = tuple(faults)


class WrongState(Conflict):
    """The act does not fit the state the thing is in."""

    code = "wrong-state"


class FourEyesRequired(Forbidden):
    """Requester, approver and last editor of the evidence must be different people."""

    code = "four-eyes-required"


class SignatureRefused(Conflict):
    """A received signature was judged and not accepted; carries the verdict's reason codes."""

    code = "signature-refused"

    def __init__(self, reasons: Sequence[tuple[str, str]]) -> None:
        super().__init__(" ".join(text for _, text in reasons) or "Die Signatur wurde nicht angenommen.")
        self.reasons = tuple(reasons)


class MailRejected(Conflict):
    """The recipient's mail server refuses this letter for good. The text is an SMTP status, nothing personal."""

    code = "mail-rejected"


class ArchiveChecksumMismatch(Conflict):
    """The archived bytes are not those that were stored."""

    code = "archive-checksum-mismatch"


class TimestampUnavailable(Unavailable):
    """No timestamp authority answers: the document waits as AWAITING_TIMESTAMP."""

    code = "timestamp-unavailable"


class SigningPaused(Unavailable):
    """Nobody is asked to sign: what is signed now could be lost, or its times contradict each other. The text says why."""

    code = "signing-paused"


class SigningFailed(Conflict):
    """The signing leg ended without a signature.

    Attributes:
        cause: a `signature_request.FailureCause` value.
    """

    code = "signing-failed"

    def __init__(self, cause: str, text: str) -> None:
        super().__init__(text)
        self.cause = cause
