"""Everything a decision may rest on, from the database only: no archive and no network on this path.

All sources are asked at once; only if one of them does not answer, each is asked apart, so that the decision can say which is silent.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from service.domain.authority import Facts, FactSource, RepresentationFacts, SignatureFacts
from service.domain.document import PowerOfAttorneyDocument
from service.domain.emergency_case import EmergencyCase
from service.domain.errors import Unavailable
from service.domain.power_of_attorney import PowerOfAttorney
from service.domain.representation import representation_proof
from service.domain.reseller import Reseller
from service.use_cases.own_interest import own_interest
from service.use_cases.ports import Tools
from service.use_cases.repositories import Work

log = logging.getLogger(__name__)
# A source answers in milliseconds; one that takes so long holds somebody on the telephone.
PATIENCE = timedelta(seconds=3)
T = TypeVar("T")


class Sources:
    """Asks; `apart`: each source for itself, and who is silent is remembered. The default stands in for what nobody said."""

    def __init__(self, work: Work, *, apart: bool) -> None:
        self._work, self._apart = work, apart
        self.silent: set[FactSource] = set()

    def ask(self, source: FactSource, question: Callable[[], T], default: T) -> T:
        if not self._apart:
            return question()
        try:
            with self._work.apart(PATIENCE):
                return question()
        except UnicodeError:  # what was asked cannot be looked up at all: the caller's fault, no source's
            raise
        except (Unavailable, ValueError, TypeError, KeyError) as error:  # silent, or what it keeps cannot be read
            log.error("fact source %s does not answer: %s", source.value, type(error).__name__)
            self.silent.add(source)
            return default


def gather_facts(
    work: Work, tools: Tools, *, customer_no: str, end_customer: str | None, email: str | None, at: datetime
) -> Facts:
    """What is known as of `at`; what could not be asked is named in `sources_unavailable`.

    Args:
        email: of the person who is to act; None: a system.

    Raises:
        Unavailable: the database itself is away: nothing could be stored either.
    """
    try:
        with work.apart(PATIENCE):
            return _gathered(work, Sources(work, apart=False), tools, customer_no, end_customer, email, at)
    except UnicodeError:
        raise
    except (Unavailable, ValueError, TypeError, KeyError):
        return _gathered(work, Sources(work, apart=True), tools, customer_no, end_customer, email, at)


def _gathered(
    work: Work, sources: Sources, tools: Tools, customer_no: str, ref: str | None, email: str | None, at: datetime
) -> Facts:
    ask, sandbox = sources.ask, tools.policy.sandbox
    nothing: tuple[Reseller | None, PowerOfAttorney | None, PowerOfAttorneyDocument | None] = (None, None, None)
    reseller, power, document = ask(FactSource.DATABASE, lambda: _ground(work, customer_no, at), nothing)
    if reseller is None:
        return Facts(reseller=None, sandbox=sandbox, sources_unavailable=frozenset(sources.silent))
    id = reseller.id
    case = ask(FactSource.EMERGENCY_CASES, lambda: relevant_case(work.emergency_cases.of(id), at), None)
    customer = ask(FactSource.END_CUSTOMERS, lambda: work.end_customers.find(id, ref) if ref else None, None)
    known = Facts(
        reseller=id,
        grantor_name=reseller.grantor.name,
        hoster_name=(tools.policy.hoster or reseller.hoster).name,
        power_of_attorney=power,
        document=document,
        signature=ask(FactSource.SIGNATURES, lambda: _signature_facts(work, document), None),
        representation=ask(FactSource.REGISTER, lambda: _representation(work, reseller, power), None),
        archive_verified=_archive_verified(document),
        case=case,
        end_customer=customer,
        end_customer_objected=ask(
            FactSource.END_CUSTOMERS, lambda: bool(ref and work.customer_objections.objected(id, ref)), False
        ),
        first_contact_done=ask(
            FactSource.CONTACT_LOG, lambda: bool(case and ref and work.decisions.notice_given(case.id, ref)), False
        ),
        contacts_in_last_days=ask(
            FactSource.CONTACT_LOG, lambda: work.decisions.contacts_since(id, ref, at - timedelta(days=7)) if ref else 0, 0
        ),
        own_interest=ask(FactSource.PARTIES, lambda: own_interest(work, id, email, customer), None),
        sources_unavailable=frozenset(),
        sandbox=sandbox,
    )
    return replace(known, sources_unavailable=frozenset(sources.silent))


def _ground(
    work: Work, customer_no: str, at: datetime
) -> tuple[Reseller | None, PowerOfAttorney | None, PowerOfAttorneyDocument | None]:
    reseller = work.resellers.by_customer_no(customer_no)
    power = relevant_power(work.powers_of_attorney.of(reseller.id), at) if reseller else None
    return reseller, power, work.documents.of(power.id) if power else None


def _representation(work: Work, reseller: Reseller, power: PowerOfAttorney | None) -> RepresentationFacts | None:
    if power is None:
        return None
    proof = representation_proof(
        reseller.grantor,
        work.register_extracts.of(reseller.id),
        declared_at=power.declared_at,
        all_partners_declared=power.accepted_at is not None,
    )
    return RepresentationFacts(proven=proof.proven, stale=proof.stale)


def relevant_power(known: Sequence[PowerOfAttorney], at: datetime) -> PowerOfAttorney | None:
    """The one in effect at the instant, else the live one, else the newest."""
    in_effect = [
        power
        for power in known
        if power.effective_at is not None and power.effective_at <= at and (power.ended_at is None or at < power.ended_at)
    ]
    live = [power for power in known if power.is_live]
    return next(iter([*in_effect, *live, *known]), None)


def relevant_case(known: Sequence[EmergencyCase], at: datetime) -> EmergencyCase | None:
    """The one that was open at the instant, else the open one, else the newest."""
    return next(iter([*(one for one in known if one.was_open(at)), *(one for one in known if one.is_open), *known]), None)


def _signature_facts(work: Work, document: PowerOfAttorneyDocument | None) -> SignatureFacts | None:
    verdict: Mapping[str, object] | None = work.documents.verdict(document.id) if document else None
    if verdict is None:
        return None
    signatures = verdict.get("signatures")
    found = signatures if isinstance(signatures, list) else []
    return SignatureFacts(verdict=str(verdict.get("verdict")), signers=tuple(str(one.get("signer")) for one in found))


def _archive_verified(document: PowerOfAttorneyDocument | None) -> bool | None:
    """Read back and hashed when it was archived; a later failure suspends the Vollmacht (INTEGRITY)."""
    if document is None or document.archive is None:
        return None
    return document.archive.sha256 == document.accepted_sha256
