"""The Vollmacht wizard: who must sign is computed and explained, nothing beyond the core is ticked, and what is frozen was read before."""

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from httpx2 import Response

from service.domain.access import OPERATOR
from service.domain.parties import Scope
from service.domain.power_of_attorney import CORE_SCOPES, PowerOfAttorney, State
from service.pages.document_changes import changes_between, marked_text
from service.pages.draft import SignersForm, signers_form
from service.use_cases.find_reseller import view_reseller
from service.use_cases.remove_contact import remove_contact
from service.use_cases.view_power_of_attorney import reading_view
from tests.fakes.world import World
from tests.service.conftest import Site
from tests.service.pages.conftest import GRANTOR
from tests.service.pages.people import FIRST, PROKURIST
from tests.service.use_cases.story import imported, representative, submitted

TERMS = {"unreachable_days": "21", "waiting_days": "30", "cost_cap": "59,9", "term_years": "3"}


def form_for(name: str, email: str = FIRST, chosen: str = "") -> SignersForm:
    world = World()
    return signers_form(world.work.resellers.get(imported(world, name)), "/vollmacht/neu", email, chosen=chosen)


def test_a_jointly_represented_gmbh_is_told_that_two_sign_and_may_choose_which() -> None:
    form = form_for("gmbh-joint")

    assert form.explanation.startswith(
        "Es unterschreiben 2 Personen gemeinsam; Sie können wählen, welche; allein ist keine davon"
    )
    assert "§ 35" in form.explanation
    assert [one.ticked for one in form.sets] == [True, False, False]
    assert form.sets[0].names == "Sie und Zoë Șerbănescu (Geschäftsführung)"
    assert "Sie" not in form.sets[2].names.split(" ")
    assert dict(form.facts)["Vertretung"] == "2 Personen vertreten gemeinsam"


def test_somebody_who_looks_is_called_you_wherever_he_signs() -> None:
    assert form_for("gmbh-joint", PROKURIST).sets[1].names == "Sie und Dr. Jürgen Maximilian Groß-Weiß (Geschäftsführung)"


def test_one_who_signs_alone_is_told_that_his_signature_suffices() -> None:
    form = form_for("sole-trader", "hallo@ineskraemer.example")

    assert form.explanation.startswith("Eine Unterschrift genügt")
    assert [one.names for one in form.sets] == ["Sie"]


def test_all_partners_of_a_gbr_sign() -> None:
    form = form_for("gbr-partners", "nobody@example.org")

    assert form.explanation.startswith("Es unterschreiben ")
    assert "gemeinsam; allein ist keine davon berechtigt (§ 720 BGB)" in form.explanation
    assert form.sets[0].names.count("(Gesellschafter") == 3


class Wizard:
    """One reseller's browser on the wizard's pages."""

    def __init__(self, site: Site) -> None:
        self.site, self.browser = site, site.browser(GRANTOR)
        page = self.browser.get("/vollmacht/neu").text
        self.sets = re.findall(r'name="signers" value="([^"]+)"', page)
        answer = self.send("/vollmacht/neu", signers=self.sets[0])
        self.path = answer.headers["location"].removesuffix("/umfang")

    def send(self, path: str, **typed: str | list[str]) -> Response:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.browser.get("/vorsorge").text)
        assert found
        return self.browser.post(path, data={"csrf_token": found[1], **typed})

    def draft(self) -> PowerOfAttorney:
        with self.site.tools.transactions(OPERATOR) as work:
            reseller = work.resellers.by_customer_no("K-10472")
            assert reseller is not None
            return work.powers_of_attorney.of(reseller.id)[0]


def test_nothing_beyond_the_core_is_ticked_though_the_record_proposes_more(site: Site) -> None:
    wizard = Wizard(site)

    assert wizard.draft().terms.scopes == CORE_SCOPES
    ticked = re.findall(r'name="scopes" value="(\w+)" checked', wizard.browser.get(f"{wizard.path}/umfang").text)
    assert ticked == [scope.value for scope in CORE_SCOPES]


def test_from_the_first_step_to_the_frozen_document(site: Site) -> None:
    wizard = Wizard(site)
    assert wizard.send(f"{wizard.path}/wer", signers=wizard.sets[1]).headers["location"] == f"{wizard.path}/umfang"
    chosen = wizard.send(f"{wizard.path}/umfang", scopes=["RENEW_DOMAIN", "OFFER_DIRECT_CONTRACT"])
    assert chosen.headers["location"] == f"{wizard.path}/bedingungen"
    assert wizard.send(f"{wizard.path}/bedingungen", **TERMS, at_once="true").headers["location"] == f"{wizard.path}/vorschau"

    draft = wizard.draft()
    assert draft.terms.scopes == (Scope.RENEW_DOMAIN, Scope.OFFER_DIRECT_CONTRACT)
    assert (draft.terms.trigger.unreachable_days, draft.terms.trigger.waiting_days, draft.terms.term_years) == (21, 30, 3)
    assert draft.terms.cost_cap_eur_per_month == Decimal("59.90")
    assert draft.terms.cooling_off == timedelta(0)
    assert " ".join(one.representative.email for one in draft.signers) == wizard.sets[1].replace("&#43;", "+")
    assert wizard.browser.get(f"{wizard.path}/entwurf").content.startswith(b"%PDF")

    assert wizard.send(f"{wizard.path}/einreichen").status_code == 303
    assert wizard.draft().state is State.AWAITING_SIGNATURES
    for step in ("wer", "umfang", "bedingungen", "vorschau"):
        assert wizard.browser.get(f"{wizard.path}/{step}").status_code == 409
    assert wizard.send(f"{wizard.path}/umfang", scopes="RENEW_DOMAIN").status_code == 409


@pytest.mark.parametrize(
    ("step", "typed", "said"),
    [
        ("umfang", {}, "mindestens eine Befugnis"),
        ("umfang", {"scopes": "NO_SUCH"}, "Diese Befugnis gibt es nicht"),
        ("umfang", {"scopes": "RENEW_DOMAIN", "self_dealing": "true"}, "nur zusammen mit der Mitwirkung"),
        ("bedingungen", {**TERMS, "unreachable_days": "13"}, "14 bis 180 Tage."),
        ("bedingungen", {**TERMS, "waiting_days": "91"}, "14 bis 90 Tage."),
        ("bedingungen", {**TERMS, "waiting_days": "²"}, "ganze Zahl"),
        ("bedingungen", {**TERMS, "cost_cap": "viel"}, "Betrag"),
        ("bedingungen", {**TERMS, "term_years": "11"}, "1 bis 10 Jahre."),
        ("wer", {"signers": GRANTOR}, "nicht wirksam vertreten"),
    ],
)
def test_what_cannot_be_granted_is_said_beside_the_form_and_nothing_changes(
    site: Site, step: str, typed: dict[str, str], said: str
) -> None:
    wizard = Wizard(site)
    before = wizard.draft()
    answer = wizard.send(f"{wizard.path}/{step}", **typed)

    assert answer.status_code == 422
    assert said in answer.text
    assert wizard.draft() == before


def test_another_reseller_does_not_find_the_draft(site: Site) -> None:
    wizard = Wizard(site)
    stranger = site.browser("hallo@ineskraemer.example")

    for step in ("wer", "umfang", "bedingungen", "vorschau", "entwurf"):
        assert stranger.get(f"{wizard.path}/{step}").status_code == 404


def test_a_begun_draft_is_offered_instead_of_a_second_one(site: Site) -> None:
    wizard = Wizard(site)

    assert f'href="{wizard.path}/umfang"' in wizard.browser.get("/vollmacht/neu").text


def test_changes_are_named_against_what_was_frozen() -> None:
    before = {
        "number": "VM-2026-000001", "scopes": ["RENEW_DOMAIN"], "cost_cap_eur_per_month": "60.00", "term_years": 5,
        "trigger": {"unreachable_days": 14}, "signers": [{"title": None, "given_name": "Zoë", "surname": "Șerbănescu"}],
    }  # fmt: skip
    now = {
        **before, "number": "VM-2026-000002", "scopes": ["INFORM_END_CUSTOMER"], "cost_cap_eur_per_month": "99.90",
        "trigger": {"unreachable_days": 30},
    }  # fmt: skip
    changes = changes_between(json.dumps(before).encode(), json.dumps(now).encode())

    assert [(one.what, one.before, one.now) for one in changes] == [
        ("Kostengrenze im Monat", "60,00 €", "99,90 €"),
        ("Nicht erreichbar nach", "14 Tagen", "30 Tagen"),
        ("Befugnis", "Domains verlängern", ""),
        ("Befugnis", "", "Ihre Kunden benachrichtigen"),
    ]


def test_only_new_paragraphs_are_marked_and_a_new_number_is_none() -> None:
    before = '<p><span class="number">(1)</span> gleich</p><td>VM-2026-000001</td><p>weg</p>'
    now = '<p><span class="number">(2)</span> gleich</p><td>VM-2026-000002</td><p class="x">neu &lt;b&gt;</p>'

    assert marked_text(now, before) == (
        '<p><span class="number">(2)</span> gleich</p><td>VM-2026-000002</td><p class="x"><mark>neu &lt;b&gt;</mark></p>'
    )


def test_all_who_sign_read_the_same_text_whatever_changed_at_the_resellers_since() -> None:
    world = World()
    power = submitted(world)
    me = representative(world, FIRST)
    before = reading_view(power.id, me, world.tools())
    for contact in view_reseller(power.reseller, me, world.tools()).contacts:
        remove_contact(contact.id, me, world.tools())
    assert power.document is not None
    world.work.documents.reading_views[power.document] = before.replace("VM", "as issued")

    assert "as issued" in reading_view(power.id, me, world.tools())
