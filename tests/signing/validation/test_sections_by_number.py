"""Looking only where a number is named finds what pyHanko's walk through all sections finds, in any history of objects."""

import random
from collections.abc import Callable

from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import ObjStreamRef, XRefCache, XRefSection, XRefSectionData, XRefSectionMetaInfo, XRefSectionType

from signing.validation.file_reader import FileReader
from signing.validation.sections_by_number import SectionsByNumber
from tests.signing.builders import Authority, issued_pdf

NUMBERS, GENERATIONS, SECTIONS = 8, 3, 7


def section(chance: random.Random, *, hybrid: bool) -> XRefSection:
    data = XRefSectionData()
    for number in range(1, NUMBERS):
        match chance.randrange(6):
            case 0:
                data.standard_xrefs[number] = (chance.randrange(GENERATIONS), chance.randrange(1000))
            case 1:
                data.xrefs_in_objstm[number] = ObjStreamRef(chance.randrange(100), chance.randrange(10))
            case 2:
                data.freed[number] = chance.randrange(GENERATIONS + 1)
    if hybrid:
        data.hybrid = section(chance, hybrid=False)
    kind = XRefSectionType.HYBRID_MAIN if hybrid else XRefSectionType.STANDARD
    return XRefSection(XRefSectionMetaInfo(kind, NUMBERS, 0, 0, 0, None), data)


def answer(ask: Callable[..., object], *given: object) -> object:
    try:
        return ask(*given)
    except KeyError:
        return KeyError


def answers(sections: XRefCache, numbers: int, generations: int) -> list[object]:
    found = []
    for reference in (Reference(number, generation) for number in range(numbers) for generation in range(generations)):
        found += [answer(sections.get_last_change, reference), answer(sections.get_introducing_revision, reference)]
        found += [answer(sections.get_historical_ref, reference, revision) for revision in range(sections.total_revisions)]
        found.append(answer(sections.__getitem__, reference))
    return found


def test_random_histories_have_the_same_answers() -> None:
    chance = random.Random(20261127)
    for _ in range(200):
        history = [section(chance, hybrid=chance.random() < 0.2) for _ in range(chance.randrange(1, SECTIONS))]
        reader = FileReader(issued_pdf())

        assert answers(SectionsByNumber(reader, history), NUMBERS, GENERATIONS) == answers(
            XRefCache(reader, history), NUMBERS, GENERATIONS
        )


def test_a_finished_file_has_the_same_answers(authority: Authority) -> None:
    holder = authority.holder("Zoë Łukaszewicz")
    sealed = authority.sealed(authority.signed(issued_pdf(["signer-1"]), "signer-1", "", holder=holder), [holder])
    ours, theirs = FileReader(sealed), PdfFileReader(FileReader(sealed).stream)
    numbers = theirs.xrefs.get_xref_container_info(theirs.xrefs.total_revisions - 1).size + 2

    assert isinstance(ours.xrefs, SectionsByNumber)
    assert answers(ours.xrefs, numbers, 2) == answers(theirs.xrefs, numbers, 2)
