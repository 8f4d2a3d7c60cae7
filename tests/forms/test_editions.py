"""The wording: fixed once released, complete, and refused when it contradicts itself."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from forms.documents import DOCUMENTS, document_names, form_of
from forms.editions import edition_names, fields_needed, load_edition, parse_edition, traits_needed
from forms.errors import DocumentUnknown, EditionUnknown, EditionUnusable
from forms.power_of_attorney.terms import fields
from tests.forms.builders import EDITION, LEGAL_FORMS, SCOPES, of_form

RELEASED = Path(__file__).parent / "released_editions.json"
SOURCE = Path(__file__).parent.parent.parent / "forms" / "wording" / f"{EDITION}.toml"
OTHER_TRAITS = frozenset(
    {"natural", "company", "one_signer", "several_signers", "each_alone", "with_prokurist", "contacts"}
    | {"several_contacts", "self_dealing", "sub_delegates", "cooling_off", "term_one_year", "dpo", "sandbox"}
    | {"rule_sole", "rule_joint", "rule_silent"}
)


def test_a_released_edition_never_changes_and_every_edition_is_recorded() -> None:
    assert {name: load_edition(name).sha256 for name in edition_names()} == json.loads(RELEASED.read_text("utf-8"))


def test_every_field_is_filled_and_every_trait_can_be_decided() -> None:
    edition = load_edition(EDITION)
    known = OTHER_TRAITS | {f"form_{form}" for form in LEGAL_FORMS} | {f"scope_{scope}" for scope in SCOPES}
    known |= {f"contact_{level}" for level in edition.codes["level"]}

    assert fields_needed(edition) <= set(fields(of_form("GMBH"), edition))
    assert traits_needed(edition) <= known


def test_every_code_of_the_record_has_words() -> None:
    codes = load_edition(EDITION).codes

    assert set(LEGAL_FORMS) == set(codes["legal_form"])
    assert set(codes["joint_statute"]) >= set(LEGAL_FORMS) - {"NATURAL_PERSON", "FREELANCER", "SOLE_TRADER", "EK"}


def test_there_are_seventeen_clauses_each_with_its_law_and_its_purpose() -> None:
    clauses = load_edition(EDITION).clauses

    assert [clause.number for clause in clauses] == list(range(1, 18))
    assert all(clause.statutes and clause.purpose and clause.blocks for clause in clauses)


def test_every_reference_to_a_clause_or_letter_names_one_that_exists() -> None:
    text = SOURCE.read_text("utf-8")
    own = re.findall(r"§ (\d+)(?![\d,]*(?: (?:Abs|Satz|Nr|Alt)\.?[^;()]*?)? (?:[A-Z][A-Za-z]*G|BGB|HGB|ZPO|AO|InsO))\b", text)
    letters = re.findall(r"§ 4 Buchstabe ([a-z])", text)

    assert set(letters) <= set("abcdefghij")
    assert {int(number) for number in own if int(number) <= 17} >= {3, 4, 6, 12, 14, 16}


def test_an_edition_is_in_use_from_its_release_until_withdrawn() -> None:
    edition = load_edition(EDITION)
    withdrawn = parse_edition(SOURCE.read_bytes().replace(b"released_on =", b"withdrawn_on = 2027-01-01\nreleased_on ="))

    assert not edition.in_use(date(2026, 11, 22))
    assert edition.in_use(date(2026, 11, 23))
    assert withdrawn.in_use(date(2026, 12, 31))
    assert not withdrawn.in_use(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'name = "2026-11"', b'nmae = "2026-11"'),
        (b"{principal_name}", b"{principal name}"),
        (b"**TESTDOKUMENT", b"TESTDOKUMENT"),
        (b"number = 17", b"number = 18"),
        (b"released_on = 2026-11-23", b'released_on = "2026-11-23"'),
        (b'language = "de-DE"', b"language = "),
        (b'title = "Hosting', b'titel = "Hosting'),
    ],
)
def test_an_edition_that_contradicts_itself_is_refused(old: bytes, new: bytes) -> None:
    content = SOURCE.read_bytes()
    assert old in content

    with pytest.raises(EditionUnusable):
        parse_edition(content.replace(old, new, 1))


def test_an_unknown_edition_or_document_is_refused_by_name() -> None:
    with pytest.raises(EditionUnknown):
        load_edition("../2026-11")
    with pytest.raises(DocumentUnknown):
        form_of("acceptance")
    assert document_names() == tuple(DOCUMENTS) == ("power-of-attorney",)
