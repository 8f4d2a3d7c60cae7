"""The wording: fixed once released, complete, and refused when it contradicts itself."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from forms import editions
from forms.documents import document_names, form_of
from forms.editions import documents_of, edition_names, edition_sha256, is_in_use, load_edition, releases, sha256_of
from forms.errors import DocumentUnknown, EditionChanged, EditionUnknown, EditionUnusable
from forms.filled_wording import FilledWording
from forms.power_of_attorney.terms import fields
from forms.wording.edition import Edition, fields_needed, traits_needed
from forms.wording.parsing import parse_edition
from service.documents.writer import CURRENT_EDITION
from service.domain.authority import ObligationCode
from service.domain.parties import Scope
from tests.forms.builders import EDITION, LEGAL_FORMS, SCOPES, of_form
from tests.forms.family import LETTERS, family_document

WORDING = Path(__file__).parent.parent.parent / "forms" / "wording"
FIRST = WORDING / "2026-11.toml"
MAIN_EDITIONS = ("2026-11", EDITION)
OTHER_TRAITS = frozenset(
    {"natural", "company", "one_signer", "several_signers", "each_alone", "with_prokurist", "contacts"}
    | {"several_contacts", "self_dealing", "sub_delegates", "cooling_off", "term_one_year", "dpo", "sandbox"}
    | {"rule_sole", "rule_joint", "rule_silent", "some_not_granted", "translation"}
)


def parsed(content: bytes) -> Edition:
    return parse_edition(content, sha256="0" * 64)


def all_wording(name: str = EDITION) -> list[Edition]:
    return [load_edition(name, document, language) for document, language in documents_of(name)]


def test_every_released_edition_still_gives_the_sha256_it_was_released_with() -> None:
    assert {name: edition_sha256(name) for name in releases()} == {name: one.sha256 for name, one in releases().items()}
    assert set(releases()) <= set(edition_names())


def test_new_drafts_use_an_edition_that_is_released_and_not_withdrawn() -> None:
    released = releases()[CURRENT_EDITION]

    assert load_edition(CURRENT_EDITION).released_on == released.released_on
    assert is_in_use(CURRENT_EDITION, released.released_on)
    assert released.withdrawn_on is None
    assert [name for name, one in releases().items() if one.withdrawn_on is None] == [CURRENT_EDITION]


def test_a_released_edition_whose_files_changed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(WORDING, tmp_path / "wording")
    changed = tmp_path / "wording" / "2026-11.toml"
    changed.write_bytes(changed.read_bytes().replace(b"drei Tage, wenn", b"zwei Tage, wenn"))
    monkeypatch.setattr(editions, "_FOLDER", tmp_path / "wording")

    with pytest.raises(EditionChanged, match="2026-11"):
        load_edition.__wrapped__("2026-11")


def test_the_sha256_of_an_edition_is_what_coreutils_make_of_its_files(tmp_path: Path) -> None:
    """`printf a > a.toml; printf b > b.toml; sha256sum *.toml | sha256sum`"""
    for name in ("b", "a"):
        (tmp_path / f"{name}.toml").write_text(name)

    found = sha256_of([tmp_path / "b.toml", tmp_path / "a.toml"])
    assert found == "ab54977a0ac19f04a247ca8e2e9d5c202d07ac894b03ff28de3286c51c1086d2"


def test_the_current_edition_has_wording_for_all_ten_documents() -> None:
    german = {document for document, language in documents_of(EDITION) if language == "de"}

    assert german == set(document_names())
    assert len(german) == 10


@pytest.mark.parametrize("name", MAIN_EDITIONS)
def test_every_field_is_filled_and_every_trait_can_be_decided(name: str) -> None:
    edition = load_edition(name)
    known = OTHER_TRAITS | {f"form_{form}" for form in LEGAL_FORMS} | {f"scope_{scope}" for scope in SCOPES}
    known |= {f"contact_{level}" for level in edition.codes["level"]}

    assert fields_needed(edition) <= set(fields(of_form("GMBH"), edition))
    assert traits_needed(edition) <= known


@pytest.mark.parametrize("document", LETTERS)
def test_every_field_of_every_letter_is_filled_whatever_its_conditions(document: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, FilledWording] = {}
    kept = FilledWording.__init__

    def keep(self: FilledWording, edition: Edition, traits: frozenset[str], values: dict[str, str]) -> None:
        kept(self, edition, traits, values)
        asked[edition.document] = self

    monkeypatch.setattr(FilledWording, "__init__", keep)
    family_document("gmbh-joint", document)

    assert fields_needed(load_edition(EDITION, document)) <= set(asked[document]._fields)


def test_every_code_of_the_record_has_words() -> None:
    codes = load_edition(EDITION).codes

    assert set(LEGAL_FORMS) == set(codes["legal_form"])
    assert set(codes["joint_statute"]) >= set(LEGAL_FORMS) - {"NATURAL_PERSON", "FREELANCER", "SOLE_TRADER", "EK"}
    for table in ("scope", "scope_for_customers"):
        assert list(codes[table]) == [scope.value for scope in Scope]


def test_every_scope_is_granted_by_exactly_one_clause_in_the_schemas_order() -> None:
    edition = load_edition(EDITION)
    grants = [grant for clause in edition.clauses for grant in clause.grants]

    assert [grant.scope for grant in grants] == [scope.value for scope in Scope]
    assert [grant.title for grant in grants] == list(edition.codes["scope"].values())


def test_every_obligation_of_a_decision_is_fulfilled_by_exactly_one_chapter_of_the_first_letter() -> None:
    fulfilled = [code for chapter in load_edition(EDITION, "first-information").chapters for code in chapter.fulfils]

    assert sorted(fulfilled) == sorted(code.value for code in ObligationCode)


def test_there_are_seventeen_clauses_each_with_its_law_and_its_purpose() -> None:
    clauses = load_edition(EDITION).clauses

    assert [clause.number for clause in clauses] == list(range(1, 18))
    assert all(clause.statutes and clause.purpose and clause.blocks for clause in clauses)


def test_every_chapter_of_every_letter_says_what_it_is_for() -> None:
    for edition in all_wording():
        if edition.document != "power-of-attorney":
            assert [chapter.key for chapter in edition.chapters if not chapter.purpose] == [], edition.document


@pytest.mark.parametrize("name", MAIN_EDITIONS)
def test_every_reference_to_a_clause_or_letter_names_one_that_exists(name: str) -> None:
    text = (FIRST if name == "2026-11" else WORDING / name / "power-of-attorney.toml").read_text("utf-8")
    own = re.findall(r"§ (\d+)(?![\d,]*(?: (?:Abs|Satz|Nr|Alt)\.?[^;()]*?)? (?:[A-Z][A-Za-z]*G|BGB|HGB|ZPO|AO|InsO))\b", text)
    letters = re.findall(r"§ 4 Buchstabe ([a-z])", text)

    assert set(letters) <= set("abcdefghij")
    assert {int(number) for number in own if int(number) <= 17} >= {3, 4, 6, 12, 14, 16}


def test_an_edition_is_in_use_from_its_release_until_withdrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    withdrawn = {"2026-11": editions.Release("0" * 64, date(2026, 11, 23), date(2027, 1, 1))}
    monkeypatch.setattr(editions, "releases", lambda: withdrawn)

    assert not is_in_use("2026-11", date(2026, 11, 22))
    assert is_in_use("2026-11", date(2026, 11, 23))
    assert is_in_use("2026-11", date(2026, 12, 31))
    assert not is_in_use("2026-11", date(2027, 1, 1))
    assert not is_in_use("never-released", date(2027, 1, 1))


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
        (b'tone = "small"', b'tone = "smal"'),
    ],
)
def test_an_edition_that_contradicts_itself_is_refused(old: bytes, new: bytes) -> None:
    content = FIRST.read_bytes()
    assert old in content

    with pytest.raises(EditionUnusable):
        parsed(content.replace(old, new, 1))


def test_what_stands_in_both_files_of_an_edition_is_refused() -> None:
    shared = (WORDING / EDITION / "edition.toml").read_bytes()
    own = (WORDING / EDITION / "acceptance.toml").read_bytes()
    parse_edition(own, shared=shared, sha256="")

    with pytest.raises(EditionUnusable, match="in both files, under labels: and"):
        parse_edition(own.replace(b"[labels]", b'[labels]\nand = "oder"'), shared=shared, sha256="")


def test_an_unknown_edition_document_or_language_is_refused_by_name() -> None:
    with pytest.raises(EditionUnknown):
        load_edition("../2026-11")
    with pytest.raises(EditionUnknown):
        load_edition("2026-11", "acceptance")
    with pytest.raises(EditionUnknown):
        load_edition(EDITION, "account", "fr")
    with pytest.raises(DocumentUnknown):
        form_of("letter")
