"""Who must sign, form by form; and what proves that they may."""

from datetime import date, timedelta

import pytest

from service.domain.parties import Function, LegalForm, Representation, RepresentationKind
from service.domain.register_extract import ExtractOf
from service.domain.representation import (
    binding_faults,
    default_signature_set,
    is_sufficient_set,
    representation_proof,
    required_signature_sets,
)
from tests.builders import NOW, a_grantor, an_extract, people

SOLE = Representation(RepresentationKind.SOLE)
SILENT = Representation(RepresentationKind.REGISTER_SILENT)
DIRECTOR, BOARD, PARTNER, LIABLE, PROKURIST = (
    Function.MANAGING_DIRECTOR, Function.BOARD_MEMBER, Function.PARTNER, Function.GENERAL_PARTNER, Function.PROKURIST,
)  # fmt: skip
OWNER, PRINCIPAL = Function.OWNER, Function.PRINCIPAL


def joint(required: int) -> Representation:
    return Representation(RepresentationKind.JOINT, required)


def sets(form: LegalForm, representation: Representation, *functions: Function, partner: LegalForm | None = None) -> list[str]:
    """Each set as the numbers of its people, `02`."""
    persons = people(*functions)
    found = required_signature_sets(a_grantor(form, partner=partner), representation, persons)
    return ["".join(str(persons.index(one)) for one in chosen) for chosen in found]


@pytest.mark.parametrize(
    ("form", "representation", "functions", "expected"),
    [
        (LegalForm.NATURAL_PERSON, SOLE, [PRINCIPAL], ["0"]),
        (LegalForm.FREELANCER, SOLE, [PRINCIPAL], ["0"]),
        (LegalForm.SOLE_TRADER, SOLE, [OWNER], ["0"]),
        (LegalForm.EK, SOLE, [OWNER], ["0"]),
        (LegalForm.GMBH, SOLE, [DIRECTOR, DIRECTOR], ["0", "1"]),
        (LegalForm.GMBH, SILENT, [DIRECTOR, DIRECTOR, DIRECTOR], ["012"]),
        (LegalForm.GMBH, SILENT, [DIRECTOR], ["0"]),
        (LegalForm.GMBH, joint(2), [DIRECTOR, DIRECTOR, DIRECTOR], ["01", "02", "12"]),
        (LegalForm.GMBH, joint(2), [DIRECTOR, DIRECTOR, PROKURIST], ["01", "02", "12"]),
        (LegalForm.GMBH, joint(2), [PROKURIST, DIRECTOR], ["01"]),
        (LegalForm.UG, joint(3), [DIRECTOR, PROKURIST, PROKURIST], ["012"]),
        (LegalForm.AG, SILENT, [BOARD, BOARD], ["01"]),
        (LegalForm.OHG, SILENT, [PARTNER, PARTNER], ["0", "1"]),
        (LegalForm.KG, SILENT, [LIABLE], ["0"]),
        (LegalForm.GBR, SILENT, [PARTNER, PARTNER, PARTNER], ["012"]),
        (LegalForm.GBR, joint(2), [PARTNER, PARTNER], ["01"]),
        (LegalForm.EGBR, SILENT, [PARTNER, PARTNER], ["01"]),
        (LegalForm.EGBR, SOLE, [PARTNER, PARTNER], ["0", "1"]),
        (LegalForm.EV, SILENT, [BOARD, BOARD, BOARD], ["01", "02", "12"]),
        (LegalForm.EV, SILENT, [BOARD] * 4, ["012", "013", "023", "123"]),
    ],
)
def test_the_sets_of_each_form(
    form: LegalForm, representation: Representation, functions: list[Function], expected: list[str]
) -> None:
    assert sets(form, representation, *functions) == expected


def test_a_gmbh_and_co_kg_signs_like_its_general_partner() -> None:
    assert sets(LegalForm.GMBH_CO_KG, SILENT, DIRECTOR, DIRECTOR, partner=LegalForm.GMBH) == ["01"]
    assert sets(LegalForm.GMBH_CO_KG, SOLE, DIRECTOR, DIRECTOR, partner=LegalForm.GMBH) == ["0", "1"]
    assert sets(LegalForm.GMBH_CO_KG, SILENT, BOARD, BOARD, partner=LegalForm.AG) == ["01"]


def test_the_smallest_set_without_prokurist_is_the_default() -> None:
    persons = people(PROKURIST, DIRECTOR, DIRECTOR)

    assert default_signature_set(a_grantor(), joint(2), persons) == persons[1:]


@pytest.mark.parametrize(
    ("form", "representation", "functions"),
    [
        (LegalForm.GMBH, joint(2), [PROKURIST, PROKURIST]),
        (LegalForm.GMBH, joint(3), [DIRECTOR, DIRECTOR]),
        (LegalForm.GMBH, SOLE, [BOARD]),
        (LegalForm.UG, SOLE, [BOARD, DIRECTOR]),
        (LegalForm.GBR, SOLE, [PARTNER, PARTNER]),
        (LegalForm.GBR, joint(2), [PARTNER, PARTNER, PARTNER]),
        (LegalForm.GBR, SILENT, [PARTNER, PROKURIST]),
        (LegalForm.EGBR, SILENT, [PARTNER, PROKURIST]),
        (LegalForm.EV, SILENT, [BOARD, PROKURIST]),
        (LegalForm.SOLE_TRADER, SOLE, [OWNER, OWNER]),
        (LegalForm.SOLE_TRADER, SOLE, [OWNER, PROKURIST]),
        (LegalForm.FREELANCER, SOLE, [OWNER]),
    ],
)
def test_a_set_that_cannot_bind_is_refused_with_words(
    form: LegalForm, representation: Representation, functions: list[Function]
) -> None:
    persons = people(*functions)

    faults = binding_faults(a_grantor(form), representation, persons)

    assert faults
    assert all(fault.path.startswith("$.represent") and fault.text for fault in faults)
    assert not required_signature_sets(a_grantor(form), representation, persons)
    with pytest.raises(ValueError, match="binds"):
        default_signature_set(a_grantor(form), representation, persons)


def test_a_board_member_fits_only_where_an_ag_is_general_partner() -> None:
    assert binding_faults(a_grantor(LegalForm.GMBH_CO_KG, partner=LegalForm.GMBH), SOLE, people(BOARD))
    assert not binding_faults(a_grantor(LegalForm.GMBH_CO_KG, partner=LegalForm.AG), SOLE, people(BOARD))


def test_twenty_directors_do_not_explode() -> None:
    assert len(sets(LegalForm.GMBH, joint(10), *[DIRECTOR] * 20)) == 100


def test_any_wide_enough_set_is_sufficient_and_no_narrower_one() -> None:
    persons = people(DIRECTOR, DIRECTOR, PROKURIST)
    grantor = a_grantor()

    assert is_sufficient_set(grantor, joint(2), persons, persons[:2])
    assert is_sufficient_set(grantor, joint(2), persons, persons[1:])
    assert is_sufficient_set(grantor, joint(2), persons, persons)
    assert not is_sufficient_set(grantor, joint(2), persons, persons[:1])
    assert not is_sufficient_set(grantor, SOLE, persons, persons[2:])
    assert not is_sufficient_set(grantor, SOLE, persons, people(DIRECTOR, DIRECTOR, DIRECTOR, DIRECTOR)[3:])
    assert not is_sufficient_set(grantor, SOLE, persons, ())


DECLARED = NOW.date()


@pytest.mark.parametrize(
    ("days", "proven", "stale"), [(0, True, False), (90, True, False), (91, False, True), (-30, True, False)]
)
def test_an_extract_is_at_most_ninety_days_older_than_the_declaration(days: int, proven: bool, stale: bool) -> None:
    proof = representation_proof(
        a_grantor(), [an_extract(DECLARED - timedelta(days=days))], declared_at=NOW, all_partners_declared=False
    )

    assert (proof.proven, proof.stale) == (proven, stale)


def test_an_extract_that_does_not_show_it_proves_nothing() -> None:
    extract = an_extract(DECLARED, shows_authority=False)

    assert not representation_proof(a_grantor(), [extract], declared_at=NOW, all_partners_declared=False).proven


def test_a_gmbh_and_co_kg_needs_both_extracts() -> None:
    grantor = a_grantor(LegalForm.GMBH_CO_KG, partner=LegalForm.GMBH)
    one, both = [an_extract(DECLARED)], [an_extract(DECLARED), an_extract(DECLARED, ExtractOf.GENERAL_PARTNER)]

    missing = representation_proof(grantor, one, declared_at=NOW, all_partners_declared=False)

    assert not missing.proven
    assert "Gesellschafterin" in missing.text
    assert representation_proof(grantor, both, declared_at=NOW, all_partners_declared=False).proven


def test_a_gbr_declares_that_these_are_all_partners() -> None:
    grantor = a_grantor(LegalForm.GBR)

    assert not representation_proof(grantor, [], declared_at=NOW, all_partners_declared=False).proven
    assert representation_proof(grantor, [], declared_at=NOW, all_partners_declared=True).proven


@pytest.mark.parametrize("form", [LegalForm.NATURAL_PERSON, LegalForm.FREELANCER, LegalForm.SOLE_TRADER])
def test_without_a_register_the_certificate_proves_the_person(form: LegalForm) -> None:
    assert representation_proof(a_grantor(form), [], declared_at=NOW, all_partners_declared=False).proven


def test_before_all_have_signed_nothing_is_proven() -> None:
    assert not representation_proof(
        a_grantor(), [an_extract(date(2026, 11, 24))], declared_at=None, all_partners_declared=True
    ).proven
