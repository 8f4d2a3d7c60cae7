"""What a signature is judged with: lists, instant, revocation evidence, and proofs of existence.

A proof of existence is a timestamp that holds: it shows that the bytes it covers existed then (ETSI EN 319 102-1 § 5.6.2). Timestamps are judged from the
last to the first, so that each is already proven by those after it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from signing.qualification.registry import TrustRegistry
from signing.validation.certificate import Certificate, Chain, ChainSearch, find_chain
from signing.validation.errors import AlgorithmTooWeak
from signing.validation.revocation import Evidence, RevocationState, RevocationStatus, revocation_need, revocation_status
from signing.verdict import ReasonCode, RevocationNeed, SubIndication

__all__ = ["ChainJudgement", "Circumstances", "Fault"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that keeps a signature or timestamp from passing.

    Attributes:
        passes_etsi: True if ETSI's own indication is not touched (qualification, names).
    """

    code: ReasonCode
    sub_indication: SubIndication | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ChainJudgement:
    """A certificate's chain and its state at the instant of use."""

    search: ChainSearch
    faults: tuple[Fault, ...]
    revocation: tuple[RevocationStatus, ...] = ()

    @property
    def chain(self) -> Chain | None:
        return self.search.chain


@dataclass(slots=True)
class Circumstances:
    """Shared by all signatures of one file.

    Attributes:
        at: instant of the verdict.
        known: certificates from the file.
        proofs: (end of the covered range, genTime) of timestamps that hold.
        needs: revocation data that is missing; filled while judging.
        seal_anchors: DER certificates whose seals the operator knows; they count for seals only, never for a person or a time.
    """

    registry: TrustRegistry
    at: datetime
    known: tuple[Certificate, ...]
    evidence: tuple[Evidence, ...]
    proofs: list[tuple[int, datetime]] = field(default_factory=list)
    needs: list[RevocationNeed] = field(default_factory=list)
    seal_anchors: tuple[bytes, ...] = ()

    def proven_at(self, position: int | None) -> datetime:
        """Earliest instant at which what ends at that offset is proven to have existed; the instant of the verdict if nothing proves it."""
        if position is None:
            return self.at
        return min((at for end, at in self.proofs if end >= position), default=self.at)

    def with_more(self, certificates: Iterable[Certificate], evidence: Iterable[Evidence]) -> "Circumstances":
        """The same, knowing also what one signature carries."""
        return Circumstances(
            self.registry,
            self.at,
            tuple(dict.fromkeys((*self.known, *certificates))),
            tuple(dict.fromkeys((*self.evidence, *evidence))),
            self.proofs,
            self.needs,
            self.seal_anchors,
        )

    def for_known_seals(self) -> "Circumstances":
        """The same; a chain may also end at an anchor of known seals."""
        return replace(self, registry=self.registry.with_anchors(self.seal_anchors))

    def judge_chain(
        self, certificate: Certificate, *, used_at: datetime, proves_time: bool, existed_at: datetime | None = None
    ) -> ChainJudgement:
        """Chain to a listed service, validity and revocation of each certificate below it, at the instant of use.

        Args:
            proves_time: it is a timestamping unit's. A revocation after use counts as well, unless its reason is harmless (RFC 3161 § 4); a list that
                has expired since, but was current at the instant of use, still vouches for it.
            existed_at: earliest instant at which what was made by its key is proven to have existed: a revocation after that harms nothing.
        """
        search = find_chain(certificate, self.known, self.registry)
        if search.chain is None and proves_time:
            search = find_chain(certificate, self.known, self.registry, as_of=used_at)
        if search.chain is None:
            return ChainJudgement(search, (self._no_chain(search),))
        faults: list[Fault] = []
        states: list[RevocationStatus] = []
        path = search.chain.path
        for position, item in enumerate(path[:-1] or path):
            if item.unprocessed_critical:
                faults.append(
                    Fault(
                        ReasonCode.CHAIN_UNTRUSTED,
                        SubIndication.CHAIN_CONSTRAINTS_FAILURE,
                        f"critical extension {min(item.unprocessed_critical)}",
                    )
                )
            if len(path) == 1 and proves_time:
                continue  # the unit itself is listed: its list status at the time counts, not its certificate's dates
            if not item.valid_at(used_at):
                sub = SubIndication.NOT_YET_VALID if used_at < item.not_before else SubIndication.OUT_OF_BOUNDS_NO_POE
                faults.append(
                    Fault(ReasonCode.CERTIFICATE_EXPIRED, sub, f"{item.not_before:%Y-%m-%d} … {item.not_after:%Y-%m-%d}")
                )
            elif len(path) > 1:
                state = self._revocation(item, path[position + 1], used_at)
                states.append(state)
                faults.extend(
                    self._revocation_faults(state, item, path[position + 1], existed_at=existed_at if proves_time else used_at)
                )
        return ChainJudgement(search, tuple(faults), tuple(states))

    def unvouched(self, certificates: Iterable[Certificate], signer: Certificate) -> Fault | None:
        """A CMS structure's certificates are not signed by it. One whose issuer is at hand and did not make it has been changed.

        One whose issuer is nowhere at hand (a cross-certificate, an intermediate without its root) is of no use, and no harm: nothing is believed on its word.
        """
        embedded = tuple(certificates)
        for item in embedded:
            if item == signer or self._is_listed(item):
                continue
            at_hand = dict.fromkeys((*embedded, *self.known))
            issuers = [other for other in at_hand if other.subject_key == item.issuer_key]
            issuers += [Certificate(der) for service in self.registry.named(item.issuer) for der in service.certificates]
            renamed = item.issuer_key_identifier is not None and any(
                other.key_identifier == item.issuer_key_identifier for other in at_hand if other != item
            )
            try:
                if (issuers or renamed) and not any(item.issued_by(issuer) for issuer in issuers):
                    return Fault(
                        ReasonCode.CONTENT_CHANGED, SubIndication.FORMAT_FAILURE, "an embedded certificate that nobody issued"
                    )
            except AlgorithmTooWeak:
                continue  # an old root, signed by itself with SHA-1: of no use, and no harm
        return None

    def _is_listed(self, certificate: Certificate) -> bool:
        return any(certificate.der in service.certificates for service in self.registry.named(certificate.subject))

    def _no_chain(self, search: ChainSearch) -> Fault:
        """No listed issuer: untrusted if all lists were asked; undecided if the issuer may stand on one that cannot be relied on."""
        if search.too_weak is not None:
            return Fault(ReasonCode.ALGORITHM_TOO_WEAK, SubIndication.CRYPTO_CONSTRAINTS_FAILURE, search.too_weak)
        missing = self.registry.unavailable
        if missing and (search.unavailable or search.broken is None):
            # the list that knows the issuer if there is one; else it may be any of them. A bad list of lists takes all down
            meant = [status for status in missing if status.territory in search.unavailable | {"EU"}]
            detail = ", ".join(f"{status.territory} {status.state}" for status in (meant if search.unavailable else missing))
            return Fault(ReasonCode.LISTS_UNAVAILABLE, SubIndication.NO_CERTIFICATE_CHAIN_FOUND, detail)
        if search.refused is not None:
            return Fault(ReasonCode.CHAIN_UNTRUSTED, SubIndication.CHAIN_CONSTRAINTS_FAILURE, search.refused)
        return Fault(ReasonCode.CHAIN_UNTRUSTED, SubIndication.NO_CERTIFICATE_CHAIN_FOUND, search.broken or "")

    def _revocation(self, certificate: Certificate, issuer: Certificate, used_at: datetime) -> RevocationStatus:
        return revocation_status(certificate, issuer, self.evidence, at=used_at, proven_at=self.proven_at)

    def _revocation_faults(
        self, state: RevocationStatus, certificate: Certificate, issuer: Certificate, *, existed_at: datetime | None
    ) -> Iterable[Fault]:
        if state.state is RevocationState.REVOKED:
            # a hold may be lifted: ETSI EN 319 102-1 § 5.2.6.4 calls it TRY_LATER; who signs by a suspended certificate has not signed
            sub = SubIndication.TRY_LATER if state.on_hold else SubIndication.REVOKED
            yield Fault(ReasonCode.CERTIFICATE_REVOKED, sub, f"{state.revoked_at:%Y-%m-%dT%H:%M:%SZ}")
        elif state.state is RevocationState.UNKNOWN:
            for asked in (certificate, *state.responders):
                need = revocation_need(asked, issuer)
                if need is not None and need not in self.needs:
                    self.needs.append(need)
            yield Fault(ReasonCode.REVOCATION_UNKNOWN, SubIndication.TRY_LATER, state.remark)
        elif state.revoked_at is not None and not state.harmless and (existed_at is None or existed_at >= state.revoked_at):
            yield Fault(ReasonCode.CERTIFICATE_REVOKED, SubIndication.REVOKED_NO_POE, f"{state.revoked_at:%Y-%m-%dT%H:%M:%SZ}")
