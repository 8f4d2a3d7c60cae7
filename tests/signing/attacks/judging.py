"""A case's file, judged as the installation would and as anybody would."""

from collections.abc import Iterator, Mapping
from typing import Literal

from signing.validation import NO_REVOCATION_DATA, Expectation, ExpectedSigner, RevocationData, validate
from signing.verdict import Verdict, exit_code
from tests.signing.attacks.case import Case, Expected
from tests.signing.attacks.workshop import Workshop
from tests.signing.builders import FIELDS, JUDGED_AT, ZOE

__all__ = ["judged", "outcome", "sides"]

_ALONE: Mapping[str, ExpectedSigner] = {"signer-1": ZOE}


def judged(shop: Workshop, case: Case, pdf: bytes, side: Literal["ours", "foreign"]) -> Verdict:
    """The verdict two hours after everything was made."""
    expectation = _expectation(shop, case) if side == "ours" else None
    fetched = RevocationData(crls=tuple(shop.revocation_list(label) for label in ("qualified-ca", "root")))
    return validate(
        pdf,
        registry=case.registry(shop) if case.registry else shop.registry,
        at=JUDGED_AT,
        expectation=expectation,
        revocation=fetched if case.fetched else NO_REVOCATION_DATA,
    )


def outcome(verdict: Verdict) -> Expected:
    return Expected(exit_code(verdict), frozenset(code.value for code in verdict.codes))


def sides(case: Case) -> Iterator[tuple[Literal["ours", "foreign"], Expected]]:
    """The sides that the file has, with what is expected of each."""
    if case.ours is not None:
        yield "ours", case.ours
    if case.foreign is not None:
        yield "foreign", case.foreign


def _expectation(shop: Workshop, case: Case) -> Expectation:
    ours = shop.document
    match case.held:
        case "issued":
            return Expectation(ours.issued, ours.issued, FIELDS, finished=False)
        case "first":
            return Expectation(ours.issued, ours.first, FIELDS, finished=False)
        case "finished":
            return Expectation(ours.issued, ours.finished, FIELDS, finished=True)
        case "alone":
            return Expectation(shop.alone, shop.alone, _ALONE, finished=False)
        case "alone-finished":
            return Expectation(shop.alone, shop.alone_finished, _ALONE, finished=True)
