"""Bad records: import changes nothing and names every fault; demo and render refuse them with the same words."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.acceptance.installation import Installation
from tests.acceptance.records import example

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
Spoil = Callable[[dict[str, Any]], None]


def set_to(*path: str | int, value: object) -> Spoil:
    def spoil(record: dict[str, Any]) -> None:
        place: Any = record
        for part in path[:-1]:
            place = place[part]
        place[path[-1]] = value

    return spoil


def without(*path: str | int) -> Spoil:
    def spoil(record: dict[str, Any]) -> None:
        place: Any = record
        for part in path[:-1]:
            place = place[part]
        del place[path[-1]]

    return spoil


def contact_is_a_director(record: dict[str, Any]) -> None:
    person = record["representatives"][0]
    record["emergency_contacts"][0].update(given_name=person["given_name"].upper(), surname=person["surname"])


def same_ref_twice(record: dict[str, Any]) -> None:
    record["end_customers"].append(copy.deepcopy(record["end_customers"][0]))


SPOILED: dict[str, tuple[Spoil, str]] = {
    "missing field": (without("representatives", 0, "surname"), "$.representatives[0].surname"),
    "unknown field": (set_to("reseller", "shoe_size", value=42), "$.reseller.shoe_size"),
    "unknown legal form": (set_to("reseller", "legal_form", value="LTD"), "$.reseller.legal_form"),
    "empty name": (set_to("reseller", "name", value=""), "$.reseller.name"),
    "blank name": (set_to("reseller", "name", value="   "), "$.reseller.name"),
    "no font has it": (set_to("representatives", 0, "surname", value="王"), "$.representatives[0].surname"),
    "emoji": (set_to("reseller", "name", value="Pixel 🎨 GmbH"), "$.reseller.name"),
    "10 kB name": (set_to("reseller", "name", value="x" * 10_000), "$.reseller.name"),
    "no mail address": (set_to("reseller", "email", value="post.pixelwerft.example"), "$.reseller.email"),
    "ref twice": (same_ref_twice, "$.end_customers["),
    "contact is a representative": (contact_is_a_director, "$.emergency_contacts[0]"),
    "bidi": (set_to("reseller", "name", value="Pixel\u202ewerft"), "$.reseller.name"),
    "control character": (set_to("reseller", "street", value="Weg\u0007 1"), "$.reseller.street"),
    "cannot bind": (set_to("representation", value={"kind": "JOINT", "required": 9}), "$.representation"),
    "self-dealing": (set_to("self_dealing_option", value=True), "$.self_dealing_option"),
}


def spoiled(name: str) -> tuple[str, str]:
    record = example("gmbh-joint")
    record["reseller"]["customer_no"] = "K-SPOILED"
    spoil, path = SPOILED[name]
    spoil(record)
    return json.dumps(record), path


@pytest.mark.parametrize("name", SPOILED)
def test_import_names_the_fault_and_changes_nothing(installation: Installation, name: str) -> None:
    content, path = spoiled(name)

    ran = installation.run("import", "-", "--json", content=content)

    assert ran.returncode == 65, ran.stderr
    faults = json.loads(ran.stdout)["faults"]
    assert any(fault["path"].startswith(path) for fault in faults)
    assert all(fault["code"] and fault["text"] for fault in faults)
    assert "Traceback" not in ran.stderr
    assert installation.ask(customer_no="K-SPOILED")[1] >= {"POWER_OF_ATTORNEY_NONE"}


@pytest.mark.parametrize("name", ["missing field", "no font has it", "cannot bind"])
def test_render_and_demo_refuse_it_with_the_same_words(installation: Installation, name: str) -> None:
    content, _ = spoiled(name)
    file = installation.home.parent / "spoiled.json"
    file.write_text(content)

    said = [
        installation.run("import", str(file)),
        installation.run("render", str(file), "--out", str(installation.home.parent / "no.pdf")),
        installation.run("demo", "--input", str(file), "--out", str(installation.home.parent / "no")),
    ]

    assert {ran.returncode for ran in said} == {65}
    assert len({ran.stderr for ran in said}) == 1
    assert not (installation.home.parent / "no.pdf").exists()


@pytest.mark.parametrize("content", ["{", "[]", "null", '"text"', "\x00", '{"reseller": {}} trailing'])
def test_malformed_json_is_refused(installation: Installation, content: str) -> None:
    ran = installation.run("import", "-", "--json", content=content)

    assert ran.returncode == 65
    assert json.loads(ran.stdout)["faults"]


def test_the_same_customer_number_twice_in_one_import_is_a_fault(installation: Installation) -> None:
    ran = installation.run("import", "-", "--json", content=json.dumps([example("sole-trader")] * 2))

    assert ran.returncode == 65
    assert "customer_no" in json.loads(ran.stdout)["faults"][0]["path"]


def test_an_expired_domain_is_no_fault(installation: Installation) -> None:
    record = example("sole-trader")
    record["reseller"]["customer_no"] = "K-EXPIRED"
    record["end_customers"][0]["domains"][0]["expires_on"] = "2020-01-01"

    assert "K-EXPIRED" in installation.succeed("import", "-", content=json.dumps(record))


def test_end_customers_come_as_csv_for_known_resellers(installation: Installation) -> None:
    installation.succeed("import", "-", content=json.dumps(example("sole-trader")))
    header = "customer_no,ref,name,email,is_consumer,street,postal_code,city,domain,holder,expires_on,monthly_eur"

    row = "K-20931,EK-NEU,Bäckerei Süß,,false,,,,baeckerei-suess.example,END_CUSTOMER,2027-01-31,9.90"
    unknown = row.replace("K-20931", "K-NOBODY")

    assert "K-20931" in installation.succeed("import", "-", content=f"{header}\n{row}\n")
    assert installation.run("import", "-", content=f"{header}\n{unknown}\n").returncode == 65
