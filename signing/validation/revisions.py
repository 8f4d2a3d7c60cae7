"""Files of ours: what each revision after the issued one changed.

Stub that is replaced below."""

from collections.abc import Iterator

from signing.validation.circumstances import Fault
from signing.validation.expectation import Expectation
from signing.validation.signed_file import SignedFile


def revision_faults(file: SignedFile, expectation: Expectation) -> Iterator[Fault]:
    return iter(())
