"""Errors inside a verdict; none leaves `signing.validation.validate`, each becomes a reason.

ValidationError
├── Unreadable          the file cannot be judged at all (no PDF, encrypted, cannot be parsed, beyond a limit)
├── SignatureMalformed  one signature cannot be read
└── AlgorithmTooWeak    a digest, key or signature algorithm we do not accept (SOG-IS, TS 119 312)
"""

from signing.verdict import ReasonCode

__all__ = ["UNEXPECTED", "AlgorithmTooWeak", "SignatureMalformed", "Unreadable", "ValidationError"]

UNEXPECTED = (Exception,)
"""What a broken file makes a PDF reader raise: measured so far AssertionError, KeyError, ValueError, decimal.InvalidOperation, RecursionError and eight more.
No list of them is ever complete, and each means the same: not readable."""


class ValidationError(Exception):
    """Root of this package's errors."""


class Unreadable(ValidationError):
    """The file as a whole cannot be judged."""

    def __init__(self, code: ReasonCode, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class SignatureMalformed(ValidationError):
    """A signature's structure is not what the norm says; the message says where."""


class AlgorithmTooWeak(ValidationError):
    """The message names the algorithm."""
