"""Our walk through a revision finds every use that pyHanko's own finds, and no other; what pyHanko cannot follow, it cannot."""

import io
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.validation.file_reader import FileReader
from tests.signing.builders import Document, issued_pdf

OBJECTS = 9

Uses = dict[tuple[int, int], frozenset[str]]
"""Revision and object number → the ways to it."""


def uses_in(reader: PdfFileReader) -> Uses:
    return dict(_uses(reader))


def _uses(reader: PdfFileReader) -> Iterator[tuple[tuple[int, int], frozenset[str]]]:
    for revision in range(reader.xrefs.total_revisions):
        view = reader.get_historical_resolver(revision)
        try:
            view._load_reverse_xref_cache()
        except Exception:
            yield (revision, 0), frozenset({"cannot be followed"})
            continue
        for number in range(1, int(reader.trailer["/Size"])):
            yield (revision, number), frozenset(str(way) for way in view._get_usages_of_ref(Reference(number, 0, reader)))


def both(pdf: bytes, *, strict: bool) -> tuple[Uses, Uses]:
    """Ours, pyHanko's."""
    return uses_in(FileReader(pdf, strict=strict)), uses_in(PdfFileReader(io.BytesIO(pdf), strict=strict))


@pytest.mark.parametrize("strict", [True, False])
def test_every_use_in_files_of_ours_is_found(document: Document, strict: bool) -> None:
    for pdf in (issued_pdf(), document.issued, document.first, document.finished):
        ours, theirs = both(pdf, strict=strict)

        assert ours == theirs
        assert sum(len(ways) for ways in ours.values()) > 15


def table_file(objects: list[bytes], later: list[tuple[int, bytes]]) -> bytes:
    """A PDF with a cross-reference table, and another revision that replaces objects."""
    output = io.BytesIO(b"%PDF-1.7\n")
    output.seek(0, io.SEEK_END)
    places = [_add(output, number, content) for number, content in enumerate(objects, 1)]
    first = output.tell()
    output.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    output.writelines(b"%010d 00000 n \n" % place for place in places)
    output.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, first))
    if later:
        replaced = {number: _add(output, number, content) for number, content in later}
        second = output.tell()
        output.write(b"xref\n")
        output.writelines(b"%d 1\n%010d 00000 n \n" % (number, place) for number, place in sorted(replaced.items()))
        output.write(b"trailer\n<</Size %d/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, first, second))
    return output.getvalue()


def _add(output: io.BytesIO, number: int, content: bytes) -> int:
    place = output.tell()
    output.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    return place


def contents() -> st.SearchStrategy[bytes]:
    """Objects that refer to one another by the keys that mean something on the way, and by others."""
    references = st.integers(1, OBJECTS + 1).map(lambda number: b"%d 0 R" % number)
    simple = st.one_of(references, references, st.sampled_from([b"null", b"7", b"/Pages", b"/StructElem", b"(x)"]))
    keys = st.sampled_from(
        [b"/A", b"/Kids", b"/K", b"/P", b"/Parent", b"/Obj", b"/Annots", b"/StructTreeRoot", b"/Pages", b"/Type"]
    )

    def nested(children: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
        arrays = st.lists(children, max_size=4).map(lambda items: b"[" + b" ".join(items) + b"]")
        return st.one_of(arrays, dictionaries(keys, children))

    return st.one_of(dictionaries(keys, st.recursive(simple, nested, max_leaves=6)), simple, references)


def dictionaries(keys: st.SearchStrategy[bytes], children: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    entries = st.dictionaries(keys, children, max_size=5)
    return entries.map(lambda items: b"<<" + b"".join(key + b" " + value for key, value in items.items()) + b">>")


def catalogs() -> st.SearchStrategy[bytes]:
    references = st.integers(2, OBJECTS).map(lambda number: b"%d 0 R" % number)
    return st.tuples(references, references, references).map(
        lambda parts: b"<</Type/Catalog/Pages %s/StructTreeRoot %s/A %s>>" % parts
    )


def trees() -> st.SearchStrategy[list[bytes]]:
    """Sound trees of pages and structure with a loose end: what follows refers to anything."""
    fixed = [
        b"<</Type/Catalog/Pages 2 0 R/StructTreeRoot 5 0 R/AcroForm<</Fields[8 0 R]>>>>",
        b"<</Type/Pages/Kids[3 0 R 4 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/Annots[8 0 R]/B 9 0 R>>",
        b"<</Type/Page/Parent 2 0 R/Dest[3 0 R/Fit]>>",
        b"<</Type/StructTreeRoot/K[6 0 R 7 0 R]/ParentTree<</Nums[0 6 0 R 1[7 0 R]]>>>>",
        b"<</Type/StructElem/P 5 0 R/Pg 3 0 R/K<</Type/OBJR/Obj 8 0 R>>>>",
    ]
    return st.lists(contents(), min_size=3, max_size=3).map(lambda loose: [*fixed, *loose])


def anything() -> st.SearchStrategy[list[bytes]]:
    return st.tuples(catalogs(), st.lists(contents(), min_size=OBJECTS - 1, max_size=OBJECTS - 1)).map(
        lambda parts: [parts[0], *parts[1]]
    )


@given(
    st.one_of(trees(), anything()),
    st.dictionaries(st.integers(2, OBJECTS), contents(), max_size=3).map(lambda found: list(found.items())),
    st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_and_in_whatever_refers_to_whatever(objects: list[bytes], later: list[tuple[int, bytes]], strict: bool) -> None:
    ours, theirs = both(table_file(objects, later), strict=strict)

    assert ours == theirs
