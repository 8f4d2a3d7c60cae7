"""Who looked at a Vollmacht, as its grantor sees it."""

from datetime import datetime

from service.domain.access import Role
from service.domain.audit import AuditEvent
from service.domain.verification_code import VerificationLook
from service.pages.words import LOOKS
from service.use_cases.view_power_of_attorney import PowerOfAttorneyView

Look = tuple[datetime, str, str]
LOOKERS = {
    Role.RESELLER: "Jemand aus Ihrem Unternehmen",
    Role.AGENT: "Unser Support",
    Role.TEAM_LEAD: "Unsere Teamleitung",
    Role.AUDITOR: "Die Prüfung",
    Role.ADMIN: "Unsere Verwaltung",
}


def looks_at(seen: PowerOfAttorneyView, mine: str) -> tuple[Look, ...]:
    """When, who and what, newest first.

    Args:
        mine: audit label of whoever reads the list: he is „Sie“.
    """
    inside = [(event.at, _who(event, mine), LOOKS[event.kind]) for event in seen.looks]
    outside = [(look.at, _end_customer(look), "hat auf der öffentlichen Prüfseite nachgesehen") for look in seen.public_looks]
    return tuple(sorted([*inside, *outside], reverse=True))


def _who(event: AuditEvent, mine: str) -> str:
    """As a role, never by name: which colleague it was is the hoster's to know."""
    if event.actor == mine:
        return "Sie"
    known = {role.value: words for role, words in LOOKERS.items()}
    return known.get(str(event.details.get("role")), "Unser Team")


def _end_customer(look: VerificationLook) -> str:
    return f"„{look.viewer}“ (eigene Angabe; Ihr Kunde {look.end_customer})"
