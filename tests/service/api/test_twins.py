"""Whatever a page does a programme can do too: each form has its twin in the API, or a reason why not."""

from typing import Any

import pytest

from tests.service.conftest import Site
from tests.service.web.access_table import routes
from tests.service.web.test_walls import AGENT, DIRECTOR, OTHER

TWINS = {
    "/abmelden": "DELETE /v1/sessions/current",
    "/anmelden": "POST /v1/sessions",
    "/annahme/{id}/ablehnen": "POST /v1/powers-of-attorney/{id}/rejection",
    "/annahme/{id}/annehmen": "POST /v1/powers-of-attorney/{id}/acceptance",
    "/aussetzung/{id}/aufheben": "POST /v1/powers-of-attorney/{id}/clearing",
    "/datei-pruefen": "POST /v1/verifications",
    "/entscheidungen/{id}/erstinformation": "POST /v1/authority-decisions/{id}/first-information",
    "/entscheidungen/{id}/kontakt": "POST /v1/authority-decisions/{id}/contacts",
    "/fuer-wen": "POST /v1/sessions/current/side",
    "/konto/anmeldungen/beenden": "DELETE /v1/sessions",
    "/konto/anmeldungen/{id}/beenden": "DELETE /v1/sessions/{id}",
    "/konto/token": "POST /v1/tokens",
    "/konto/token/{id}/widerrufen": "DELETE /v1/tokens/{id}",
    "/kunden/{customer_no}/anruf": "POST /v1/resellers/{customer_no}/caller-checks",
    "/kunden/{customer_no}/anruf/ergebnis": "POST /v1/resellers/{customer_no}/calls",
    "/kunden/{customer_no}/darf-ich": "POST /v1/authority-decisions",
    "/kunden/{customer_no}/notfall": "POST /v1/resellers/{customer_no}/emergency-cases",
    "/kunden/{customer_no}/registerauszug": "POST /v1/resellers/{customer_no}/register-extracts",
    "/meldungen/{id}/verwerfen": "POST /v1/emergency-reports/{id}/dismissal",
    "/meldungen/{id}/zuordnen": "POST /v1/emergency-reports/{id}/assignment",
    "/namensabgleich/{id}/ablehnen": "POST /v1/powers-of-attorney/{id}/name-review/refusal",
    "/namensabgleich/{id}/bestaetigen": "POST /v1/powers-of-attorney/{id}/name-review/confirmations",
    "/notfaelle/{id}/auslagen": "POST /v1/emergency-cases/{id}/expenses",
    "/notfaelle/{id}/abschliessen": "POST /v1/emergency-cases/{id}/closing",
    "/notfaelle/{id}/abwickeln": "POST /v1/emergency-cases/{id}/winding-down",
    "/notfaelle/{id}/aktivieren": "POST /v1/emergency-cases/{id}/activation",
    "/notfaelle/{id}/anhalten": "POST /v1/emergency-cases/{id}/pauses",
    "/notfaelle/{id}/beenden": "POST /v1/emergency-cases/{id}/stand-down",
    "/notfaelle/{id}/fortsetzen": "POST /v1/emergency-cases/{id}/resumptions",
    "/notfaelle/{id}/freigabe-beantragen": "POST /v1/emergency-cases/{id}/approval-requests",
    "/notfaelle/{id}/freigeben": "POST /v1/emergency-cases/{id}/approvals",
    "/notfaelle/{id}/insolvenz": "POST /v1/emergency-cases/{id}/insolvency-checks",
    "/notfaelle/{id}/mir-geht-es-gut": "POST /v1/emergency-cases/{id}/stand-down",
    "/notfaelle/{id}/nachweise": "POST /v1/emergency-cases/{id}/evidence",
    "/notfaelle/{id}/verlaengern": "POST /v1/emergency-cases/{id}/renewals",
    "/notfaelle/{id}/verlaengerung-erbitten": "POST /v1/emergency-cases/{id}/renewal-requests",
    "/notfaelle/{id}/versuche": "POST /v1/emergency-cases/{id}/attempts",
    "/notfaelle/{id}/verwerfen": "POST /v1/emergency-cases/{id}/dismissal",
    "/notfaelle/{id}/zurueckgeben": "POST /v1/emergency-cases/{id}/returns",
    "/vollmacht/neu": "POST /v1/resellers/{customer_no}/powers-of-attorney",
    "/vollmacht/{id}/aussetzen": "POST /v1/powers-of-attorney/{id}/suspension",
    "/vollmacht/{id}/bedingungen": "PATCH /v1/powers-of-attorney/{id}/terms",
    "/vollmacht/{id}/beenden": "POST /v1/powers-of-attorney/{id}/termination",  # or …/lapse, as the chosen kind says
    "/vollmacht/{id}/einreichen": "POST /v1/powers-of-attorney/{id}/submission",
    "/vollmacht/{id}/erinnern": "POST /v1/powers-of-attorney/{id}/reminders",
    "/vollmacht/{id}/hochladen": "POST /v1/powers-of-attorney/{id}/signed-files",
    "/vollmacht/{id}/umfang": "PATCH /v1/powers-of-attorney/{id}/terms",
    "/vollmacht/{id}/unterschreiben": "POST /v1/powers-of-attorney/{id}/signatures",
    "/vollmacht/{id}/verwerfen": "POST /v1/powers-of-attorney/{id}/discarding",
    "/vollmacht/{id}/wer": "PUT /v1/powers-of-attorney/{id}/signers",
    "/vollmacht/{id}/widerrufen": "POST /v1/powers-of-attorney/{id}/revocations",
    "/vorsorge/geprueft": "POST /v1/resellers/{customer_no}/provision-checks",
    "/vorsorge/kontakte": "POST /v1/resellers/{customer_no}/emergency-contacts",
    "/vorsorge/kontakte/{id}/einladen": "POST /v1/emergency-contacts/{id}/invitation",
    "/vorsorge/kontakte/{id}/nach-oben": "POST /v1/emergency-contacts/{id}/promotion",
    "/vorsorge/kontakte/{id}/streichen": "DELETE /v1/emergency-contacts/{id}",
    "/vorsorge/kunden": "POST /v1/resellers/{customer_no}/customer-notices",
    "/vorsorge/kunden/zuruecknehmen": "DELETE /v1/resellers/{customer_no}/customer-notices/{end_customer}",
    "/zugaenge": "POST /v1/users",
    "/zugaenge/{id}/abmelden": "DELETE /v1/users/{id}/sessions",
    "/zugaenge/{id}/anmeldungen/{session}/beenden": "DELETE /v1/sessions/{id}",
    "/zugaenge/{id}/entsperren": "POST /v1/users/{id}/enabling",
    "/zugaenge/{id}/rolle": "PATCH /v1/users/{id}",
    "/zugaenge/{id}/sperren": "POST /v1/users/{id}/disabling",
    "/zugaenge/{id}/token/{token}/widerrufen": "DELETE /v1/tokens/{id}",
}
# Steps of one form that store nothing, and the public pages for people without any account.
WITHOUT = {"/vorsorge/kontakte/neu", "/vorsorge/kontakte/vorschau", "/notfall", "/pruefen", "/pruefen/widerspruch"}
CONTACT = {
    "given_name": "Kira", "surname": "Notruf", "relation": "Steuerberaterin", "phone": "+49 221 123456", "email": "kira@rat.example",
    "level": "REPORT",
}  # fmt: skip


def test_every_form_has_its_twin(site: Site) -> None:
    known = {f"{method} {route.path}" for route in routes(site.app) for method in route.methods or ()}
    forms = {
        route.path or ""
        for route in routes(site.app)
        if "POST" in (route.methods or ())
        and not (route.path or "").startswith(("/v1/", "/access/"))
        and "{token}" not in (route.path or "")
    }
    forms |= {"/zugaenge/{id}/token/{token}/widerrufen"}

    assert forms - WITHOUT == set(TWINS)
    assert set(TWINS.values()) <= known


def ok(answer: Any) -> Any:
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


def test_a_contact_is_named_moved_invited_and_struck_off(site: Site) -> None:
    api = site.api(DIRECTOR)
    listed = "/v1/resellers/K-10472/emergency-contacts"
    before = len(ok(api.get(listed))["emergency_contacts"])

    named = ok(api.post(listed, json={**CONTACT, "level": level_of(site)}))

    assert named["state"] == "INVITED"
    ordered = ok(api.post(f"/v1/emergency-contacts/{named['id']}/promotion"))["emergency_contacts"]
    assert len(ordered) == before + 1
    ok(api.post(f"/v1/emergency-contacts/{named['id']}/invitation"))
    assert ok(api.delete(f"/v1/emergency-contacts/{named['id']}"))["state"] == "REMOVED"
    assert len(ok(api.get(listed))["emergency_contacts"]) == before


def level_of(site: Site) -> str:
    """A level that exists, from the description."""
    schema = site.app.openapi()["components"]["schemas"]["ContactLevel"]
    return str(schema["enum"][0])


def test_a_wrong_contact_has_all_its_faults_named(site: Site) -> None:
    answer = site.api(DIRECTOR).post(
        "/v1/resellers/K-10472/emergency-contacts", json={**CONTACT, "level": level_of(site), "phone": "x", "email": "y"}
    )

    assert {fault["path"] for fault in answer.json()["faults"]} == {"$.phone", "$.email"}


def test_customers_are_noted_as_told_and_taken_back(site: Site) -> None:
    api, path = site.api(DIRECTOR), "/v1/resellers/K-10472/customer-notices"
    customer = ok(site.api(AGENT).get("/v1/resellers/K-10472"))["end_customers"][0]["ref"]

    told = ok(api.post(path, json={"end_customers": [customer], "channel": "EMAIL", "informed_on": "2026-11-01"}))

    assert [one["end_customer"] for one in told["notices"]] == [customer]
    assert api.delete(f"{path}/{customer}").status_code == 204
    assert ok(api.get(path))["notices"] == []
    assert api.post(path, json={"end_customers": ["nobody"], "channel": "EMAIL", "informed_on": "2026-11-01"}).status_code == 422


def test_a_draft_is_changed_in_part(site: Site) -> None:
    api = site.api(DIRECTOR)
    power = ok(api.post("/v1/resellers/K-10472/powers-of-attorney", json={}))
    scope = power["scopes"][0]

    changed = ok(
        api.patch(
            f"/v1/powers-of-attorney/{power['id']}/terms", json={"scopes": [scope], "term_years": 2, "self_dealing_option": False}
        )
    )
    assert changed["scopes"] == [scope]
    signers = [DIRECTOR, "zoe@pixelwerft.example"]
    assert len(ok(api.put(f"/v1/powers-of-attorney/{power['id']}/signers", json={"signers": signers}))["signers"]) == 2
    assert api.put(f"/v1/powers-of-attorney/{power['id']}/signers", json={"signers": [DIRECTOR]}).status_code == 422
    wrongs: list[dict[str, object]] = [
        {"term_years": 2.0},
        {"term_years": 99},
        {"cost_cap_eur_per_month": "1e3"},
        {"scopes": []},
        {"cost": 1},
    ]
    for wrong in wrongs:
        assert api.patch(f"/v1/powers-of-attorney/{power['id']}/terms", json=wrong).status_code == 422, wrong


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/v1/resellers/K-10472/emergency-contacts", None),
        ("POST", "/v1/resellers/K-10472/emergency-contacts", CONTACT),
        ("GET", "/v1/resellers/K-10472/customer-notices", None),
        ("POST", "/v1/resellers/K-10472/provision-checks", None),
        ("DELETE", "/v1/resellers/K-10472/customer-notices/x", None),
    ],
)
def test_another_tenants_are_not_there(site: Site, method: str, path: str, body: Any) -> None:
    given = {**body, "level": level_of(site)} if body else None

    assert site.api(OTHER).request(method, path, json=given).status_code == 404


def test_the_yearly_check_and_the_call_are_noted(site: Site) -> None:
    ok(site.api(DIRECTOR).post("/v1/resellers/K-10472/provision-checks"))
    support = site.api(AGENT)

    assert ok(support.post("/v1/resellers/K-10472/caller-checks", json={"called_back": True}))["level"] == 0
    assert support.post("/v1/resellers/K-10472/calls", json={"level": 0, "outcome": "NOTE_TAKEN"}).status_code == 204


def test_a_report_from_outside_is_put_to_a_customer_or_set_aside(site: Site) -> None:
    support = site.api(AGENT)
    assert ok(support.get("/v1/emergency-reports"))["emergency_reports"] == []
    absent = "01890000-0000-7000-8000-000000000000"

    assert support.post(f"/v1/emergency-reports/{absent}/dismissal").status_code == 404
    assert support.post(f"/v1/emergency-reports/{absent}/assignment", json={"customer_no": "K-10472"}).status_code == 404
