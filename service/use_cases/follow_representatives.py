"""What an import of the record means for the log-ins of those who represent the reseller: who left is shut out, who moved is invited anew."""

from dataclasses import replace
from datetime import datetime

from service.domain.access import Actor, User
from service.domain.parties import Representative, ResellerRecord
from service.domain.person_name import same_person
from service.domain.reseller import Reseller
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record
from service.use_cases.repositories import Work


def follow_representatives(
    work: Work, tools: Tools, known: Reseller, imported: ResellerRecord, actor: Actor, at: datetime
) -> None:
    """Whatever was open by an address that the record no longer names is closed: sessions, tokens, and what the provider knew him by."""
    addresses = {_key(one.email) for one in imported.representatives}
    before = {_key(one.email) for one in known.representatives}
    arrived = {_name(one): one for one in imported.representatives if _key(one.email) not in before}
    for person in known.representatives:
        if _key(person.email) in addresses:
            continue
        here = arrived.get(_name(person))
        for user in [one for one in work.users.with_email(person.email) if one.reseller == known.id and one.disabled_at is None]:
            _close(work, user, at)
            if here is None or _taken(work, user, here.email):
                work.users.save(replace(user, disabled_at=at))
                record(work, tools, "user:disabled", user.id, actor, at, reseller=known.id, left=True)
            else:
                _move(work, tools, user, here.email, actor, at)


def _move(work: Work, tools: Tools, user: User, address: str, actor: Actor, at: datetime) -> None:
    """The same person's log-in, by the new address alone; the old one is told of the change with all others whom it concerns."""
    work.users.save(replace(user, email=_key(address), issuer=None, subject=None))
    notify(work, tools, "user-invited", [address], user.id, at, occasion=f"moved:{at.isoformat()}", reseller=user.reseller)
    record(work, tools, "user:changed", user.id, actor, at, reseller=user.reseller, moved=True)


def _close(work: Work, user: User, at: datetime) -> None:
    work.sessions.end_all(user.id)
    for token in work.api_tokens.of(user.id):
        work.api_tokens.revoke(token.id, at)


def _taken(work: Work, user: User, address: str) -> bool:
    return any(one.reseller == user.reseller and one.id != user.id for one in work.users.with_email(address))


def _name(person: Representative) -> str:
    return same_person(person.given_name + person.surname)


def _key(address: str) -> str:
    return address.strip().casefold()
