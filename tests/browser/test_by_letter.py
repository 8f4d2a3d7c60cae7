"""People without an account: they come by a letter, on a telephone, and leave when they have answered."""

import pytest

from tests.browser.conftest import Arrives
from tests.browser.letters import link_for
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]


def test_a_contact_accepts_reports_and_resigns(site: Site, arrives: Arrives) -> None:
    gmbh = site.customer()
    contact = gmbh.record["emergency_contacts"][0]["email"]
    gmbh.go(gmbh.render)
    visitor = arrives()

    visitor.open(link_for(site, contact, "einladung"))
    visitor.look("invitation")
    visitor.fill("Ihre Telefonnummer", "keine")
    visitor.fill("Ein Kennwort für das Telefon", "Apfelkuchen 7")
    visitor.press("Ja, ich nehme an")
    visitor.is_told("Bitte geben Sie eine Telefonnummer an")
    visitor.look("invitation-refused")
    visitor.fill("Ihre Telefonnummer", "+49 221 5550199")
    visitor.fill("Ein Kennwort für das Telefon", "Apfelkuchen 7")
    visitor.press("Ja, ich nehme an")
    visitor.sees_title("Danke, dass Sie da sind")
    visitor.look("invitation-accepted")

    role = link_for(site, contact, "kontakt")
    visitor.open(role)
    visitor.look("contact-role")
    visitor.unfold("Neues Kennwort für das Telefon")
    visitor.fill("Neues Kennwort", "Birnenkuchen 8")
    visitor.press("Kennwort speichern")
    visitor.sees("Ihr neues Kennwort ist gespeichert.")
    visitor.check("Unfall oder Krankheit")
    visitor.press("Notfall melden")
    visitor.sees("Ihre Meldung ist angekommen")
    visitor.look("emergency-reported-by-contact")

    visitor.open(role)
    visitor.unfold("Ich möchte die Aufgabe abgeben")
    visitor.press("Aufgabe abgeben")
    visitor.sees("Ihre Aufgabe ist beendet")
    visitor.open(role)
    visitor.look("link-used")


def test_a_co_signer_signs_by_his_link(site: Site, arrives: Arrives) -> None:
    gmbh = site.customer()
    gmbh.go(gmbh.render)
    visitor = arrives()

    visitor.open(link_for(site, gmbh.email(1), "mitzeichnung"))
    visitor.look("co-signature")
    visitor.press("Jetzt unterschreiben")
    visitor.consent()
    visitor.sees_title("Ihre Unterschrift ist angenommen")
    visitor.look("co-signature-accepted")


def test_a_co_signer_refuses_with_a_reason(site: Site, arrives: Arrives) -> None:
    gmbh = site.customer()
    gmbh.go(gmbh.render)
    visitor = arrives()

    visitor.open(link_for(site, gmbh.email(1), "mitzeichnung"))
    visitor.unfold("Ich möchte nicht unterschreiben")
    visitor.fill("Begründung", "Ich bin aus der Geschäftsführung ausgeschieden.")
    visitor.press("Nicht unterschreiben")
    visitor.sees("kommt nicht zustande")
    visitor.look("co-signature-refused")


def test_an_invitation_is_declined(site: Site, arrives: Arrives) -> None:
    gmbh = site.customer()
    gmbh.go(gmbh.render)
    visitor = arrives().open(link_for(site, gmbh.record["emergency_contacts"][0]["email"], "einladung"))
    visitor.press("Ich lehne ab")

    visitor.sees_title("Danke für Ihre Antwort")
    visitor.look("invitation-declined")
    arrives(gmbh.email()).open("/vorsorge/kontakte").sees("hat abgelehnt")


def test_who_signed_revokes_by_the_link_of_his_letter(site: Site, arrives: Arrives) -> None:
    trader = site.customer("sole-trader")
    trader.go(trader.render, trader.sign, trader.archive, trader.accept)
    link = link_for(site, trader.email(), "widerruf")
    visitor = arrives().open(link)
    visitor.sees("wirksam")
    visitor.look("revocation")
    visitor.fill("Grund", "Ich gebe das Geschäft auf.")
    visitor.press("Vollmacht widerrufen")

    visitor.sees_title("Ihr Widerruf ist angekommen")
    visitor.look("revocation-arrived")
    visitor.open(link)
    visitor.does_not_see_button("Vollmacht widerrufen")
    visitor.look("revocation-looked-at-again")
    arrives(trader.email()).open(f"/vollmacht/{trader.power}").sees("widerrufen und wird nicht mehr benutzt")


def test_a_wrong_link_is_told_kindly(arrives: Arrives) -> None:
    visitor = arrives().open("/einladung/abgeschnitten")

    visitor.sees_title("Dieser Link führt nirgendwohin")
    visitor.look("link-unknown")


def test_the_sandbox_s_letters_can_be_read(site: Site, arrives: Arrives) -> None:
    gmbh = site.customer()
    gmbh.go(gmbh.render)
    link_for(site, gmbh.email(1), "mitzeichnung")
    visitor = arrives("agent@sandbox.example")

    visitor.follow("Postausgang")
    visitor.unfold("Bitte unterschreiben Sie die Vollmacht")
    visitor.look("mailbox")
