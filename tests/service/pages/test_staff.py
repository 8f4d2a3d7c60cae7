"""What staff see: the light, the case and what it lacks, the acceptance, verdicts, failures, doors."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from service.domain.access import Role
from service.domain.emergency_case import CaseState, EmergencyCase, Ground
from service.domain.errors import Conflict, Fault, Forbidden, InputRefused, NotFound, ServiceError, SignatureRefused
from service.domain.power_of_attorney import PowerOfAttorney, State
from service.pages.customer import customer_page, light_of
from service.pages.emergency import CasePage, case_page
from service.pages.failure import WORDS, FailurePage, back_from, failure_page
from service.pages.log_in import ours
from service.pages.review import AcceptancePage, acceptance_page
from service.pages.verification import verdict_page, verdict_time
from service.pages.words import named_with_form
from service.use_cases.report_emergency import report_emergency
from service.use_cases.revoke_power_of_attorney import revoke_power_of_attorney
from service.web.identity import ForgedRequest, Identity
from tests.fakes.world import World, staff
from tests.service.pages.people import SECOND, seen, seen_reseller, staff_member
from tests.service.use_cases.story import AGENT, active, effective, requested, signed, with_extract

ID = "01a20e07-caec-7000-b598-4b50878fccfe"


SIGNATURE = {
    "field": "signature-1",
    "signer": "Erika Mustermann",
    "expected_signer": "Zoë Șerbănescu",
    "indication": "INDETERMINATE",
    "sub_indication": "NO_CERTIFICATE_CHAIN_FOUND",
    "qualification": "ADESIG",
    "level": None,
    "signed_at": "2026-11-24T10:05:00Z",
    "signed_at_source": "CLAIMED",
}
VERDICT: dict[str, Any] = {
    "sha256": "ab" * 32,
    "verdict": "INVALID",
    "issued_here": False,
    "reasons": [{"code": "CHAIN_UNTRUSTED", "text": "Unbekannter Aussteller."}],
    "signatures": [SIGNATURE],
}


# -- the traffic light ------------------------------------------------------------------------------------------------


def test_the_light_is_red_without_a_case_even_with_a_valid_vollmacht() -> None:
    world = World()

    light = light_of((effective(world),), None)

    assert (light.tone, light.headline) == ("bad", "Kein Notfall")


def test_the_light_is_green_only_with_an_active_case_and_an_effective_vollmacht() -> None:
    world = World()
    power = effective(world)
    case = active(world, power)

    assert light_of((power,), case).tone == "good"
    for state in set(State) - {State.EFFECTIVE}:
        assert light_of((replace(power, state=state),), case).tone != "good"
    for other in set(CaseState) - {CaseState.ACTIVE}:
        assert light_of((power,), replace(case, state=other)).tone != "good"


def test_without_vollmacht_and_case_the_light_says_what_is_still_possible() -> None:
    assert "immer möglich" in light_of((), None).text


def test_contacts_are_masked_and_an_expired_domain_is_marked() -> None:
    world = World()
    power = effective(world)

    page = customer_page(seen_reseller(world, power.reseller), date(2027, 1, 1))

    assert sorted((one.initials, one.number) for one in page.contacts) == [("A. M.", "… 99"), ("O. Ç.", "… 23")]
    past = {ref: is_past for ref, _, _, is_past in page.end_customers}
    assert past == {"EK-88213": False, "EK-88214": True, "EK-88215": False}


# -- a case -----------------------------------------------------------------------------------------------------------


def page_of(world: World, case: EmergencyCase, who: Identity) -> CasePage:
    return case_page(case, seen_reseller(world, case.reseller), who, world.clock())


def test_who_asked_cannot_approve_and_another_team_lead_can() -> None:
    world = World()
    lead = staff_member(Role.TEAM_LEAD)
    case = requested(world, effective(world), by=staff(Role.TEAM_LEAD, 9))
    asked_by_me = replace(case, requested_by=lead.actor.label)

    assert page_of(world, case, lead).may_approve
    assert not page_of(world, asked_by_me, lead).may_approve
    assert page_of(world, asked_by_me, lead).decided_by_other


def test_who_edited_the_evidence_last_cannot_approve() -> None:
    world = World()
    lead = staff_member(Role.TEAM_LEAD)
    case = requested(world, effective(world))
    edited = replace(case, evidence=(replace(case.evidence[0], recorded_by=lead.actor.label),))

    assert not page_of(world, edited, lead).may_approve


def test_an_agent_never_approves() -> None:
    world = World()
    page = page_of(world, requested(world, effective(world)), staff_member(Role.AGENT))

    assert not page.may_approve
    assert not page.decided_by_other


def test_all_that_an_approval_lacks_is_listed_at_once() -> None:
    world = World()
    power = effective(world)
    case = report_emergency(power.reseller, AGENT, world.tools(), ground=Ground.DEATH, reporter="heir")

    missing = page_of(world, case, staff_member(Role.AGENT)).missing

    assert [text.split(":")[0].split(",")[0] for text in missing] == [
        "Ein ausreichender Nachweis",
        "Ein Blick ins Insolvenzregister",
    ]


def test_an_insolvency_check_grows_stale_after_a_day() -> None:
    world = World()
    case = requested(world, effective(world))
    assert page_of(world, case, staff_member(Role.AGENT)).missing == ()

    world.clock.advance(hours=24, seconds=1)

    assert len(page_of(world, case, staff_member(Role.AGENT)).missing) == 1


def test_unreachable_alone_is_said_never_to_suffice() -> None:
    world = World()
    case = replace(requested(world, effective(world)), ground=Ground.UNREACHABLE)

    assert "reicht nie" in page_of(world, case, staff_member(Role.AGENT)).missing[0]


def test_without_an_effective_vollmacht_no_approval_can_be_asked_for() -> None:
    world = World()
    power = effective(world)
    case = report_emergency(power.reseller, AGENT, world.tools(), ground=Ground.DEATH, reporter="heir")
    revoke_power_of_attorney(power.id, AGENT, world.tools(), declared_by=SECOND)

    page = page_of(world, case, staff_member(Role.AGENT))

    assert not page.may_request
    assert "wirksame Vollmacht" in page.missing[0]


def test_the_harm_of_waiting_is_named() -> None:
    world = World()

    page = page_of(world, requested(world, effective(world)), staff_member(Role.TEAM_LEAD))

    assert page.affected == "3 Endkunden; die erste Domain endet am 19.12.2026"


def test_a_deleted_deed_is_shown_as_deleted_and_nobody_is_asked_to_open_it() -> None:
    world = World()
    case = requested(world, effective(world))
    on = datetime(2027, 6, 1, 8, tzinfo=UTC)
    erased = replace(case, evidence=tuple(replace(one, erased_at=on, file_name="") for one in case.evidence))

    page = page_of(world, erased, staff_member(Role.TEAM_LEAD))

    assert [one.erased_at for one in page.evidence] == [on]
    assert page.unread == ()
    assert page_of(world, case, staff_member(Role.TEAM_LEAD)).unread != ()


# -- acceptance -------------------------------------------------------------------------------------------------------


def accepting(world: World, power: PowerOfAttorney) -> AcceptancePage:
    view = replace(seen(world, power), verdict={**VERDICT, "verdict": "VALID", "signatures": [SIGNATURE]})
    return acceptance_page(view, seen_reseller(world, power.reseller))


def missing_of(world: World, power: PowerOfAttorney) -> str:
    return accepting(world, power).missing


def test_acceptance_names_what_is_missing_until_it_is_there() -> None:
    world = World()
    power = signed(world)
    assert "Es fehlt ein Registerauszug" in missing_of(world, power)

    with_extract(world, power, dated_on=world.clock().date() - timedelta(days=120))
    assert "mehr als 90 Tage" in missing_of(world, power)

    with_extract(world, power)
    assert missing_of(world, power) == ""


def test_only_a_gbr_is_asked_for_the_declaration_of_all_partners() -> None:
    gbr, gmbh = World(), World()
    partners, directors = signed(gbr, "gbr-partners"), signed(gmbh)

    assert accepting(gbr, partners).asks_all_partners
    assert not accepting(gmbh, directors).asks_all_partners


# -- verdicts ---------------------------------------------------------------------------------------------------------


def test_a_bad_verdict_names_the_reason_and_who_should_have_signed() -> None:
    page = verdict_page(VERDICT)

    assert (page.label, page.tone, page.summary) == ("Ungültig", "bad", "")
    assert page.reasons == (("Unbekannter Aussteller.", "CHAIN_UNTRUSTED"),)
    line = page.signatures[0]
    assert (line.etsi, line.other_signer) == ("INDETERMINATE / NO_CERTIFICATE_CHAIN_FOUND", "Zoë Șerbănescu")


def test_a_claimed_time_is_never_shown_as_proven() -> None:
    assert verdict_time(SIGNATURE) == "24.11.2026, 11:05 Uhr (MEZ), eigene Angabe, nicht belegt"
    assert verdict_time({"signed_at": None, "signed_at_source": None}) == "–"


def test_a_file_without_any_signature_is_shown_too() -> None:
    page = verdict_page({**VERDICT, "verdict": "UNREADABLE", "signatures": []})

    assert (page.label, page.signatures) == ("Nicht lesbar", ())


# -- failures ---------------------------------------------------------------------------------------------------------


def failure(error: ServiceError, path: str = f"/vollmacht/{ID}/hochladen") -> FailurePage:
    return failure_page(error, path, sent=True)


def test_a_refused_upload_lists_every_reason_and_leads_back() -> None:
    page = failure(SignatureRefused([("NAME_MISMATCH", "Anderer Name."), ("NO_QSCD", "Kein sicheres Gerät.")]))

    assert page.points == ("Anderer Name.", "Kein sicheres Gerät.")
    assert page.back == (f"/vollmacht/{ID}", "Zurück zur Vollmacht")


def test_a_stale_upload_has_words_of_its_own() -> None:
    page = failure(SignatureRefused([("STALE_REVISION", "Inzwischen hat jemand anderes unterschrieben.")]))

    assert page.title == "Diese Datei ist nicht mehr aktuell"


@pytest.mark.parametrize("error", [NotFound(), Forbidden("Nein."), ForgedRequest(), Conflict("Nein.")])
def test_each_kind_of_error_has_its_title(error: ServiceError) -> None:
    assert failure(error).title == WORDS[error.code][0]


def every_code(kind: type[ServiceError] = ServiceError) -> set[str]:
    return {kind.code}.union(*(every_code(inner) for inner in kind.__subclasses__()))


def test_every_error_that_can_reach_a_page_has_words() -> None:
    # The log-in says its own beside the form; the others never leave a use case, or are ours to mend.
    elsewhere = {
        "service-error",
        "not-logged-in",
        "pair-unknown",
        "wrong-credentials",
        "signing-failed",
        "archive-checksum-mismatch",
        "mail-rejected",
        "scope-missing",
    }

    assert every_code() - elsewhere <= set(WORDS)


@pytest.mark.parametrize(
    ("path", "back"),
    [
        (f"/annahme/{ID}/annehmen", f"/annahme/{ID}"),
        (f"/notfaelle/{ID}/freigeben", f"/notfaelle/{ID}"),
        ("/kunden/K-10472/darf-ich", "/kunden/K-10472"),
        ("/vollmacht/neu", "/vollmacht/neu"),
        ("/pruefen/widerspruch", "/pruefen"),
        ("/notfall", "/notfall"),
        ("/entscheidungen/1/kontakt", "/"),
        ("//evil.example/kunden/", "/"),
    ],
)
def test_from_each_form_there_is_a_way_back(path: str, back: str) -> None:
    assert back_from(path)[0] == back


def test_the_frameworks_english_is_never_shown() -> None:
    faults = [
        Fault("$.reason", "STRING_TOO_SHORT", "Dieser Wert passt nicht: String should have at least 1 character."),
        Fault("$.court", "MISSING", "Dieses Feld fehlt."),
        Fault("$.dated_on", "DATE_FROM_DATETIME_PARSING", "Dieser Wert passt nicht: Input should be a valid date."),
    ]

    assert failure(InputRefused(faults)).points == (
        "Bitte füllen Sie „Begründung“ aus.",
        "Bitte füllen Sie „Registergericht“ aus.",
        "Die Angabe bei „Datum des Auszugs“ passt nicht.",
    )


def test_a_mutilated_address_is_a_page_that_does_not_exist() -> None:
    refused = InputRefused([Fault("$.id", "UUID_PARSING", "Dieser Wert passt nicht: Input should be a valid UUID.")])

    assert failure_page(refused, "/vollmacht/abc", sent=False).title == "Diese Seite gibt es nicht"


# -- doors ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/vorsorge", f"/vollmacht/{ID}", "/kunden?q=a"])
def test_the_log_in_leads_back_to_our_own_paths(path: str) -> None:
    assert ours(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/a\r\nb",
        "javascript:x",
    ],
)
def test_the_log_in_leads_nowhere_else(path: str) -> None:
    assert not ours(path)


def test_the_legal_form_is_not_said_twice() -> None:
    world = World()
    grantor = seen_reseller(world, effective(world).reseller).reseller.grantor

    assert named_with_form(grantor.name, grantor.legal_form) == grantor.name
    assert named_with_form("Pixelwerft", grantor.legal_form) == "Pixelwerft · GmbH"
