"""Emergency contacts over the years: named, reminded, confirmed, replaced, locked; and what an import leaves alone."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from service.domain.access import OPERATOR, Actor, Role
from service.domain.emergency_contact import ContactState, EmergencyContact, level_in_force
from service.domain.errors import Forbidden, InputRefused, NotFound, WrongState
from service.domain.ids import EmergencyContactId, LinkId, ResellerId
from service.domain.link import Link, LinkPurpose, LinkUnknown
from service.domain.parties import ContactLevel, NamedContact
from service.use_cases.answer_invitation import accept_invitation, decline_invitation
from service.use_cases.arrange_contacts import move_contact_up
from service.use_cases.import_records import import_records
from service.use_cases.invite_contact import invite_contact
from service.use_cases.log_in import log_in, resolve_session, token_hash
from service.use_cases.name_contact import name_contact
from service.use_cases.open_link import open_link
from service.use_cases.preview_invitation import preview_invitation
from service.use_cases.remind_contacts import remind_contacts
from service.use_cases.remove_contact import remove_contact
from tests.fakes.world import World
from tests.service.pages.people import FIRST, SECOND
from tests.service.use_cases.story import AGENT, example, imported, representative

TRADER = "hallo@ineskraemer.example"


def somebody(
    email: str = "mia@example.org", *, name: str = "Mia Sommer", level: ContactLevel = ContactLevel.MAY_REPORT
) -> NamedContact:
    given, _, surname = name.rpartition(" ")
    return NamedContact(given, surname, level, email, "+49 221 123456", "Schwester")


class Provider:
    """A reseller at his account."""

    def __init__(self, name: str = "gmbh-joint", email: str = FIRST) -> None:
        self.world = World()
        self.reseller = ResellerId(imported(self.world, name))
        self.me: Actor = representative(self.world, email)
        for one in self.contacts():
            remove_contact(one.id, self.me, self.world.tools())
        self.world.work.outbox.rows.clear()

    def contacts(self) -> list[EmergencyContact]:
        found = [one for one in self.world.work.emergency_contacts.of(self.reseller) if one.is_open]
        return sorted(found, key=lambda one: one.order)

    def name(
        self, email: str = "mia@example.org", *, name: str = "Mia Sommer", replaces: EmergencyContactId | None = None
    ) -> EmergencyContact:
        return name_contact(self.reseller, self.me, self.world.tools(), named=somebody(email, name=name), replaces=replaces)

    def state(self, contact: EmergencyContact) -> ContactState:
        found: EmergencyContact = self.world.work.emergency_contacts.get(contact.id)
        return found.state

    def letters(self) -> list[tuple[str, str]]:
        return [(one.kind, one.recipient) for one in self.world.work.outbox.rows.values()]

    def after(self, **delta: float) -> None:
        self.world.clock.advance(**delta)
        remind_contacts(self.world.tools())


def test_whoever_is_named_is_invited_and_everybody_who_represents_the_reseller_is_told() -> None:
    provider = Provider()
    contact = provider.name()

    assert provider.state(contact) is ContactState.INVITED
    assert ("contact-invited", "mia@example.org") in provider.letters()
    told = {recipient for kind, recipient in provider.letters() if kind == "contacts-changed"}
    assert {FIRST, SECOND} <= told
    assert "emergency-contact:named" in provider.world.work.audit_log.kinds()


@pytest.mark.parametrize(
    ("named", "code"),
    [
        (somebody(name="Zoe Serbanescu"), "CONTACT_IS_REPRESENTATIVE"),
        (somebody(SECOND.upper()), "CONTACT_IS_REPRESENTATIVE"),
        (somebody("anna@example.org"), "DUPLICATE"),
        (somebody("Buero@pixelwerft.example"), "CONTACT_IS_REPRESENTATIVE"),
    ],
)
def test_a_representative_or_the_same_person_twice_is_refused(named: NamedContact, code: str) -> None:
    provider = Provider()
    provider.name("anna@example.org", name="Anna Berg")

    with pytest.raises(InputRefused) as refused:
        name_contact(provider.reseller, provider.me, provider.world.tools(), named=named)

    assert [fault.code for fault in refused.value.faults] == [code]
    assert len(provider.contacts()) == 1


def test_a_fourth_contact_is_refused_but_one_may_be_replaced() -> None:
    provider = Provider()
    first = provider.name("a@example.org", name="A Aa")
    provider.name("b@example.org", name="B Bb")
    provider.name("c@example.org", name="C Cc")
    with pytest.raises(InputRefused):
        provider.name("d@example.org", name="D Dd")

    provider.name("d@example.org", name="D Dd", replaces=first.id)

    assert [one.named.given_name for one in provider.contacts()] == ["D", "B", "C"]
    assert provider.state(first) is ContactState.REPLACED
    assert ("emergency-contact-removed", "a@example.org") in provider.letters()


def test_an_open_invitation_is_reminded_once_and_ends_after_fourteen_days() -> None:
    provider = Provider()
    contact = provider.name()
    provider.after(days=9)
    assert "contact-invitation-reminder" not in dict(provider.letters())

    provider.after(days=1)
    provider.after(days=1)
    assert provider.letters().count(("contact-invitation-reminder", "mia@example.org")) == 1
    assert provider.state(contact) is ContactState.INVITED

    provider.after(days=3)
    provider.after(days=30)
    assert provider.state(contact) is ContactState.INVITATION_EXPIRED
    assert [kind for kind, _ in provider.letters()].count("contact-invitation-expired") == 1


def test_an_invitation_sent_again_has_its_full_time_again() -> None:
    provider = Provider()
    contact = provider.name()
    provider.after(days=12)
    invite_contact(contact.id, provider.me, provider.world.tools())
    provider.after(days=13)

    assert provider.state(contact) is ContactState.INVITED
    assert provider.letters().count(("contact-invited", "mia@example.org")) == 2


def test_a_year_later_he_is_asked_and_thirty_days_later_he_may_only_report() -> None:
    provider = Provider()
    contact = provider.name()
    accept_invitation(contact.id, AGENT, provider.world.tools())
    provider.after(days=364)
    assert "contact-confirmation" not in dict(provider.letters())

    provider.after(days=1)
    provider.after(days=29)
    assert provider.letters().count(("contact-confirmation", "mia@example.org")) == 1
    assert provider.state(contact) is ContactState.ACTIVE

    provider.after(days=1)
    provider.after(days=1)
    assert provider.state(contact) is ContactState.UNCONFIRMED
    assert ("emergency-contact-unconfirmed", SECOND) in provider.letters()


def test_after_a_long_stop_of_the_service_he_still_has_thirty_days_to_answer() -> None:
    provider = Provider()
    contact = provider.name()
    accept_invitation(contact.id, AGENT, provider.world.tools())
    provider.after(days=600)
    provider.after(days=29)

    assert provider.state(contact) is ContactState.ACTIVE


def test_who_confirms_is_asked_again_a_year_after() -> None:
    provider = Provider()
    contact = provider.name()
    accept_invitation(contact.id, AGENT, provider.world.tools())
    provider.after(days=366)
    work = provider.world.work
    work.emergency_contacts.save(work.emergency_contacts.get(contact.id).confirmed(provider.world.clock()))
    provider.after(days=364)

    assert provider.letters().count(("contact-confirmation", "mia@example.org")) == 1


def test_the_order_is_the_resellers() -> None:
    provider = Provider()
    provider.name("a@example.org", name="A Aa")
    second = provider.name("b@example.org", name="B Bb")
    move_contact_up(second.id, provider.me, provider.world.tools())
    assert [one.named.given_name for one in provider.contacts()] == ["B", "A"]

    move_contact_up(second.id, provider.me, provider.world.tools())
    assert [one.named.given_name for one in provider.contacts()] == ["B", "A"]


def test_another_resellers_contact_is_not_there() -> None:
    provider = Provider()
    contact = provider.name()
    imported(provider.world, "sole-trader")
    stranger = representative(provider.world, TRADER)

    for act in (remove_contact, invite_contact, move_contact_up):
        with pytest.raises(NotFound):
            act(contact.id, stranger, provider.world.tools())
    with pytest.raises(NotFound):
        preview_invitation(provider.reseller, stranger, provider.world.tools(), named=somebody())
    with pytest.raises(Forbidden):
        remove_contact(contact.id, AGENT, provider.world.tools())


def test_who_is_struck_off_cannot_be_invited_again_and_hears_of_it() -> None:
    provider = Provider()
    contact = provider.name()
    remove_contact(contact.id, provider.me, provider.world.tools())

    assert ("emergency-contact-removed", "mia@example.org") in provider.letters()
    with pytest.raises(WrongState):
        invite_contact(contact.id, provider.me, provider.world.tools())


def test_an_import_leaves_the_resellers_own_contacts_alone() -> None:
    provider = Provider()
    provider.name()
    import_records([example("gmbh-joint")], OPERATOR, provider.world.tools())

    # The two of the record were struck off in the account: they stay away.
    assert [one.named.email for one in provider.contacts()] == ["mia@example.org"]


def test_an_import_does_not_ask_again_who_has_said_no() -> None:
    world = World()
    reseller = ResellerId(imported(world))
    first = min(world.work.emergency_contacts.of(reseller), key=lambda one: one.order)
    world.work.emergency_contacts.save(first.invited(world.clock()))
    decline_invitation(first.id, AGENT, world.tools())
    import_records([example("gmbh-joint")], OPERATOR, world.tools())

    open_ones = [one.named.email for one in world.work.emergency_contacts.of(reseller) if one.is_open]
    assert first.named.email not in open_ones
    assert len(open_ones) == 1


def test_three_wrong_passphrases_lock_it_and_a_new_one_opens_it() -> None:
    provider = Provider()
    contact = provider.name().accepted(provider.world.clock()).reachable("+49 1", "hash:x", provider.world.clock())
    for _ in range(3):
        contact = contact.passphrase_tried(right=False)
    assert contact.is_locked
    with pytest.raises(WrongState):
        contact.passphrase_tried(right=True)

    again = contact.reachable("+49 1", "hash:y", provider.world.clock() + timedelta(days=1))
    assert not again.is_locked
    assert again.passphrase_tried(right=False).passphrase_tried(right=True).failed_tries == 0


def test_only_a_signed_declaration_and_his_yearly_word_let_him_decide() -> None:
    provider = Provider()
    now = provider.world.clock()
    decider = name_contact(
        provider.reseller, provider.me, provider.world.tools(), named=somebody(level=ContactLevel.MAY_DECIDE)
    ).accepted(now)

    assert level_in_force(decider, None) is ContactLevel.MAY_REPORT
    assert level_in_force(decider, now - timedelta(days=1)) is ContactLevel.MAY_REPORT
    assert level_in_force(decider, now + timedelta(days=1)) is ContactLevel.MAY_DECIDE
    assert level_in_force(decider.unconfirmed(now), now + timedelta(days=1)) is ContactLevel.MAY_REPORT


def test_only_the_resellers_role_names_contacts() -> None:
    provider = Provider()

    with pytest.raises(Forbidden):
        name_contact(provider.reseller, Actor(label="user:x", role=Role.ADMIN), provider.world.tools(), named=somebody())


def test_a_contact_whom_an_import_drops_is_told_and_his_link_opens_nothing() -> None:
    world = World()
    reseller = ResellerId(imported(world))
    first, *_ = sorted(world.work.emergency_contacts.of(reseller), key=lambda one: one.order)
    world.work.emergency_contacts.save(first.invited(world.clock()).accepted(world.clock()))
    role = Link(
        LinkId(UUID(int=70)), LinkPurpose.CONTACT_ROLE, first.id, reseller, first.named.email, token_hash("geheim"),
        world.clock(), world.clock() + timedelta(days=400),
    )  # fmt: skip
    world.work.links.add(role)

    record = example("gmbh-joint")
    import_records([replace(record, emergency_contacts=())], OPERATOR, world.tools())

    assert {one.state for one in world.work.emergency_contacts.of(reseller)} == {ContactState.REMOVED}
    told = [(one.kind, one.recipient) for one in world.work.outbox.rows.values()]
    assert ("emergency-contact-removed", first.named.email.casefold()) in told
    assert ("contacts-changed", FIRST) in told
    with pytest.raises(LinkUnknown):
        open_link("geheim", LinkPurpose.CONTACT_ROLE, world.tools())
    assert [event.kind for event in world.work.audit_log.of(first.id)] == [
        "emergency-contact:drafted",
        "emergency-contact:removed",
    ]


def test_a_director_who_left_opens_nothing_any_more_and_may_come_back() -> None:
    world = World()
    imported(world)
    record = example("gmbh-joint")
    left = world.work.users.with_email(SECOND)[0]
    remaining = tuple(one for one in record.representatives if one.email != SECOND)

    import_records([replace(record, representatives=remaining)], OPERATOR, world.tools())

    assert world.work.users.get(left.id).disabled_at is not None
    assert world.work.users.with_email(FIRST)[0].disabled_at is None
    assert "user:disabled" in [event.kind for event in world.work.audit_log.of(left.id)]
    import_records([record], OPERATOR, world.tools())
    assert world.work.users.get(left.id).disabled_at is None


def test_a_director_with_a_new_address_is_invited_there_and_what_was_open_by_the_old_one_is_closed() -> None:
    world = World()
    imported(world)
    record = example("gmbh-joint")
    director = world.work.users.with_email(SECOND)[0]
    bound = replace(director, issuer="https://login.example", subject="z-1")
    world.work.users.save(bound)
    opened = log_in(SECOND, "sandbox", world.tools())
    moved = tuple(replace(one, email="Neu@example.org") if one.email == SECOND else one for one in record.representatives)

    import_records([replace(record, representatives=moved)], OPERATOR, world.tools())

    now = world.work.users.with_email("neu@example.org")
    assert [(one.id, one.subject, one.disabled_at) for one in now] == [(director.id, None, None)]
    assert world.work.users.with_email(SECOND) == []
    assert resolve_session(opened.token, world.tools()) is None
    told = [(one.kind, one.recipient) for one in world.work.outbox.rows.values()]
    assert ("user-invited", "neu@example.org") in told
    assert {("address-changed", SECOND), ("address-changed", "neu@example.org")} <= set(told)


def test_thirty_days_after_the_end_nothing_of_a_contact_is_left_and_his_no_is_still_known() -> None:
    world = World()
    reseller = ResellerId(imported(world))
    first = min(world.work.emergency_contacts.of(reseller), key=lambda one: one.order)
    world.work.emergency_contacts.save(first.invited(world.clock()))
    decline_invitation(first.id, AGENT, world.tools())

    world.clock.advance(days=29, hours=23)
    remind_contacts(world.tools())
    assert world.work.emergency_contacts.get(first.id).named == first.named
    world.clock.advance(hours=1)
    remind_contacts(world.tools())
    remind_contacts(world.tools())

    left = world.work.emergency_contacts.get(first.id)
    assert left.state is ContactState.DECLINED
    assert first.named.surname not in repr(left)
    assert first.named.email not in repr(left)
    assert first.named.phone not in repr(left)
    assert [event.kind for event in world.work.audit_log.of(first.id)].count("emergency-contact:erased") == 1
    import_records([example("gmbh-joint")], OPERATOR, world.tools())
    assert first.named.email not in [one.named.email for one in world.work.emergency_contacts.of(reseller)]


def test_who_never_answered_is_forgotten_at_once() -> None:
    provider = Provider()
    contact = provider.name()
    provider.world.clock.advance(days=14)
    remind_contacts(provider.world.tools())
    provider.world.clock.advance(minutes=1)
    remind_contacts(provider.world.tools())

    assert provider.state(contact) is ContactState.INVITATION_EXPIRED
    assert "mia@example.org" not in repr(provider.world.work.emergency_contacts.get(contact.id))
