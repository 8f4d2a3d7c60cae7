"""Judge a file: in the limited child, twice if revocation data had to be fetched in between by us, the parent."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from service.confinement import Completed, Outcome, OutOfMemory, TimedOut
from service.domain.errors import Unavailable
from service.signatures.confined import warm_up
from service.use_cases.ports import Expectation, Judgement
from signing.fetching import Fetcher
from signing.qualification.determination import is_qualified_timestamp_service
from signing.qualification.errors import TrustedListError
from signing.qualification.listed import issuer_of, services_behind
from signing.qualification.mirror import anchors_of, load_mirror
from signing.report import text_lines, verify_json
from signing.revocation_data import fetch_revocation
from signing.validation import NO_REVOCATION_DATA, RevocationData
from signing.verdict import Overall, Reason, ReasonCode, RevocationNeed, Verdict
from signing.verdict_json import from_json, needs_from_json

Confined = Callable[[Sequence[bytes], dict[str, Any]], Outcome]


@dataclass(frozen=True, slots=True)
class ListsInUse:
    """The mirror folder of trusted lists, its anchor, and where the parsed registry is kept.

    Attributes:
        url: where the list of lists is fetched from; None: the folder is somebody else's to renew.
        seal_anchors: PEM, issuers whose seals are known beside the qualified ones of the lists.
    """

    mirror: Path
    anchor: Path
    cache: Path
    url: str | None = None
    seal_anchors: Path | None = None


class Judge:
    """The judging half of `ports.Signatures`.

    Args:
        confined: runs `confined.judge_file` in the limited child.
        fetcher: None: offline, missing revocation data stays missing.
    """

    def __init__(self, confined: Confined, lists: ListsInUse, *, fetcher: Fetcher | None, sandbox: bool) -> None:
        self._confined, self._lists, self._fetcher, self._sandbox = confined, lists, fetcher, sandbox
        self._cached: int | None = None

    def judge(self, pdf: bytes, expectation: Expectation | None, *, at: datetime) -> Judgement:
        verdict = self.verdict(pdf, expectation, at=at)
        id = str(expectation.power_of_attorney) if expectation else None
        times = [one.signed_at for one in verdict.signatures if one.newly_signed and one.signed_at is not None]
        as_json = verify_json(verdict, sandbox=self._sandbox, power_of_attorney_id=id)
        return Judgement(
            verdict=verdict.overall.value,
            complete=verdict.complete,
            reasons=tuple((reason["code"], reason["text"]) for reason in as_json["reasons"]),
            newly_signed=verdict.newly_signed,
            signed_at=max(times, default=None),
            as_json=as_json,
            lines=tuple(text_lines(verdict)),
            renew_by=max((one.holds_until for one in verdict.timestamps if one.whole_file and one.holds_until), default=None),
        )

    def verdict(self, pdf: bytes, expectation: Expectation | None, *, at: datetime) -> Verdict:
        """The typed verdict, for reports that need more than the fixed shape."""
        self._keep_registry(at)
        if self._fetcher is None:
            return self._judged(pdf, expectation, at, NO_REVOCATION_DATA)
        outcome = self._asked(pdf, expectation, at, NO_REVOCATION_DATA, needs_first=True)
        if isinstance(outcome, Completed) and "overall" not in outcome.result:
            fetched = fetch_revocation(needs_from_json(outcome.result["revocation_needs"]), self._fetcher)
            return self._judged(pdf, expectation, at, fetched)
        return _read(outcome, pdf, at, issued_here=expectation is not None)

    def needs(self, pdf: bytes, *, at: datetime, given: RevocationData = NO_REVOCATION_DATA) -> tuple[RevocationNeed, ...]:
        """Certificates that the given data says nothing of, whatever the file itself carries.

        Raises:
            Unavailable: the child did not answer; that nothing is missing would be a guess.
        """
        self._keep_registry(at)
        outcome = self._asked(pdf, None, at, given, all_needs=True)
        if not isinstance(outcome, Completed):
            raise Unavailable(f"Das Dokument ließ sich gerade nicht prüfen ({type(outcome).__name__}); es wartet.")
        return needs_from_json(outcome.result["revocation_needs"])

    def lists_timestamp(self, certificates: Sequence[bytes], at: datetime) -> bool:
        """Whether a listed qualified authority may stand behind a token with these certificates (DER); where a list is missing, it may."""
        try:
            registry = load_mirror(self._lists.mirror, self._lists.anchor.read_bytes(), at=at, cache=self._lists.cache)
            named = [
                service for der in certificates for service in registry.named(issuer_of(der))
            ]  # the issuer may not be in the token
            services = [*services_behind(registry, certificates), *named]
        except (OSError, ValueError, TrustedListError):
            return True
        return bool(registry.unavailable) or is_qualified_timestamp_service(services, at=at)

    def _judged(self, pdf: bytes, expectation: Expectation | None, at: datetime, revocation: RevocationData) -> Verdict:
        outcome = self._asked(pdf, expectation, at, revocation)
        return _read(outcome, pdf, at, issued_here=expectation is not None)

    def _asked(
        self,
        pdf: bytes,
        expectation: Expectation | None,
        at: datetime,
        revocation: RevocationData,
        *,
        all_needs: bool = False,
        needs_first: bool = False,
    ) -> Outcome:
        parameters = {
            **self._parameters(at),
            "signers": _signers(expectation),
            "finished": expectation is not None and expectation.finished,
            "crls": len(revocation.crls),
            "all_needs": all_needs,
            "needs_first": needs_first,
            "seal_anchors": [der.hex() for der in _anchors(self._lists.seal_anchors)],
        }
        ours = (expectation.issued, expectation.accepted) if expectation else ()
        return self._confined((pdf, *ours, *revocation.crls, *revocation.ocsps), parameters)

    def _parameters(self, at: datetime) -> dict[str, Any]:
        return {
            "at": at.isoformat(),
            "lists": str(self._lists.mirror),
            "anchor": str(self._lists.anchor),
            "cache": str(self._lists.cache),
        }

    def _keep_registry(self, at: datetime) -> None:
        """Lists renewed since the last file are parsed here: the child could not keep them."""
        try:
            stamp = (self._lists.mirror / "index.json").stat().st_mtime_ns
            if stamp != self._cached:
                warm_up((), self._parameters(at))
                self._cached = stamp
        except (OSError, TrustedListError) as error:
            raise Unavailable(f"Die Vertrauenslisten in {self._lists.mirror} sind nicht lesbar: {error}") from error


def exit_status(judged: Judgement) -> int:
    """Exit status of `verify`."""
    return {"VALID": 0, "INVALID": 1, "INDETERMINATE": 2, "UNREADABLE": 3}[judged.verdict]


def _anchors(file: Path | None) -> tuple[bytes, ...]:
    if file is None:
        return ()
    try:
        return anchors_of(file.read_bytes())
    except (OSError, TrustedListError) as error:
        raise Unavailable(f"VOLLMACHT_SEAL_ANCHORS {file} cannot be read as PEM certificates.") from error


def _signers(expectation: Expectation | None) -> dict[str, list[str | None]] | None:
    if expectation is None:
        return None
    people = {signer.field: signer.representative for signer in expectation.signers}
    return {
        field: [person.given_name, person.surname, person.birth_name, person.title or "", expectation.confirmed.get(field)]
        for field, person in people.items()
    }


def _read(outcome: Outcome, pdf: bytes, at: datetime, *, issued_here: bool) -> Verdict:
    """The child's verdict. A file that broke its limits is unreadable, never an error of ours."""
    if isinstance(outcome, Completed):
        return from_json(outcome.result)
    exceeded = isinstance(outcome, TimedOut | OutOfMemory)
    reason = Reason(ReasonCode.LIMIT_EXCEEDED if exceeded else ReasonCode.MALFORMED, None, type(outcome).__name__)
    unread = Verdict(hashlib.sha256(pdf).hexdigest(), Overall.UNREADABLE, False, issued_here, at)
    return replace(unread, reasons=(reason,))
