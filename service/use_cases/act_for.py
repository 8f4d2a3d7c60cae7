"""Whoever represents several resellers acts for one at a time, and says for which: each has a user, a session and tokens of its own.

So row-level security and the audit log need to know nothing of it: there is one tenant a session.
"""

from dataclasses import dataclass

from service.domain.access import Role, User
from service.domain.errors import NotFound
from service.domain.ids import ResellerId
from service.use_cases.account_repositories import Session
from service.use_cases.log_in import SYSTEM, Device, LoggedIn, begin_session
from service.use_cases.ports import Tools
from service.use_cases.recording import record
from service.use_cases.repositories import Work


@dataclass(frozen=True, slots=True)
class Side:
    """One reseller somebody may act for."""

    reseller: ResellerId
    customer_no: str
    name: str


def sides_of(user: User, tools: Tools) -> tuple[Side, ...]:
    """Whom this person may act for, the present one included, by name; empty for staff and auditors."""
    with tools.transactions(SYSTEM) as work:
        resellers = [work.resellers.get(one.reseller) for one in _same_person(work, user, tools) if one.reseller is not None]
    sides = [Side(one.id, one.grantor.customer_no, one.grantor.name) for one in resellers]
    return tuple(sorted(sides, key=lambda side: (side.name.casefold(), side.customer_no)))


def act_for(customer_no: str, user: User, session: Session, device: Device, tools: Tools) -> LoggedIn:
    """A session for that reseller; the one this is asked from ends. It lasts no longer than that one would have.

    Raises:
        NotFound: he may not act for it, or there is no such reseller: the answer is the same.
    """
    with tools.transactions(SYSTEM) as work:
        reseller = work.resellers.by_customer_no(customer_no)
        found = [one for one in _same_person(work, user, tools) if reseller is not None and one.reseller == reseller.id]
        if not found:
            raise NotFound("Für diese Kundennummer können Sie nicht handeln.")
        work.sessions.end(session.id)
        begun = begin_session(work, found[0], tools, via=session.via, device=device, no_longer_than=session.expires_at)
        record(
            work, tools, "session:switched", begun.session.id, SYSTEM, tools.clock(), reseller=found[0].reseller,
            user=str(found[0].id), before=str(user.id),
        )  # fmt: skip
    return begun


def _same_person(work: Work, user: User, tools: Tools) -> list[User]:
    """His users for resellers. Who he is, the provider's subject says; in the sandbox, with its one password, the address."""
    if user.role is not Role.RESELLER:
        return []
    if user.issuer is not None and user.subject is not None:
        users = work.users.with_subject(user.issuer, user.subject)
    else:
        users = work.users.with_email(user.email) if tools.policy.sandbox else [user]
    return [one for one in users if one.role is Role.RESELLER and one.disabled_at is None]
