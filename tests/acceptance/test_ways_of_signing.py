"""Several signers, each in a way of his own: CSC 2.2 with authorization_details, CSC 1.0.4 with SAD, a file signed elsewhere and uploaded. One file, B-LTA."""

import json
from pathlib import Path
from typing import Any

import pytest

from service.cli.demonstration.person import Browser, Programme, StepFailed
from tests.acceptance.installation import Installation, Serving
from tests.acceptance.records import example
from tests.judges import judge
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
UPLOAD = "upload"
RAR, SAD = "sandbox", "sandbox-v1"
WAYS = {"gmbh-joint": (UPLOAD, SAD), "gbr-partners": (RAR, UPLOAD, SAD)}
AGENT = "agent@sandbox.example"
Finished = dict[str, tuple[Path, dict[str, Any]]]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("ways")
    folder.chmod(0o711)
    return Installation(folder / "home")


@pytest.fixture(scope="module")
def finished(installation: Installation) -> Finished:
    """Each example signed by everyone; the archived file and the Vollmacht as support sees it."""
    installation.succeed("import", "-", content=json.dumps([example(name) for name in WAYS]))
    found: Finished = {}
    with installation.serving(VOLLMACHT_PROVIDERS=f"{RAR},{SAD}") as serving:
        for name, ways in WAYS.items():
            found[name] = signed(installation, serving, name, ways)
    return found


def signed(installation: Installation, serving: Serving, name: str, ways: tuple[str, ...]) -> tuple[Path, dict[str, Any]]:
    agent = Programme(serving.url, AGENT, serving.passwords[AGENT])
    number = example(name)["reseller"]["customer_no"]
    power = agent.post(f"/v1/resellers/{number}/powers-of-attorney", {})["id"]
    address = f"/v1/powers-of-attorney/{power}"
    seen = agent.post(f"{address}/submission")
    people = {f"{one['given_name']} {one['surname']}": one for one in example(name)["representatives"]}
    for signer, way in zip(seen["signers"], ways, strict=True):
        person = next(one for full, one in people.items() if full in signer["name"])
        if way == UPLOAD:
            upload(installation, agent, address, f"{person['given_name']} {person['surname']}")
        else:
            at_provider(serving, power, person, way)
    wait_until(lambda: agent.get(address)["document"]["state"] == "ARCHIVED", "archived")
    file = installation.home.parent / f"{name}.pdf"
    file.write_bytes(agent.download(f"{address}/document"))
    found = agent.get(address)
    agent.close()
    return file, found


def upload(installation: Installation, agent: Programme, address: str, name: str) -> None:
    """As with a card: the current file is downloaded, signed by another program, and handed in."""
    before, after = installation.home.parent / "open.pdf", installation.home.parent / "signed.pdf"
    before.write_bytes(agent.download(f"{address}/document"))
    installation.succeed("sandbox", "sign", str(before), "--as", "good", "--name", name, "--out", str(after))
    agent.send(f"{address}/signed-files", after.read_bytes(), "application/pdf")
    with pytest.raises(StepFailed, match="signature-refused"):  # the same file again is a revision behind
        agent.send(f"{address}/signed-files", before.read_bytes(), "application/pdf")


def at_provider(serving: Serving, power: str, person: dict[str, Any], provider: str) -> None:
    with Browser(serving.url) as browser:
        browser.open("/anmelden")
        browser.send("/anmelden", email=person["email"], password=serving.passwords[person["email"]])
        browser.open(f"/vollmacht/{power}")
        browser.send("/unterschreiben", provider=provider)
        while browser.has_form("/oauth2/authorize"):
            browser.send("/oauth2/authorize", decision="sign", given_name=person["given_name"], surname=person["surname"])
        assert "angenommen" in browser.text, browser.text


@pytest.mark.parametrize("name", list(WAYS))
def test_one_file_everyone_valid_and_made_to_last(installation: Installation, finished: Finished, name: str) -> None:
    file, seen = finished[name]

    status, verdict = installation.verdict(file)

    assert (status, verdict["verdict"], verdict["complete"], verdict["issued_here"]) == (0, "VALID", True, True), verdict[
        "reasons"
    ]
    assert [one["qualification"] for one in verdict["signatures"]] == ["QESIG"] * len(WAYS[name])
    assert [one["level"] for one in verdict["signatures"]] == ["PAdES-BASELINE-LTA"] * len(WAYS[name])
    assert [one["indication"] for one in verdict["signatures"]] == ["TOTAL_PASSED"] * len(WAYS[name])
    assert seen["state"] == "UNDER_REVIEW"


@pytest.mark.judge
@pytest.mark.parametrize("name", list(WAYS))
def test_pdfsig_agrees(finished: Finished, name: str) -> None:
    said = judge("pdfsig", str(finished[name][0]))

    assert said.count("Signature is Valid.") == len(WAYS[name])
    assert "Signature is Invalid" not in said
