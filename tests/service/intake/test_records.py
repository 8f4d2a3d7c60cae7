"""Reseller records: everything the schema says, everything it cannot say, each fault with its path; nothing crashes."""

import copy
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.documents.drawable import undrawable
from service.domain.errors import InputRefused
from service.domain.parties import DomainHolder, LegalForm, Scope
from service.intake import looks_like_csv, parse_end_customers_csv, parse_records
from tests.acceptance.records import FORMS, example, record_of

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NAMES = ["gmbh-joint", "sole-trader", "gbr-partners", "gmbh-co-kg"]
Spoil = Callable[[dict[str, Any]], object]


def faults_of(record: object) -> dict[str, set[str]]:
    """Path → codes; empty if the record is accepted."""
    try:
        parse_records(json.dumps(record).encode(), undrawable=undrawable)
    except InputRefused as refused:
        found: dict[str, set[str]] = {}
        for fault in refused.faults:
            assert fault.text
            found.setdefault(fault.path, set()).add(fault.code)
        return found
    return {}


def spoiled(spoil: Spoil, name: str = "gmbh-joint") -> dict[str, set[str]]:
    record = example(name)
    spoil(record)
    return faults_of(record)


@pytest.mark.parametrize("name", NAMES)
def test_every_example_is_accepted(name: str) -> None:
    (record,) = parse_records((EXAMPLES / f"{name}.json").read_bytes(), undrawable=undrawable)

    assert record.grantor.customer_no.startswith("K-")
    assert record.end_customers


@pytest.mark.parametrize("form", FORMS)
def test_every_legal_form_is_accepted(form: str) -> None:
    assert faults_of(record_of(form)) == {}


def test_values_arrive_as_the_domain_wants_them() -> None:
    (record,) = parse_records((EXAMPLES / "gmbh-joint.json").read_bytes(), undrawable=undrawable)

    assert record.grantor.legal_form is LegalForm.GMBH
    assert isinstance(record.proposal.cost_cap_eur_per_month, Decimal)
    assert list(record.proposal.scopes) == sorted(record.proposal.scopes, key=list(Scope).index)
    assert record.representatives[0].full_name == "Dr. Jürgen Maximilian Groß-Weiß"
    assert {domain.holder for one in record.end_customers for domain in one.domains} <= set(DomainHolder)


SPOILED: dict[str, tuple[Spoil, str, str]] = {
    "missing": (lambda r: r["representatives"][0].pop("surname"), "$.representatives[0].surname", "MISSING"),
    "missing object": (lambda r: r.pop("trigger"), "$.trigger", "MISSING"),
    "unknown": (lambda r: r.update(colour="red"), "$.colour", "UNKNOWN_FIELD"),
    "odd unknown": (lambda r: r["reseller"].update({"a b": 1}), '$.reseller["a b"]', "UNKNOWN_FIELD"),
    "unknown form": (lambda r: r["reseller"].update(legal_form="LTD"), "$.reseller.legal_form", "UNKNOWN_CODE"),
    "unknown scope": (lambda r: r["scopes"].append("EVERYTHING"), "$.scopes[", "UNKNOWN_CODE"),
    "wrong type": (lambda r: r.update(term_years="three"), "$.term_years", "WRONG_TYPE"),
    "blank": (lambda r: r["reseller"].update(name="\u2003 "), "$.reseller.name", "BLANK"),
    "empty": (lambda r: r["representatives"][1].update(given_name=""), "$.representatives[1].given_name", "BLANK"),
    "too long": (lambda r: r["reseller"].update(name="x" * 10_000), "$.reseller.name", "TOO_LONG"),
    "too long street": (lambda r: r["reseller"].update(street="x" * 10_000), "$.reseller.street", "TOO_LONG"),
    "chinese": (lambda r: r["representatives"][0].update(surname="王"), "$.representatives[0].surname", "UNDRAWABLE"),
    "arabic": (lambda r: r["reseller"].update(name="شركة"), "$.reseller.name", "UNDRAWABLE"),
    "emoji": (lambda r: r["end_customers"][0].update(name="Café ☕️"), "$.end_customers[0].name", "UNDRAWABLE"),
    "bidi": (lambda r: r["reseller"].update(name="a\u202eb"), "$.reseller.name", "UNDRAWABLE"),
    "zero width": (lambda r: r["reseller"].update(name="a\u200bb"), "$.reseller.name", "UNDRAWABLE"),
    "nul": (lambda r: r["reseller"].update(city="K\x00ln"), "$.reseller.city", "UNDRAWABLE"),
    "newline": (lambda r: r["reseller"].update(city="K\nln"), "$.reseller.city", "UNDRAWABLE"),
    "no mail": (lambda r: r["reseller"].update(email="post"), "$.reseller.email", "BAD_EMAIL"),
    "no phone": (lambda r: r["reseller"].update(phone="0171 123"), "$.reseller.phone", "BAD_PHONE"),
    "no country": (lambda r: r["reseller"].update(country="Germany"), "$.reseller.country", "BAD_COUNTRY"),
    "no date": (lambda r: r["end_customers"][0]["domains"][0].update(expires_on="2026-02-30"), "$.end_customers[0].domains[0].expires_on", "BAD_DATE"),
    "no domain": (lambda r: r["end_customers"][0]["domains"][0].update(name="a b"), "$.end_customers[0].domains[0].name", "BAD_DOMAIN"),
    "ref twice": (lambda r: r["end_customers"].append(copy.deepcopy(r["end_customers"][0])), "$.end_customers[3].ref", "DUPLICATE"),
    "joint too many": (lambda r: r["representation"].update(kind="JOINT", required=4), "$.representation.required", "CANNOT_BIND"),
    "board member": (lambda r: r["representatives"][0].update(function="BOARD_MEMBER"), "$.representatives[0].function", "FUNCTION_NOT_POSSIBLE"),
    "self-dealing": (lambda r: r.update(self_dealing_option=True), "$.self_dealing_option", "SELF_DEALING_WITHOUT_TRANSFER"),
    "general partner": (
        lambda r: r["reseller"].update(general_partner={"name": "X", "legal_form": "GMBH", "register": {"court": "A", "number": "1"}}),
        "$.reseller.general_partner", "NOT_ALLOWED",
    ),
    "no register": (lambda r: r["reseller"].pop("register"), "$.reseller.register", "MISSING"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILED)
def test_each_fault_is_named_by_path_and_code(name: str) -> None:
    spoil, path, code = SPOILED[name]

    found = spoiled(spoil)

    assert [where for where, codes in found.items() if where.startswith(path) and (not code or code in codes)], found


@pytest.mark.parametrize(
    "contact",
    [
        {"given_name": "JÜRGEN MAXIMILIAN", "surname": "Gross Weiss"},
        {"given_name": "Zoe", "surname": "Serbanescu"},
        {"email": "ZOE@pixelwerft.example"},
    ],
)
def test_a_contact_who_is_a_representative_is_refused_however_it_is_spelt(contact: dict[str, str]) -> None:
    found = spoiled(lambda record: record["emergency_contacts"][0].update(contact))

    assert {code for codes in found.values() for code in codes} == {"CONTACT_IS_REPRESENTATIVE"}


def test_independent_faults_are_all_named_at_once() -> None:
    def spoil(record: dict[str, Any]) -> None:
        del record["reseller"]["name"]
        record["representation"].update(kind="JOINT", required=7)
        record["emergency_contacts"][0]["email"] = record["representatives"][0]["email"]
        record["end_customers"].append(copy.deepcopy(record["end_customers"][0]))

    assert {
        "$.reseller.name", "$.representation.required", "$.emergency_contacts[0].email", "$.end_customers[3].ref",
    } <= spoiled(spoil).keys()  # fmt: skip


def test_a_gbr_that_leaves_a_partner_out_is_refused() -> None:
    assert spoiled(lambda record: record["representation"].update(kind="JOINT", required=2), "gbr-partners")
    assert spoiled(lambda record: record["representation"].update(kind="SOLE"), "gbr-partners")


def test_a_customer_number_twice_is_named_also_beside_other_faults() -> None:
    other = example("sole-trader")
    del other["reseller"]["phone"]

    found = faults_of([example("sole-trader"), other])

    assert {"$[1].reseller.customer_no", "$[1].reseller.phone"} <= found.keys()


def test_two_directors_may_share_an_address() -> None:
    def share(record: dict[str, Any]) -> None:
        record["representatives"][1]["email"] = record["representatives"][0]["email"]

    assert spoiled(share) == {}


def test_an_expired_domain_is_no_fault() -> None:
    assert spoiled(lambda record: record["end_customers"][0]["domains"][0].update(expires_on="2019-01-01")) == {}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[",
        b"[]",
        b"null",
        b"7",
        b'"x"',
        b"\xff\xfe",
        b'{"a": NaN}',
        b'{"a": 1, "a": 2}',
        b"[" * 100_000,
        b"1" * 5000,
        b"\x00",
    ],
)
def test_what_is_no_record_is_refused_with_words(content: bytes) -> None:
    with pytest.raises(InputRefused) as refused:
        parse_records(content, undrawable=undrawable)

    assert refused.value.faults[0].text


def test_too_much_is_refused_before_it_is_read() -> None:
    with pytest.raises(InputRefused, match="abgelehnt") as refused:
        parse_records(b" " * (20 * 1024 * 1024 + 1), undrawable=undrawable)

    assert refused.value.faults[0].code == "TOO_LARGE"


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=10), inner, max_size=4)),
    max_leaves=10,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=150)
@given(JSON, st.sampled_from(["reseller", "representatives", "end_customers", "representation", "trigger", "scopes", "hoster"]))
def test_no_shape_of_a_part_crashes(value: Any, part: str) -> None:
    record = example("gmbh-joint")
    record[part] = value

    assert faults_of(record) or (part, value) == ("end_customers", [])


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=300))
def test_no_bytes_crash(content: bytes) -> None:
    for parse in (parse_records, parse_end_customers_csv):
        with pytest.raises(InputRefused):
            parse(content, undrawable=undrawable)


HEADER = "customer_no,ref,name,email,is_consumer,street,postal_code,city,domain,holder,expires_on,monthly_eur"
ROW = "K-1,EK-1,Café Süß,post@cafe.example,false,Weg 1,50667,Köln,cafe.example,END_CUSTOMER,2027-01-31,9.90"


def csv_faults(text: str) -> set[tuple[str, str]]:
    with pytest.raises(InputRefused) as refused:
        parse_end_customers_csv(text.encode(), undrawable=undrawable)
    return {(fault.path, fault.code) for fault in refused.value.faults}


def test_rows_of_one_customer_become_one_with_several_domains() -> None:
    more = "K-1,EK-1,Café Süß,,false,,,,zweite.example,RESELLER,,"

    found = parse_end_customers_csv(f"\ufeff{HEADER}\r\n{ROW}\r\n{more}\r\n".encode(), undrawable=undrawable)

    (customer,) = found["K-1"]
    assert [domain.name for domain in customer.domains] == ["cafe.example", "zweite.example"]
    assert customer.city == "Köln"


def test_semicolons_are_understood() -> None:
    assert parse_end_customers_csv(f"{HEADER}\n{ROW}\n".replace(",", ";").encode(), undrawable=undrawable)["K-1"]


@pytest.mark.parametrize(
    ("row", "path", "code"),
    [
        (ROW.replace("EK-1", ""), "$[line 2].ref", "MISSING"),
        (ROW.replace("false", "perhaps"), "$[line 2].is_consumer", "WRONG_TYPE"),
        (ROW.replace("post@cafe.example", "post"), "$[line 2].email", "BAD_EMAIL"),
        (ROW.replace("2027-01-31", "31.01.2027"), "$[line 2].expires_on", "BAD_DATE"),
        (ROW.replace("END_CUSTOMER", "NOBODY"), "$[line 2].holder", "UNKNOWN_CODE"),
        (ROW.replace("9.90", "9,90"), "$[line 2]", "MALFORMED_CSV"),
        (ROW.replace("cafe.example,END", ",END"), "$[line 2].domain", "MISSING"),
        (ROW.replace("Café", "咖啡"), "$[line 2].name", "UNDRAWABLE"),
        (f"{ROW}\n{ROW.replace('Café Süß', 'Anders')}", "$[line 3].name", "CONTRADICTION"),
    ],
)
def test_each_fault_of_a_row_is_named_by_line_and_column(row: str, path: str, code: str) -> None:
    assert (path, code) in csv_faults(f"{HEADER}\n{row}\n")


def test_the_header_is_checked() -> None:
    assert ("$.is_consumer", "MISSING") in csv_faults(f"{HEADER.replace('is_consumer,', '')}\n")
    assert ("$.colour", "UNKNOWN_FIELD") in csv_faults(f"{HEADER},colour\n")
    assert ("$", "DUPLICATE") in csv_faults(f"{HEADER},ref\n")


def test_csv_and_json_are_told_apart() -> None:
    assert looks_like_csv(f"\ufeff{HEADER}\n".encode())
    assert not looks_like_csv(b'  [{"customer_no": 1}]')
    assert not looks_like_csv(b"")
