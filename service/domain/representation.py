"""Who must sign so that the grantor is bound, and what proves it (Vertretungsmacht).

`required_signature_sets` gives the alternatives; one set is chosen when a draft begins, and the frozen document has fields
for exactly it.
The table of domain.md, as data: a legal form is one row of `FORMS`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations, islice

from service.domain.errors import Fault
from service.domain.parties import Function, Grantor, LegalForm, Representation, RepresentationKind, Representative
from service.domain.power_of_attorney import BERLIN
from service.domain.register_extract import ExtractOf, RegisterExtract

EXTRACT_LIFETIME = timedelta(days=90)
SETS_SHOWN = 100


class SilentRule(StrEnum):
    """What the statute says where the register is silent."""

    THE_ONE = "THE_ONE"
    ALL = "ALL"
    EACH = "EACH"
    MAJORITY = "MAJORITY"


@dataclass(frozen=True, slots=True)
class FormRule:
    """One legal form: who holds office, what applies without a register entry, which extracts prove it.

    Attributes:
        statute: of the silent rule.
        always_all: no register proves anything less (GBR, § 720 BGB).
    """

    offices: frozenset[Function]
    silent: SilentRule
    statute: str
    extracts: tuple[ExtractOf, ...] = ()
    always_all: bool = False


_DIRECTORS = frozenset({Function.MANAGING_DIRECTOR, Function.PROKURIST})
_BOARD = frozenset({Function.BOARD_MEMBER, Function.PROKURIST})
_ONE = (ExtractOf.GRANTOR,)

FORMS: dict[LegalForm, FormRule] = {
    LegalForm.NATURAL_PERSON: FormRule(frozenset({Function.PRINCIPAL}), SilentRule.THE_ONE, "§ 164 BGB"),
    LegalForm.FREELANCER: FormRule(frozenset({Function.PRINCIPAL}), SilentRule.THE_ONE, "§ 164 BGB"),
    LegalForm.SOLE_TRADER: FormRule(frozenset({Function.OWNER}), SilentRule.THE_ONE, "§ 164 BGB"),
    LegalForm.EK: FormRule(frozenset({Function.OWNER}), SilentRule.THE_ONE, "§ 17 HGB", _ONE),
    LegalForm.GMBH: FormRule(_DIRECTORS, SilentRule.ALL, "§ 35 Abs. 2 GmbHG", _ONE),
    LegalForm.UG: FormRule(_DIRECTORS, SilentRule.ALL, "§§ 5a, 35 Abs. 2 GmbHG", _ONE),
    LegalForm.AG: FormRule(_BOARD, SilentRule.ALL, "§ 78 Abs. 2 AktG", _ONE),
    LegalForm.OHG: FormRule(frozenset({Function.PARTNER, Function.PROKURIST}), SilentRule.EACH, "§ 124 HGB", _ONE),
    LegalForm.KG: FormRule(frozenset({Function.GENERAL_PARTNER, Function.PROKURIST}), SilentRule.EACH, "§§ 124, 161 HGB", _ONE),
    LegalForm.GBR: FormRule(frozenset({Function.PARTNER}), SilentRule.ALL, "§ 720 BGB", always_all=True),
    LegalForm.EGBR: FormRule(frozenset({Function.PARTNER}), SilentRule.ALL, "§ 720 BGB", _ONE),
    LegalForm.EV: FormRule(frozenset({Function.BOARD_MEMBER}), SilentRule.MAJORITY, "§ 26 Abs. 2 BGB", _ONE),
}


def form_rule(grantor: Grantor) -> FormRule:
    """The grantor's row; for a GmbH & Co. KG its general partner's, with two extracts."""
    if grantor.legal_form is not LegalForm.GMBH_CO_KG:
        return FORMS[grantor.legal_form]
    partner = FORMS[grantor.general_partner.legal_form if grantor.general_partner else LegalForm.GMBH]
    both = (ExtractOf.GRANTOR, ExtractOf.GENERAL_PARTNER)
    return FormRule(partner.offices, partner.silent, f"§ 170 HGB, {partner.statute}", both)


def is_sufficient_set(
    grantor: Grantor, representation: Representation, representatives: Sequence[Representative], chosen: Sequence[Representative]
) -> bool:
    """Whether these together bind the grantor. Prokuristen never alone: our policy, not § 49 HGB."""
    rule = form_rule(grantor)
    principals = [one for one in representatives if one.function is not Function.PROKURIST]
    ours = [one for one in chosen if one in representatives]
    signing = [one for one in ours if one.function is not Function.PROKURIST]
    if len(ours) != len(chosen) or not signing:
        return False
    return len(ours if _counts_prokuristen(rule, representation) else signing) >= _needed(rule, representation, len(principals))


def required_signature_sets(
    grantor: Grantor, representation: Representation, representatives: Sequence[Representative]
) -> tuple[tuple[Representative, ...], ...]:
    """The smallest alternative sets, those without a Prokurist first, each in the record's order; at most 100 are listed."""
    return tuple(islice(_sets(grantor, representation, representatives), SETS_SHOWN))


def default_signature_set(
    grantor: Grantor, representation: Representation, representatives: Sequence[Representative]
) -> tuple[Representative, ...]:
    """The first of `required_signature_sets`.

    Raises:
        ValueError: no set binds the grantor; `binding_faults` says why, and intake refuses such a record.
    """
    found = next(_sets(grantor, representation, representatives), None)
    if found is None:
        raise ValueError("no set of these representatives binds the grantor")
    return found


def binding_faults(
    grantor: Grantor, representation: Representation, representatives: Sequence[Representative]
) -> tuple[Fault, ...]:
    """Why these representatives cannot bind the grantor; empty if they can."""
    rule = form_rule(grantor)
    faults = [
        Fault(
            f"$.representatives[{index}].function",
            "FUNCTION_NOT_POSSIBLE",
            f"Die Funktion {one.function} gibt es bei dieser Rechtsform nicht.",
        )
        for index, one in enumerate(representatives)
        if one.function not in rule.offices
    ]
    principals = [one for one in representatives if one.function is not Function.PROKURIST]
    if not principals:
        faults.append(
            Fault(
                "$.representatives", "CANNOT_BIND", "Prokuristen allein erteilen keine Vollmacht; es fehlt ein Vertretungsorgan."
            )
        )
    joint = representation.required or 0
    if rule.silent is SilentRule.THE_ONE and len(representatives) != 1:
        faults.append(
            Fault("$.representatives", "CANNOT_BIND", "Bei dieser Rechtsform gibt es genau eine Person, die unterschreibt.")
        )
    if rule.always_all and representation.kind is RepresentationKind.JOINT and joint != len(principals):
        text = "Bei einer GbR ohne Registereintrag unterschreiben alle Gesellschafter (§ 720 BGB)."
        faults.append(Fault("$.representation.required", "CANNOT_BIND", text))
    elif rule.always_all and representation.kind is RepresentationKind.SOLE:
        text = "Die Einzelvertretung einer GbR weist kein Register nach; es unterschreiben alle Gesellschafter (§ 720 BGB)."
        faults.append(Fault("$.representation.kind", "CANNOT_BIND", text))
    elif representation.kind is RepresentationKind.JOINT and joint > len(representatives):
        text = f"Es sollen {joint} Personen gemeinsam vertreten, genannt sind nur {len(representatives)}."
        faults.append(Fault("$.representation.required", "CANNOT_BIND", text))
    return tuple(faults)


@dataclass(frozen=True, slots=True)
class RepresentationProof:
    """Whether something at hand shows that the signers may bind the grantor; `text` says in German what is missing."""

    proven: bool
    stale: bool = False
    text: str = ""


def representation_proof(
    grantor: Grantor,
    extracts: Sequence[RegisterExtract],
    *,
    declared_at: datetime | None,
    all_partners_declared: bool,
) -> RepresentationProof:
    """Register extracts at most 90 days older than the declaration; without a register the certificate proves the person.

    Args:
        declared_at: time of the last signature; the extract's age is measured from here, never from today.
        all_partners_declared: GBR: the signers declared that these are all partners.
    """
    if declared_at is None:
        return RepresentationProof(False, text="Es fehlen noch Unterschriften.")
    rule = form_rule(grantor)
    if rule.always_all and not all_partners_declared:
        return RepresentationProof(False, text="Es fehlt die Erklärung, dass dies alle Gesellschafter der GbR sind.")
    oldest = declared_at.astimezone(BERLIN).date() - EXTRACT_LIFETIME
    for of in rule.extracts:
        shown = [extract for extract in extracts if extract.of is of and extract.shows_authority]
        whose = "der persönlich haftenden Gesellschafterin" if of is ExtractOf.GENERAL_PARTNER else "des Vollmachtgebers"
        if not shown:
            return RepresentationProof(False, text=f"Es fehlt ein Registerauszug {whose}, der die Vertretung zeigt.")
        if max(extract.dated_on for extract in shown) < oldest:
            return RepresentationProof(
                False, stale=True, text=f"Der Registerauszug {whose} ist mehr als 90 Tage älter als die Unterschrift."
            )
    return RepresentationProof(True)


def _counts_prokuristen(rule: FormRule, representation: Representation) -> bool:
    return representation.kind is RepresentationKind.JOINT and Function.PROKURIST in rule.offices


def _needed(rule: FormRule, representation: Representation, principals: int) -> int:
    if rule.always_all:
        return principals
    if representation.kind is RepresentationKind.SOLE:
        return 1
    if representation.kind is RepresentationKind.JOINT:
        return representation.required or principals
    return {
        SilentRule.THE_ONE: 1,
        SilentRule.EACH: 1,
        SilentRule.ALL: principals,
        SilentRule.MAJORITY: principals // 2 + 1,
    }[rule.silent]


def _sets(
    grantor: Grantor, representation: Representation, representatives: Sequence[Representative]
) -> Iterator[tuple[Representative, ...]]:
    """Smallest sets first; those who are not Prokurist before those who are. Lazy: twenty directors must not explode."""
    if binding_faults(grantor, representation, representatives):
        return
    rule = form_rule(grantor)
    principals = [one for one in representatives if one.function is not Function.PROKURIST]
    needed = _needed(rule, representation, len(principals))
    yield from combinations(principals, needed)
    if not _counts_prokuristen(rule, representation):
        return
    prokuristen = [one for one in representatives if one.function is Function.PROKURIST]
    for count in range(1, min(needed, len(prokuristen) + 1)):
        for directors in combinations(principals, needed - count):
            for others in combinations(prokuristen, count):
                yield tuple(one for one in representatives if one in directors or one in others)
