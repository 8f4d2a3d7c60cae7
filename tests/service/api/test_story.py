"""The main job through the API, on a real database."""

from typing import Any

import pytest

from service.domain.errors import SigningPaused
from service.domain.power_of_attorney import BERLIN
from tests.service.conftest import Site

DIRECTORS = ("gross-weiss@pixelwerft.example", "zoe@pixelwerft.example")
AGENT, TEAM_LEAD, AUDITOR, ADMIN = (f"{role}@hoster.example" for role in ("agent", "team_lead", "auditor", "admin"))
QUESTION = {"customer_no": "K-10472", "action": "INFORM_END_CUSTOMER", "end_customer": "EK-88213"}


def post(site: Site, who: str, path: str, given: object = None, status: int = 200) -> Any:
    answer = site.api(who).post(path, json=given if given is not None else {})
    assert answer.status_code == status, answer.text
    return answer.json()


def issued(site: Site) -> str:
    power = post(site, DIRECTORS[0], "/v1/resellers/K-10472/powers-of-attorney", {"cooling_off_days": 0}, 201)["id"]
    post(site, DIRECTORS[0], f"/v1/powers-of-attorney/{power}/submission")
    return str(power)


def sign(site: Site, power: str, who: str) -> Any:
    leg = post(site, who, f"/v1/powers-of-attorney/{power}/signatures")
    while leg["redirect_to"]:
        state = f"state-{leg['redirect_to'].rsplit('/', 1)[1]}"
        leg = post(site, who, "/v1/signature-callbacks", {"state": state, "code": "c"})
    return leg


def effective(site: Site) -> str:
    power = issued(site)
    for who in DIRECTORS:
        assert sign(site, power, who)["state"] == "COMPLETE"
    site.work_off()
    extract = {"of": "GRANTOR", "court": "Amtsgericht Hamburg", "number": "HRB 1", "shows_authority": "true"}
    today = site.tools.clock().astimezone(BERLIN).date().isoformat()
    answer = site.api(AGENT).post(
        "/v1/resellers/K-10472/register-extracts",
        data={**extract, "dated_on": today},
        files={"file": ("extract.pdf", b"extract", "application/pdf")},
    )
    assert answer.status_code == 201, answer.text
    assert post(site, TEAM_LEAD, f"/v1/powers-of-attorney/{power}/acceptance")["state"] == "EFFECTIVE"
    return power


def active(site: Site) -> str:
    case = post(site, AGENT, "/v1/resellers/K-10472/emergency-cases", {"ground": "DEATH", "reporter": "heir"}, 201)["id"]
    answer = site.api(AGENT).post(
        f"/v1/emergency-cases/{case}/evidence",
        data={"tier": "A", "kind": "Urkunde"},
        files={"file": ("d.pdf", b"deed", "application/pdf")},
    )
    assert answer.status_code == 201, answer.text
    post(site, AGENT, f"/v1/emergency-cases/{case}/insolvency-checks", {"finding": "NOTHING_FOUND"}, 201)
    post(site, AGENT, f"/v1/emergency-cases/{case}/approval-requests", {}, 201)
    unread = post(site, TEAM_LEAD, f"/v1/emergency-cases/{case}/approvals", {"reason": "ungesehen"}, 409)
    assert "öffnen" in unread["detail"]
    read = site.api(TEAM_LEAD).get(f"/v1/emergency-cases/{case}/evidence/{answer.json()['evidence'][0]['id']}")
    assert read.content == b"deed"
    assert post(site, TEAM_LEAD, f"/v1/emergency-cases/{case}/approvals", {"reason": "gesehen"}, 201)["state"] == "ACTIVE"
    return str(case)


def test_from_draft_to_a_permitted_and_logged_contact(site: Site) -> None:
    power = effective(site)
    assert post(site, AGENT, "/v1/authority-decisions", QUESTION)["decision"] == "DENY"
    case = active(site)

    decision = post(site, AGENT, "/v1/authority-decisions", QUESTION)

    assert decision["decision"] == "ALLOW_WITH_OBLIGATIONS"
    again = post(
        site,
        AGENT,
        f"/v1/authority-decisions/{decision['decision_id']}/contacts",
        {"outcome": "erreicht", "notice_given": True},
        201,
    )
    assert again["decision"] == "ALLOW_WITH_OBLIGATIONS"
    evidence = site.api(AGENT).get(f"/v1/emergency-cases/{case}").json()["evidence"][0]["id"]
    assert site.api(AGENT).get(f"/v1/emergency-cases/{case}/evidence/{evidence}").content == b"deed"
    assert site.api(AUDITOR).get(f"/v1/powers-of-attorney/{power}/evidence").content.startswith(b"PK")
    assert site.api(AUDITOR).get(f"/v1/powers-of-attorney/{power}/verdict").json()["verdict"] == "VALID"


def test_after_a_revocation_nothing_goes_any_more(site: Site) -> None:
    power = effective(site)
    active(site)

    revoked = post(site, DIRECTORS[1], f"/v1/powers-of-attorney/{power}/revocations", {}, 201)

    assert revoked["state"] == "REVOKED"
    failing = {
        one["code"] for one in post(site, AGENT, "/v1/authority-decisions", QUESTION)["reasons"] if one["outcome"] == "FAIL"
    }
    assert "POWER_OF_ATTORNEY_REVOKED" in failing


def test_the_grantors_word_ends_the_emergency(site: Site) -> None:
    effective(site)
    case = active(site)

    assert (
        post(site, DIRECTORS[0], f"/v1/emergency-cases/{case}/stand-down", {"reason": "Mir geht es gut"})["state"] == "STOOD_DOWN"
    )
    assert post(site, AGENT, "/v1/authority-decisions", QUESTION)["decision"] == "DENY"


def test_a_declined_signature_says_so_and_leaves_the_vollmacht_signable(site: Site) -> None:
    power = issued(site)
    leg = post(site, DIRECTORS[0], f"/v1/powers-of-attorney/{power}/signatures")
    state = f"state-{leg['redirect_to'].rsplit('/', 1)[1]}"

    declined = post(site, DIRECTORS[0], "/v1/signature-callbacks", {"state": state, "error": "access_denied"})

    assert (declined["state"], declined["failure"]) == ("FAILED", "DECLINED")
    assert declined["failure_text"]
    assert sign(site, power, DIRECTORS[0])["state"] == "COMPLETE"


def test_a_foreign_or_invented_callback_is_refused(site: Site) -> None:
    power = issued(site)
    leg = post(site, DIRECTORS[0], f"/v1/powers-of-attorney/{power}/signatures")
    state = f"state-{leg['redirect_to'].rsplit('/', 1)[1]}"

    assert post(site, DIRECTORS[1], "/v1/signature-callbacks", {"state": state, "code": "c"}, 400)["code"] == "unknown-callback"
    assert (
        post(site, DIRECTORS[0], "/v1/signature-callbacks", {"state": "invented", "code": "c"}, 400)["code"] == "unknown-callback"
    )


def test_while_one_signs_the_other_waits(site: Site) -> None:
    power = issued(site)
    post(site, DIRECTORS[0], f"/v1/powers-of-attorney/{power}/signatures")

    assert post(site, DIRECTORS[1], f"/v1/powers-of-attorney/{power}/signatures", status=409)["code"] == "conflict"


def test_an_uploaded_file_goes_the_same_way(site: Site) -> None:
    power = issued(site)
    document = site.api(DIRECTORS[0]).get(f"/v1/powers-of-attorney/{power}/document").content

    answer = site.api(DIRECTORS[0]).post(f"/v1/powers-of-attorney/{power}/signed-files", content=document + b"|signature-1")

    assert answer.json()["state"] == "PARTIALLY_SIGNED"


def test_an_import_names_every_fault(site: Site) -> None:
    answer = site.api(ADMIN).post("/v1/imports", content=b'{"reseller": {}}')

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "input-refused")
    assert {"$.hoster", "$.representatives"} <= {fault["path"] for fault in problem["faults"]}


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [({"customer_no": "K"}, "$.action", "MISSING"), ({**QUESTION, "extra": 1}, "$.extra", "UNKNOWN_FIELD")],
)
def test_a_wrong_body_is_named_by_its_path(site: Site, body: object, path: str, code: str) -> None:
    faults = post(site, AGENT, "/v1/authority-decisions", body, 422)["faults"]

    assert {"path": path, "code": code} in [{"path": one["path"], "code": one["code"]} for one in faults]


def test_an_archive_that_is_away_is_a_503_with_a_hint_to_retry(site: Site) -> None:
    power = effective(site)
    site.world.archive.away = True

    answer = site.api(AUDITOR).get(f"/v1/powers-of-attorney/{power}/evidence")

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert "retry-after" in answer.headers


def test_a_person_of_two_resellers_chooses_by_customer_number(site: Site) -> None:
    given = {"email": DIRECTORS[0], "password": "sandbox"}

    chosen = site.browser().post("/v1/sessions", json={**given, "customer_no": "K-10472"})
    wrong = site.browser().post("/v1/sessions", json={**given, "customer_no": "K-20931"})

    assert chosen.status_code == 201
    assert chosen.json()["role"] == "reseller"
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong-credentials")


def test_while_the_disk_is_full_nobody_is_asked_to_sign_and_everything_can_still_be_read(site: Site) -> None:
    power = issued(site)
    draft = post(site, "hallo@ineskraemer.example", "/v1/resellers/K-20931/powers-of-attorney", {}, 201)["id"]
    full = site.on_unsound_ground(SigningPaused("Der Speicherplatz ist fast aufgebraucht."))

    for who, path in ((DIRECTORS[0], f"{power}/signatures"), ("hallo@ineskraemer.example", f"{draft}/submission")):
        answer = full.api(who).post(f"/v1/powers-of-attorney/{path}", json={})
        assert (answer.status_code, answer.json()["code"]) == (503, "signing-paused")
        assert "Speicherplatz" in answer.json()["detail"]
        assert answer.headers["retry-after"]
    assert site.world.signatures.states == 0
    assert full.api(DIRECTORS[0]).get(f"/v1/powers-of-attorney/{power}").status_code == 200
    assert full.api(DIRECTORS[0]).get(f"/v1/powers-of-attorney/{power}/document").status_code == 200

    assert sign(site, power, DIRECTORS[0])["state"] == "COMPLETE"
