"""The end customer's page: what each pair of code and domain is told, in two languages, and how often one may ask."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from service.domain.access import OPERATOR, Actor, Role
from service.domain.emergency_case import CaseState, EmergencyCase, Ground
from service.domain.ids import EmergencyCaseId, VerificationCodeId
from service.domain.parties import Scope
from service.domain.verification_code import VALID_FOR, VerificationCode, digest_of
from service.pages.public_check_words import FAULTS, LANGUAGES, SCOPES_OUTSIDE, STANDINGS
from service.use_cases.look_up_code import Standing
from tests.service.conftest import ORIGIN, Site

CODE, DOMAIN, REF = "V-7KQ4-M3XB-9DTW", "cafe-groessenwahn.example", "EK-88213"
TYPED = {"code": CODE, "domain": DOMAIN, "viewer": "Søren Ångström"}
INPUT = re.compile(r'<input id="(?:code|domain)"[^>]*>')


def at_home(site: Site, number: int = 1) -> TestClient:
    """Somebody at an address of his own."""
    return TestClient(site.app, base_url=ORIGIN, client=(f"198.51.100.{number}", 1))


@pytest.fixture
def written(invited: Site) -> Site:
    """A letter bears the code; the Vollmacht behind it is not in effect (any more)."""
    tools = invited.tools
    now = tools.clock()
    with tools.transactions(OPERATOR) as work:
        reseller = work.resellers.by_customer_no("K-10472")
        assert reseller is not None
        id = EmergencyCaseId(tools.new_id())
        case = EmergencyCase(
            id=id, reseller=reseller.id, code="N-7KQ4-M3XB", state=CaseState.ACTIVE, ground=Ground.DEATH, reporter="agent",
            reported_by="agent", reported_at=now, active_from=now, active_until=now + timedelta(days=30),
        )  # fmt: skip
        work.emergency_cases.save(case)
        work.verification_codes.replace(
            VerificationCode(
                id=VerificationCodeId(tools.new_id()), reseller=reseller.id, end_customer=REF, case=id,
                power_of_attorney=work.powers_of_attorney.of(reseller.id)[0].id, digests=(digest_of(CODE, DOMAIN),),
                created_at=now, valid_until=now + VALID_FOR,
            )
        )  # fmt: skip
    return invited


def test_an_ended_vollmacht_is_shown_as_ended_with_who_acted_for_whom(written: Site) -> None:
    page = at_home(written).post("/pruefen", data={**TYPED, "code": CODE.lower(), "domain": f"https://www.{DOMAIN}/"})

    assert page.status_code == 200
    assert "Beendet" in page.text
    assert "Pixelwerft Agentur für digitale Räume GmbH" in page.text
    assert "Todesfall" not in page.text
    assert "Thönnes" not in page.text
    assert "kontaktieren Sie mich nicht mehr" in page.text


def test_a_wrong_code_a_wrong_domain_and_nonsense_are_answered_in_one_way(written: Site) -> None:
    wrong = [{"code": "V-3333-6666-7777"}, {"domain": "baeckerei-thoennes.example"}, {"code": "🙂", "domain": "' OR 1=1 --"}]
    pages = [at_home(written, number).post("/pruefen", data=TYPED | one) for number, one in enumerate(wrong)]

    assert {page.status_code for page in pages} == {422}
    assert len({INPUT.sub("", page.text) for page in pages}) == 1
    assert "finden wir nichts" in pages[0].text
    assert "Pixelwerft" not in pages[0].text


def test_what_is_missing_is_said_field_by_field_in_the_readers_language(written: Site) -> None:
    german, english = (
        at_home(written, n).post("/pruefen", data={"sprache": language}) for n, language in enumerate(("de", "en"))
    )

    assert german.status_code == english.status_code == 422
    assert all(text in english.text for text in FAULTS.values())
    assert "Bitte nennen Sie Ihren Namen." in german.text
    assert '<html lang="en">' in english.text
    assert "<title>Error: Is this message genuine?" in english.text


def test_an_objection_acts_at_once_and_is_said_back(written: Site) -> None:
    page = at_home(written).post("/pruefen/widerspruch", data={**TYPED, "sprache": "en"})

    assert page.status_code == 200
    assert "we will not contact you" in page.text
    with written.tools.transactions(OPERATOR) as work:
        reseller = work.resellers.by_customer_no("K-10472")
        assert reseller is not None
        assert work.customer_objections.objected(reseller.id, REF)
    wrong = at_home(written, 2).post("/pruefen/widerspruch", data={**TYPED, "domain": "baeckerei-thoennes.example"})
    assert wrong.status_code == 422


def test_the_grantor_sees_who_looked_under_the_name_given(written: Site) -> None:
    at_home(written).post("/pruefen", data=TYPED)
    with written.tools.transactions(OPERATOR) as work:
        reseller = work.resellers.by_customer_no("K-10472")
        assert reseller is not None
        power = work.powers_of_attorney.of(reseller.id)[0].id
    page = written.browser("gross-weiss@pixelwerft.example").get(f"/vollmacht/{power}")

    assert "Søren Ångström" in page.text
    assert REF in page.text


def test_four_tries_a_minute_from_one_network_and_ten_at_one_code(written: Site) -> None:
    one = at_home(written)
    assert [one.post("/pruefen", data=TYPED | {"code": f"V-{n}333"}).status_code for n in range(5)] == [422] * 4 + [429]

    several = [
        at_home(written, 10 + n // 3).post("/pruefen", data=TYPED | {"domain": f"d{n}.example"}).status_code for n in range(11)
    ]
    assert several == [422] * 10 + [429]


def test_a_code_past_its_time_says_nothing_but_that(written: Site) -> None:
    late = written.after(VALID_FOR + timedelta(seconds=1))
    page = at_home(late).post("/pruefen", data=TYPED)

    assert "gilt nicht mehr" in page.text
    assert "Pixelwerft" not in page.text


def test_another_sites_form_is_refused(written: Site) -> None:
    assert at_home(written).post("/pruefen", data=TYPED, headers={"origin": "https://evil.example"}).status_code == 403


def test_both_languages_say_the_same_things() -> None:
    assert LANGUAGES["de"].keys() == LANGUAGES["en"].keys()
    assert all(STANDINGS[language].keys() == set(Standing) for language in LANGUAGES)
    outside = set(Scope) - {Scope.COORDINATE_WITH_CONTACT}
    assert all(SCOPES_OUTSIDE[language].keys() == outside for language in LANGUAGES)


def test_codes_are_kept_per_case_and_end_customer_and_another_tenant_sees_none(written: Site) -> None:
    with written.tools.transactions(OPERATOR) as work:
        found = work.verification_codes.by_digest(digest_of(CODE, DOMAIN))
        assert found is not None
        again = replace(found, id=VerificationCodeId(written.tools.new_id()), digests=("a" * 64, "b" * 64))
        work.verification_codes.replace(again)
        assert work.verification_codes.by_digest(digest_of(CODE, DOMAIN)) is None
        assert work.verification_codes.by_digest("b" * 64) == again
        assert list(work.verification_codes.of_case(found.case)) == [again]
        stranger = next(one for one in work.resellers.all() if one.id != found.reseller)
    with written.tools.transactions(Actor(label="other", role=Role.RESELLER, reseller=stranger.id)) as work:
        assert work.verification_codes.by_digest("b" * 64) is None
        assert work.verification_codes.forget(written.tools.clock() + timedelta(days=400)) == 0
    with written.tools.transactions(OPERATOR) as work:
        assert work.verification_codes.forget(written.tools.clock() + timedelta(days=400)) == 1


def test_who_looked_is_kept_and_forgotten(written: Site) -> None:
    at_home(written).post("/pruefen", data=TYPED)
    now = written.tools.clock()
    with written.tools.transactions(OPERATOR) as work:
        assert work.verification_codes.forget_looks(now - timedelta(days=1)) == 0
        assert work.verification_codes.forget_looks(now + timedelta(days=1)) == 1
