"""Import resellers, end customers and domains: all or nothing. It creates no Vollmacht."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from service.domain.access import Actor, Role, User
from service.domain.emergency_contact import MOST_CONTACTS, SAID_NO, ContactSource, ContactState, EmergencyContact, address_key
from service.domain.errors import Fault, InputRefused
from service.domain.ids import EmergencyContactId, ResellerId, UserId
from service.domain.parties import EndCustomer, ResellerRecord
from service.domain.reseller import Reseller
from service.use_cases.follow_representatives import follow_representatives
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record
from service.use_cases.remove_contact import ended
from service.use_cases.repositories import Work


@dataclass(frozen=True, slots=True)
class ImportResult:
    """Customer numbers, in the order of the input."""

    created: tuple[str, ...]
    updated: tuple[str, ...]


def import_records(records: Sequence[ResellerRecord], actor: Actor, tools: Tools) -> ImportResult:
    """Store each record's master data; a known customer number is updated and never touches a frozen document.

    Raises:
        InputRefused: production, and a record names another hoster than the installation's.
    """
    _refuse_other_hosters(records, tools)
    now = tools.clock()
    created: list[str] = []
    updated: list[str] = []
    with tools.transactions(actor) as work:
        for each in records:
            known = work.resellers.by_customer_no(each.grantor.customer_no)
            id = known.id if known else ResellerId(tools.new_id())
            fresh = Reseller.of(id, each, now, version=known.version if known else 0)
            work.resellers.save(replace(fresh, checked_at=known.checked_at if known else None))
            if known is not None:
                _tell_of_new_addresses(work, tools, known, each, now)
                follow_representatives(work, tools, known, each, actor, now)
            work.end_customers.replace(id, each.end_customers)
            _take_contacts(work, tools, fresh, each, actor, now)
            _provide_sandbox_log_ins(work, tools, id, each, actor, now)
            record(work, tools, "reseller:imported", id, actor, now, reseller=id, end_customers=len(each.end_customers))
            (updated if known else created).append(each.grantor.customer_no)
    return ImportResult(tuple(created), tuple(updated))


def import_end_customers(customers: Mapping[str, Sequence[EndCustomer]], actor: Actor, tools: Tools) -> ImportResult:
    """Add or update end customers of known resellers, by customer number.

    Raises:
        InputRefused: a customer number nobody knows; nothing is changed.
    """
    now = tools.clock()
    with tools.transactions(actor) as work:
        known = {number: work.resellers.by_customer_no(number) for number in customers}
        faults = [
            Fault(
                "$.customer_no",
                "UNKNOWN_CUSTOMER_NO",
                f"Die Kundennummer {number} ist nicht bekannt; bitte zuerst den Reseller anlegen.",
            )
            for number, reseller in known.items()
            if reseller is None
        ]
        if faults:
            raise InputRefused(faults)
        for number, reseller in known.items():
            assert reseller is not None  # noqa: S101 - refused above
            work.end_customers.merge(reseller.id, customers[number])
            record(
                work, tools, "end-customers:imported", reseller.id, actor, now, reseller=reseller.id, count=len(customers[number])
            )
    return ImportResult((), tuple(customers))


def _tell_of_new_addresses(work: Work, tools: Tools, known: Reseller, imported: ResellerRecord, at: datetime) -> None:
    """The old address and the new one: whoever moves somebody else's mail cannot do it unseen."""
    before = {address.casefold() for address in known.all_addresses}
    after = {address.casefold() for address in (imported.grantor.email, *(one.email for one in imported.representatives))}
    if changed := before ^ after:
        notify(
            work, tools, "address-changed", sorted(changed), known.id, at, occasion=at.isoformat(), reseller=known.id
        )  # fmt: skip


def _refuse_other_hosters(records: Sequence[ResellerRecord], tools: Tools) -> None:
    ours = tools.policy.hoster
    if tools.policy.sandbox or ours is None:
        return
    many = len(records) > 1
    faults = [
        Fault(
            f"$[{index}].hoster" if many else "$.hoster",
            "OTHER_HOSTER",
            "Der Datensatz nennt einen anderen Hoster als diese Installation.",
        )
        for index, each in enumerate(records)
        if each.hoster.name != ours.name
    ]
    if faults:
        raise InputRefused(faults)


def _take_contacts(work: Work, tools: Tools, reseller: Reseller, imported: ResellerRecord, actor: Actor, at: datetime) -> None:
    """A contact is known by his address; one the record no longer names is removed, one it changed begins anew.

    What the reseller did himself in his account stays, and so does a contact's own no: no import invites him again.
    """
    known = work.emergency_contacts.of(reseller.id)
    settled = {
        one.known_as or address_key(one.named.email)
        for one in known
        if one.source is ContactSource.PORTAL
        or (one.state in SAID_NO and (one.known_as is not None or one.named in imported.emergency_contacts))
    }
    ours = [one for one in known if one.is_open and one.source is ContactSource.RECORD]
    open_contacts = {one.named.email.casefold(): one for one in ours}
    room = MOST_CONTACTS - sum(one.is_open and one.source is ContactSource.PORTAL for one in known)
    named_now = [one for one in imported.emergency_contacts if address_key(one.email) not in settled][:room]
    for order, named in enumerate(named_now, start=1 + MOST_CONTACTS - room):
        before = open_contacts.pop(named.email.casefold(), None)
        if before is not None and before.named == named:
            continue
        if before is not None:
            _remove_contact(work, tools, reseller, before, actor, at)
        contact = EmergencyContact(
            id=EmergencyContactId(tools.new_id()),
            reseller=reseller.id,
            named=named,
            state=ContactState.DRAFT,
            order=order,
            created_at=at,
            changed_at=at,
        )
        work.emergency_contacts.save(contact)
        record(work, tools, "emergency-contact:drafted", contact.id, actor, at, reseller=reseller.id, level=named.level.value)
    for gone in open_contacts.values():
        _remove_contact(work, tools, reseller, gone, actor, at)


def _remove_contact(work: Work, tools: Tools, reseller: Reseller, contact: EmergencyContact, actor: Actor, at: datetime) -> None:
    """Told to him and to the reseller, unless he never heard of it; his links open nothing any more."""
    ended(work, tools, contact.removed(at), actor, "emergency-contact:removed", was=contact.state, source=contact.source)
    if contact.state is not ContactState.DRAFT:
        notify(
            work, tools, "contacts-changed", reseller.all_addresses, contact.id, at, occasion="removed", reseller=reseller.id
        )  # fmt: skip


def _provide_sandbox_log_ins(
    work: Work, tools: Tools, reseller: ResellerId, imported: ResellerRecord, actor: Actor, at: datetime
) -> None:
    """In the sandbox every representative can log in at once; in production identities come from the hoster."""
    if not tools.policy.sandbox or tools.policy.sandbox_password_hash is None:
        return
    for person in imported.representatives:
        known = [user for user in work.users.with_email(person.email) if user.reseller == reseller]
        for user in known:
            if user.disabled_at is not None:  # he is back
                work.users.save(replace(user, disabled_at=None))
                record(work, tools, "user:enabled", user.id, actor, at, reseller=reseller)
        if known:
            continue
        work.users.save(
            User(
                id=UserId(tools.new_id()),
                email=person.email.casefold(),
                role=Role.RESELLER,
                reseller=reseller,
                name=person.full_name,
            ),
            tools.policy.sandbox_password_hash,
        )
