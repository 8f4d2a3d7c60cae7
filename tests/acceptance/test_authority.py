"""„Darf ich?“ from outside: before, during and after an emergency, and one second after a revocation."""

import json
from collections.abc import Iterator

import pytest

from service.cli.demonstration.person import Browser, Programme, StepFailed
from tests.acceptance.conftest import Demo
from tests.acceptance.installation import Installation, Serving
from tests.acceptance.records import example

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
DIRECTOR = "gross-weiss@pixelwerft.example"
CAFE = ("--end-customer", "EK-88213")


@pytest.fixture(scope="module")
def serving(installation: Installation) -> Iterator[Serving]:
    with installation.serving() as serving:
        yield serving


def named(customer_no: str) -> dict[str, object]:
    """The GmbH's example under a number of the test's own."""
    record = example("gmbh-joint")
    record["reseller"]["customer_no"] = customer_no
    return record


def power_of(demo: Demo, customer_no: str) -> str:
    verdict = json.loads((demo(named(customer_no)) / "verdict.json").read_text())
    return str(verdict["power_of_attorney_id"])


def test_an_unknown_reseller_is_a_no(installation: Installation) -> None:
    assert installation.ask(customer_no="K-NOBODY") == (1, {"POWER_OF_ATTORNEY_NONE"})


def test_an_imported_record_is_no_vollmacht(installation: Installation) -> None:
    installation.succeed("import", "-", content=json.dumps(named("K-IMPORTED")))

    status, codes = installation.ask(*CAFE, customer_no="K-IMPORTED")

    assert status == 1
    assert {"POWER_OF_ATTORNEY_NONE", "CASE_NONE"} <= codes


def test_an_unknown_action_is_refused_with_the_possible_ones(installation: Installation) -> None:
    ran = installation.run("check", "--reseller", "K-10472", "--action", "SELL_EVERYTHING", "--json")

    assert ran.returncode == 65
    assert "INFORM_END_CUSTOMER" in ran.stdout


class TestInAnActiveEmergency:
    def test_what_was_approved_is_allowed_with_its_obligations(self, demo: Demo, installation: Installation) -> None:
        power_of(demo, "K-ACTIVE")
        ran = installation.run("check", "--reseller", "K-ACTIVE", "--action", "INFORM_END_CUSTOMER", *CAFE, "--json")

        decision = json.loads(ran.stdout)

        assert (ran.returncode, decision["decision"]) == (0, "ALLOW_WITH_OBLIGATIONS")
        assert {"IDENTIFY_AS", "ATTACH_ART14_NOTICE"} <= {one["code"] for one in decision["obligations"]}
        assert (decision["sandbox"], decision["acting_as"]) == (True, "RESELLERS_REPRESENTATIVE")

    @pytest.mark.parametrize(
        ("action", "more", "code"),
        [
            ("TAKE_PART_IN_CONTRACT_TRANSFER", CAFE, "SCOPE_NOT_GRANTED"),
            ("INFORM_END_CUSTOMER", ("--end-customer", "EK-00000"), "TARGET_NOT_CUSTOMER_OF_GRANTOR"),
        ],
    )
    def test_what_was_not_granted_is_denied(
        self, demo: Demo, installation: Installation, action: str, more: tuple[str, ...], code: str
    ) -> None:
        power_of(demo, "K-ACTIVE")

        status, codes = installation.ask(*more, customer_no="K-ACTIVE", action=action)

        assert status == 1
        assert code in codes

    def test_a_domain_of_the_grantor_is_never_handed_out(self, demo: Demo, installation: Installation) -> None:
        power_of(demo, "K-ACTIVE")
        held = [
            (customer["ref"], domain["name"])
            for customer in example("gmbh-joint")["end_customers"]
            for domain in customer["domains"]
            if domain["holder"] == "RESELLER"
        ]
        ref, domain = held[0]

        status, codes = installation.ask(
            "--end-customer", ref, "--domain", domain, customer_no="K-ACTIVE", action="GIVE_AUTH_CODE_TO_HOLDER"
        )

        assert status == 1
        assert "DOMAIN_HOLDER_IS_GRANTOR" in codes


def test_a_single_director_revokes_by_command(demo: Demo, installation: Installation) -> None:
    power = power_of(demo, "K-REVOKED")

    installation.succeed("revoke", power, "--by", DIRECTOR)

    status, codes = installation.ask(*CAFE, customer_no="K-REVOKED")
    assert status == 1
    assert "POWER_OF_ATTORNEY_REVOKED" in codes


def test_a_revocation_by_somebody_unknown_suspends(demo: Demo, installation: Installation) -> None:
    power = power_of(demo, "K-SUSPENDED")

    installation.succeed("revoke", power, "--by", "erbin@example.org")

    status, codes = installation.ask(*CAFE, customer_no="K-SUSPENDED")
    assert status == 1
    assert "POWER_OF_ATTORNEY_SUSPENDED_UNVERIFIED_REVOCATION" in codes


@pytest.mark.parametrize("way", ["page", "api"])
def test_a_single_director_revokes_by_page_and_by_api(demo: Demo, installation: Installation, serving: Serving, way: str) -> None:
    customer_no = f"K-BY-{way.upper()}"
    power = power_of(demo, customer_no)
    password = next(iter(serving.passwords.values()))
    assert installation.ask(*CAFE, customer_no=customer_no)[0] == 0

    if way == "page":
        with Browser(serving.url) as browser:
            browser.open("/anmelden")
            browser.send("/anmelden", email=DIRECTOR, password=password, customer_no=customer_no)
            browser.open(f"/vollmacht/{power}")
            browser.send("/widerrufen")
    else:
        director = Programme(serving.url, DIRECTOR, password, customer_no)
        director.post(f"/v1/powers-of-attorney/{power}/revocations", {})
        director.close()

    status, codes = installation.ask(*CAFE, customer_no=customer_no)
    assert status == 1
    assert "POWER_OF_ATTORNEY_REVOKED" in codes


def test_nobody_approves_his_own_request(installation: Installation, demo: Demo, serving: Serving) -> None:
    power_of(demo, "K-FOUR-EYES")
    password = next(iter(serving.passwords.values()))
    lead = Programme(serving.url, "team-lead@sandbox.example", password)
    agent = Programme(serving.url, "agent@sandbox.example", password)
    try:
        known = lead.get("/v1/resellers/K-FOUR-EYES")["emergency_cases"][0]["id"]
        lead.post(f"/v1/emergency-cases/{known}/stand-down", {"reason": "Test"})
        case = lead.post("/v1/resellers/K-FOUR-EYES/emergency-cases", {"ground": "DEATH", "reporter": "heir"})["id"]
        agent.upload(f"/v1/emergency-cases/{case}/evidence", "deed.txt", b"deed", "text/plain", tier="A", kind="Urkunde")
        lead.post(f"/v1/emergency-cases/{case}/insolvency-checks", {"finding": "NOTHING_FOUND"})
        lead.post(f"/v1/emergency-cases/{case}/approval-requests", {})

        with pytest.raises(StepFailed, match="403 four-eyes-required"):
            lead.post(f"/v1/emergency-cases/{case}/approvals", {"reason": "Ich gebe mir selbst frei."})
        with pytest.raises(StepFailed, match="403 forbidden"):
            agent.post(f"/v1/emergency-cases/{case}/approvals", {"reason": "Ich auch."})
    finally:
        lead.close()
        agent.close()


def test_the_package_of_a_revoked_vollmacht_can_still_be_had(demo: Demo, installation: Installation) -> None:
    power = power_of(demo, "K-REVOKED")
    out = installation.home.parent / "revoked.zip"

    installation.succeed("export", power, "--out", str(out))

    assert out.read_bytes().startswith(b"PK")
