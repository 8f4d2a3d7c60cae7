"""Acceptance, emergency, „Darf ich?“, sign of life, revocation, evidence: staff and reseller on the same matter."""

import io
import zipfile
from pathlib import Path

import pytest

from tests.browser.conftest import Arrives
from tests.browser.site import Customer, Site
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]
AGENT, TEAM_LEAD, AUDITOR, ADMIN = (f"{role}@sandbox.example" for role in ("agent", "team-lead", "auditor", "admin"))


def test_the_team_lead_accepts_once_the_register_is_shown(site: Site, arrives: Arrives, tmp_path: Path) -> None:
    gmbh = signed(site.customer())
    lead = arrives(TEAM_LEAD)
    lead.look("queue-with-acceptance")
    lead.follow(gmbh.number)
    lead.sees("Es fehlt ein Registerauszug")
    lead.does_not_see_button("Auftrag annehmen")
    lead.look("acceptance-extract-missing")

    agent = arrives(AGENT).open(f"/kunden/{gmbh.customer_no}?zweck=vollmacht")
    agent.unfold("Auszug erfassen")
    agent.fill("Registergericht", "Amtsgericht Hamburg")
    agent.fill("Nummer", "HRB 148213")
    agent.fill("Datum des Auszugs", site.today.isoformat())
    agent.attach("Datei", a_file(tmp_path / "auszug.pdf"))
    agent.check("Ich habe nachgesehen")
    agent.look("customer-recording-an-extract")
    agent.press("Erfassen")
    agent.sees("HRB 148213")

    lead.page.reload()
    lead.look("acceptance-ready")
    lead.press("Auftrag annehmen")
    lead.sees("wirksam")
    lead.look("vollmacht-effective-for-staff")
    grantor = arrives(gmbh.email())
    grantor.look("vorsorge-effective")
    grantor.follow(gmbh.number)
    grantor.look("vollmacht-effective")


def test_all_partners_of_a_gbr_must_have_been_declared(site: Site, arrives: Arrives) -> None:
    gbr = signed(site.customer("gbr-partners"))
    lead = arrives(TEAM_LEAD).open(f"/annahme/{gbr.power}")
    lead.look("acceptance-gbr")
    lead.check("Die Unterzeichner haben erklärt")
    lead.press("Auftrag annehmen")

    lead.sees("wirksam")


def test_the_team_lead_rejects_with_a_reason(site: Site, arrives: Arrives) -> None:
    trader = signed(site.customer("sole-trader"))
    lead = arrives(TEAM_LEAD).open(f"/annahme/{trader.power}")
    lead.unfold("Ablehnen")
    lead.fill("Begründung", "Das Unternehmen ist bei uns gekündigt.")
    lead.look("acceptance-rejecting")
    lead.press("Ablehnen")

    lead.sees("abgelehnt")
    grantor = arrives(trader.email()).open(f"/vollmacht/{trader.power}")
    grantor.look("vollmacht-rejected")


def test_an_agent_reports_and_only_another_person_approves(site: Site, arrives: Arrives, tmp_path: Path) -> None:
    gmbh = effective(site.customer())
    agent = arrives(AGENT)
    agent.look("search")
    agent.fill("Kundennummer, Name oder Domain", gmbh.customer_no)
    agent.press("Suchen")
    agent.follow(gmbh.customer_no)
    agent.sees("Kein Notfall")
    agent.look("customer-traffic-light")
    agent.follow("Es geht um einen Notfall")
    agent.look("customer-reporting")
    agent.choose("Was ist geschehen?", "DEATH")
    agent.choose("Wer meldet es?", "heir")
    agent.press("Notfall melden")
    agent.sees("gemeldet")
    agent.look("case-reported")
    address = agent.page.url
    arrives(gmbh.email()).look("vorsorge-emergency")

    agent.unfold("Nachweis hinzufügen")
    agent.choose("Art", "A")
    agent.fill("Bezeichnung", "Sterbeurkunde")
    agent.attach("Datei", a_file(tmp_path / "urkunde.pdf"))
    agent.look("case-adding-evidence")
    agent.press("Hinzufügen")
    agent.choose("Ich habe gerade nachgesehen", "NOTHING_FOUND")
    agent.press("Festhalten", within=agent.part("Ich habe gerade nachgesehen"))
    agent.sees("kein Eintrag gefunden")
    agent.choose("Weg", "Telefon")
    agent.fill("Ergebnis", "niemand erreicht")
    agent.press("Festhalten", within=agent.part("Wann?"))
    agent.press("Freigabe beantragen")
    agent.sees("wartet auf Freigabe")
    agent.does_not_see_button("Freigeben")
    agent.look("case-requested-by-me")

    lead = arrives(TEAM_LEAD)
    lead.look("queue-with-case")
    lead.open(address)
    lead.look("case-to-decide")
    reads_and_approves(lead, address)
    lead.sees("aktiv")
    lead.look("case-active")
    agent.open("/notfaelle").look("cases")
    agent.open(f"/kunden/{gmbh.customer_no}?zweck=endkunde").look("customer-active")


def test_an_agent_has_no_way_to_approve(site: Site, arrives: Arrives) -> None:
    gmbh = effective(site.customer())
    gmbh.report()
    gmbh.agent.post(f"/v1/emergency-cases/{gmbh.case}/approval-requests")
    agent = arrives(AGENT).open(f"/notfaelle/{gmbh.case}")
    # Even with a form that the page does not have.
    agent.page.evaluate(
        """path => { const form = document.querySelector('form[method=post]').cloneNode(true);
           form.action = path; form.insertAdjacentHTML('beforeend', '<input name="reason" value="ja">');
           document.body.append(form); HTMLFormElement.prototype.submit.call(form); }""",
        f"/notfaelle/{gmbh.case}/freigeben",
    )

    agent.sees_title("Das ist nicht erlaubt")
    agent.look("forbidden")


def test_a_team_lead_who_asked_cannot_approve_himself(site: Site, arrives: Arrives) -> None:
    gmbh = effective(site.customer())
    gmbh.report()
    gmbh.team_lead.post(f"/v1/emergency-cases/{gmbh.case}/approval-requests")
    lead = arrives(TEAM_LEAD).open(f"/notfaelle/{gmbh.case}")

    lead.sees("Freigeben muss eine andere Person.")
    lead.does_not_see_button("Freigeben")
    lead.look("case-decided-by-other")


def test_what_is_missing_for_an_approval_is_said_and_the_case_can_be_returned(site: Site, arrives: Arrives) -> None:
    gmbh = effective(site.customer())
    gmbh.report()
    gmbh.agent.post(f"/v1/emergency-cases/{gmbh.case}/approval-requests")
    lead = arrives(TEAM_LEAD).open(f"/notfaelle/{gmbh.case}")
    for name in opened(lead):
        lead.download(name)
    lead.page.reload()
    decide(lead, "Eilt.")
    lead.sees_title("Für die Freigabe fehlt noch etwas")
    lead.sees("Insolvenzregister")
    lead.look("approval-incomplete")

    lead.follow("Zurück zum Notfall")
    lead.unfold("Zurückgeben oder verwerfen")
    lead.fill("Begründung der Rückgabe", "Bitte das Insolvenzregister prüfen.")
    lead.look("case-returning")
    lead.press("Zurückgeben")
    lead.sees("in Prüfung")


def test_may_i_says_no_before_the_case_and_yes_with_obligations_after(site: Site, arrives: Arrives) -> None:
    gmbh = effective(site.customer())
    agent = arrives(AGENT)
    ask(agent, gmbh, "INFORM_END_CUSTOMER", "EK-88213")
    agent.sees_title("Nein")
    agent.sees("CASE_NONE")
    agent.look("may-i-no-case")

    gmbh.go(gmbh.report, gmbh.approve)
    ask(agent, gmbh, "INFORM_END_CUSTOMER", "EK-88213")
    agent.sees_title("Ja, mit Auflagen")
    agent.look("may-i-yes")
    agent.fill("Ergebnis", "erreicht und informiert")
    agent.check("Der Datenschutzhinweis")
    agent.press("Festhalten")
    agent.sees("Der Kontakt ist festgehalten")
    agent.look("may-i-contact-logged")
    ask(agent, gmbh, "GIVE_AUTH_CODE_TO_HOLDER", "EK-88214", "baeckerei-thoennes.example")
    agent.sees("DOMAIN_HOLDER_IS_GRANTOR")
    agent.look("may-i-no-holder")


def test_one_click_on_i_am_well_ends_the_emergency(site: Site, arrives: Arrives) -> None:
    gmbh = effective(site.customer())
    gmbh.go(gmbh.report, gmbh.approve)
    grantor = arrives(gmbh.email(1))
    grantor.press("Mir geht es gut")

    grantor.does_not_see_button("Mir geht es gut")
    agent = arrives(AGENT).open(f"/notfaelle/{gmbh.case}")
    agent.sees("beendet")
    agent.look("case-stood-down")


def test_one_director_revokes_alone_and_the_answer_is_no(site: Site, arrives: Arrives) -> None:
    gmbh = effective(site.customer())
    gmbh.go(gmbh.report, gmbh.approve)
    second = arrives(gmbh.email(1)).open(f"/vollmacht/{gmbh.power}")
    second.press("Vollmacht widerrufen")

    second.sees("widerrufen und wird nicht mehr benutzt")
    second.look("vollmacht-revoked")
    agent = arrives(AGENT)
    ask(agent, gmbh, "INFORM_END_CUSTOMER", "EK-88213")
    agent.sees("POWER_OF_ATTORNEY_REVOKED")
    agent.open(f"/kunden/{gmbh.customer_no}?zweck=vollmacht").look("customer-revoked")


def test_a_revocation_by_somebody_unknown_suspends(site: Site, arrives: Arrives) -> None:
    gmbh = effective(site.customer())
    agent = arrives(AGENT).open(f"/vollmacht/{gmbh.power}")
    agent.fill("Wer widerruft?", "unbekannt@irgendwo.example")
    agent.press("Widerruf aufnehmen")

    agent.sees("ausgesetzt")
    agent.look("vollmacht-suspended-for-staff")
    arrives(gmbh.email()).open(f"/vollmacht/{gmbh.power}").look("vollmacht-suspended")


def test_the_auditor_downloads_the_package_and_a_file_is_judged(site: Site, arrives: Arrives, tmp_path: Path) -> None:
    gmbh = effective(site.customer())
    auditor = arrives(AUDITOR)
    auditor.look("evidence-list")
    auditor.download(f"Nachweispaket {gmbh.number}").save_as(tmp_path / "evidence.zip")
    with zipfile.ZipFile(tmp_path / "evidence.zip") as package:
        names = {Path(name).name for name in package.namelist()}
        pdf = next(package.read(name) for name in package.namelist() if name.endswith("data/vollmacht.pdf"))
    assert {"vollmacht.pdf", "verdict.json", "VERIFY.md"} <= names
    auditor.open(f"/vollmacht/{gmbh.power}").look("vollmacht-for-the-auditor")

    agent = arrives(AGENT)
    agent.open("/datei-pruefen").look("verify")
    for content, said in ((pdf, "Gültig"), (pdf.replace(b"2026", b"2027", 1), "Ungültig"), (b"no PDF", "Nicht lesbar")):
        agent.open("/datei-pruefen")
        agent.attach("PDF", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": content})
        agent.press("Prüfen")
        agent.sees(said)
        agent.look(f"verify-{said.split()[0].lower().replace('ü', 'ue')}-{len(content) < 10}")


def test_the_administration_looks_and_does_not_act(site: Site, arrives: Arrives) -> None:
    gmbh = effective(site.customer())
    admin = arrives(ADMIN).open(f"/kunden/{gmbh.customer_no}?zweck=vollmacht")

    admin.does_not_see_button("Fragen")
    admin.look("customer-for-the-administration")


def signed(customer: Customer) -> Customer:
    return customer.go(customer.render, customer.sign, customer.archive)


def effective(customer: Customer) -> Customer:
    return signed(customer).go(customer.record_extracts, customer.accept)


def ask(agent: Visitor, customer: Customer, action: str, end_customer: str, domain: str = "") -> None:
    agent.open(f"/kunden/{customer.customer_no}?zweck=endkunde")
    agent.choose("Was möchten Sie tun?", action)
    agent.fill("Endkunde (Referenz)", end_customer)
    agent.fill("Domain (wenn", domain)
    agent.press("Fragen")


def reads_and_approves(lead: Visitor, address: str) -> None:
    """Not before he has opened the deed."""
    decide(lead, "Sterbeurkunde liegt vor, kein Insolvenzverfahren.")
    lead.sees("Bitte öffnen Sie zuerst jeden Nachweis")
    lead.look("approval-unread")
    lead.open(address)
    lead.download("Sterbeurkunde")
    lead.page.reload()
    lead.sees("von Ihnen geöffnet")
    decide(lead, "Sterbeurkunde liegt vor, kein Insolvenzverfahren.")


def opened(lead: Visitor) -> list[str]:
    """What evidence there is, by its name."""
    return lead.page.locator("section", has_text="Nachweise").locator("li a").all_inner_texts()


def decide(lead: Visitor, reason: str) -> None:
    lead.fill("Begründung der Freigabe", reason)
    lead.check("Ich habe Nachweise")
    lead.press("Freigeben")


def a_file(path: Path) -> Path:
    path.write_bytes(io.BytesIO(b"%PDF-1.7\n% Muster\n").getvalue())
    return path
