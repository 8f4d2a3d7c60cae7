"""The whole corpus: what nobody may get accepted."""

from tests.signing.attacks import (
    active,
    ambiguous,
    attributes,
    authorities,
    disguised,
    evidence,
    fields_swapped,
    forms,
    identity,
    qualified,
    sections,
    structure,
    structures,
    times,
    trust,
    updates,
)
from tests.signing.attacks.case import Case

__all__ = ["ATTACKS"]

ATTACKS: dict[str, Case] = {
    case.name: case
    for module in (
        structure,
        sections,
        updates,
        disguised,
        ambiguous,
        forms,
        fields_swapped,
        structures,
        attributes,
        trust,
        authorities,
        evidence,
        qualified,
        times,
        identity,
        active,
    )
    for case in module.CASES
}
