"""Find resellers, and see one with all that hangs on him."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.access import Actor, Role
from service.domain.customer_notice import CustomerNotice
from service.domain.emergency_case import EmergencyCase
from service.domain.emergency_contact import EmergencyContact
from service.domain.emergency_report import EmergencyReport
from service.domain.errors import NotFound
from service.domain.ids import ResellerId
from service.domain.parties import EndCustomer
from service.domain.power_of_attorney import PowerOfAttorney
from service.domain.register_extract import RegisterExtract
from service.domain.reseller import Reseller
from service.use_cases.ports import Tools
from service.use_cases.recording import require_tenant

SHOWN = 20


@dataclass(frozen=True, slots=True)
class ResellerView:
    """One reseller.

    Attributes:
        end_customers: by urgency, the earliest end of a domain first.
        powers, cases: newest first.
        notices: which end customers he has told in advance.
        reports: from outside, newest first; for staff only, they name whoever reported.
    """

    reseller: Reseller
    end_customers: tuple[EndCustomer, ...]
    powers: tuple[PowerOfAttorney, ...]
    contacts: tuple[EmergencyContact, ...]
    cases: tuple[EmergencyCase, ...]
    extracts: tuple[RegisterExtract, ...]
    notices: tuple[CustomerNotice, ...] = ()
    reports: tuple[EmergencyReport, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a search shows: enough for a traffic light, nothing personal."""

    customer_no: str
    powers: tuple[PowerOfAttorney, ...]
    open_case: EmergencyCase | None


def search_customers(search: str, actor: Actor, tools: Tools) -> tuple[tuple[Found, ...], bool]:
    """The first 20, and whether there are more; staff only."""
    actor.require(Role.AGENT, Role.TEAM_LEAD, Role.ADMIN)
    with tools.transactions(actor) as work:
        resellers = work.resellers.all(search=search.strip(), limit=SHOWN + 1)
        found = tuple(
            Found(
                one.grantor.customer_no,
                tuple(work.powers_of_attorney.of(one.id)),
                next((case for case in work.emergency_cases.of(one.id) if case.is_open), None),
            )
            for one in resellers[:SHOWN]
        )
    return found, len(resellers) > SHOWN


def find_resellers(search: str, actor: Actor, tools: Tools) -> Sequence[Reseller]:
    """By part of customer number, name or domain; staff and auditors only."""
    actor.require(Role.AGENT, Role.TEAM_LEAD, Role.AUDITOR, Role.ADMIN)
    with tools.transactions(actor) as work:
        return work.resellers.all(search=search.strip())


def view_reseller(id: ResellerId, actor: Actor, tools: Tools) -> ResellerView:
    require_tenant(actor, id)
    with tools.transactions(actor) as work:
        return ResellerView(
            reseller=work.resellers.get(id),
            end_customers=tuple(work.end_customers.of(id)),
            powers=tuple(work.powers_of_attorney.of(id)),
            contacts=tuple(work.emergency_contacts.of(id)),
            cases=tuple(work.emergency_cases.of(id)),
            extracts=tuple(work.register_extracts.of(id)),
            notices=tuple(work.customer_notices.of(id)),
            reports=tuple(work.emergency_reports.of(id)) if actor.is_staff else (),
        )


def reseller_by_customer_no(customer_no: str, actor: Actor, tools: Tools) -> Reseller:
    """Raises NotFound, also for another tenant's number."""
    with tools.transactions(actor) as work:
        reseller = work.resellers.by_customer_no(customer_no)
    if reseller is None:
        raise NotFound(f"Die Kundennummer {customer_no[:40]} ist nicht bekannt.")
    require_tenant(actor, reseller.id)
    return reseller


def list_cases(actor: Actor, tools: Tools) -> Sequence[EmergencyCase]:
    """Open cases, oldest request first: the team lead's queue."""
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    with tools.transactions(actor) as work:
        return sorted(work.emergency_cases.open(), key=lambda case: case.requested_at or case.reported_at)
