"""An emergency's account, from what was really logged and spent to the PDF its reader gets."""

import io
from dataclasses import replace
from uuid import UUID

from pypdf import PdfReader

from service.documents.writer import FormsWriter
from service.domain.access import WORKER
from service.domain.ids import EmergencyCaseId
from service.domain.power_of_attorney import BERLIN
from service.use_cases.issue_account import emergency_account
from tests.service.api.test_story import AGENT, QUESTION, TEAM_LEAD, active, effective, post
from tests.service.conftest import Site
from tests.service.web.test_tenants import OWNER, STRANGER


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def wound_down(site: Site) -> str:
    """A case in which one customer was told and one domain was paid for."""
    effective(site)
    case = active(site)
    decision = post(site, AGENT, "/v1/authority-decisions", QUESTION)["decision_id"]
    post(site, AGENT, f"/v1/authority-decisions/{decision}/contacts", {"outcome": "unterrichtet", "notice_given": True}, 201)
    spent = {"action": "RENEW_DOMAIN", "end_customer": "EK-88213", "what": "ein Jahr", "cost_eur": "24.90"}
    post(
        site,
        AGENT,
        f"/v1/emergency-cases/{case}/expenses",
        {**spent, "on": str(site.tools.clock().astimezone(BERLIN).date())},
        201,
    )
    assert site.api(AGENT).get(f"/v1/emergency-cases/{case}/account").status_code == 404
    post(site, TEAM_LEAD, f"/v1/emergency-cases/{case}/winding-down", {})
    return case


def test_a_draft_until_it_is_closed_then_the_same_bytes_for_whoever_may_read_it(site: Site) -> None:
    case = wound_down(site)
    address = f"/v1/emergency-cases/{case}/account"
    draft = site.api(TEAM_LEAD).get(address)
    post(site, TEAM_LEAD, f"/v1/emergency-cases/{case}/closing", {"account_to": "HEIRS"})

    kept = [site.api(who).get(address) for who in (OWNER, AGENT, OWNER)]

    assert [one.status_code for one in (draft, *kept)] == [200] * 4
    assert len({one.content for one in kept}) == 1
    assert site.api(STRANGER).get(address).status_code == 404


def test_who_is_owed_an_account_reads_what_was_done_and_what_it_cost(site: Site) -> None:
    case = wound_down(site)
    post(site, TEAM_LEAD, f"/v1/emergency-cases/{case}/closing", {"account_to": "HEIRS"})

    account = emergency_account(EmergencyCaseId(UUID(case)), WORKER, replace(site.tools, documents=FormsWriter()))

    text = text_of(account.content)
    for words in (
        "Rechenschaft",
        "Kunden unterrichtet",
        "Domain verlängert",
        "ein Jahr",
        "24,90",
        "Löschung ausgesetzt",
        "die Erben",
    ):
        assert words in text, words
