"""Where an object lies, or lay in an earlier revision (ISO 32000-2 § 7.5.4 to 7.5.8)."""

from collections import defaultdict

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.rw_common import PdfHandler
from pyhanko.pdf_utils.xref import ObjStreamRef, XRefCache, XRefSection, XRefSectionData

__all__ = ["SectionsByNumber"]


class SectionsByNumber(XRefCache):
    """pyHanko's look-up through the sections, which asks only those that name an object's number at all: a file with twenty signatures has forty sections.

    Args:
        handler: the reader of the file.
        sections: the oldest first.
    """

    def __init__(self, handler: PdfHandler, sections: list[XRefSection]) -> None:
        super().__init__(handler, sections)
        self._naming: defaultdict[int, list[int]] = defaultdict(list)
        for position, section in enumerate(sections):
            for number in _named(section.xref_data):
                self._naming[number].append(position)

    def get_last_change(self, ref: generic.Reference) -> int:
        for position in reversed(self._naming.get(ref.idnum, ())):
            try:
                self._xref_sections[position].xref_data.try_resolve(ref)
            except KeyError:
                continue
            return position
        raise KeyError(ref)

    def get_introducing_revision(self, ref: generic.Reference) -> int:
        for position in self._naming.get(ref.idnum, ()):
            try:
                if self._xref_sections[position].xref_data.try_resolve(ref) is not None:
                    return position
            except KeyError:
                continue
        raise KeyError(ref)

    def get_historical_ref(self, ref: generic.Reference, revision: int) -> int | ObjStreamRef | None:
        for position in reversed(self._naming.get(ref.idnum, ())):
            if position > revision:
                continue
            try:
                found: int | ObjStreamRef | None = self._xref_sections[position].xref_data.try_resolve(ref)
            except KeyError:
                continue
            return found
        return None


def _named(section: XRefSectionData) -> set[int]:
    """The numbers for which a section, or the stream beside it in a hybrid file, may have an answer."""
    named = {*section.xrefs_in_objstm, *section.standard_xrefs, *section.freed}
    return named | _named(section.hybrid.xref_data) if section.hybrid is not None else named
