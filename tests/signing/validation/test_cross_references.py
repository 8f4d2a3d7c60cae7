"""Our reader of cross-reference sections finds what pyHanko's own finds, in sound files, other people's and broken ones."""

import io
import random
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import XRefSectionData

from signing.validation import cross_references
from signing.validation.file_reader import FileReader
from tests.signing.builders import Authority, issued_pdf


def opened(kind: type[PdfFileReader], pdf: bytes, *, strict: bool) -> PdfFileReader:
    return FileReader(pdf, strict=strict) if kind is FileReader else PdfFileReader(io.BytesIO(pdf), strict=strict)


def told(kind: type[PdfFileReader], pdf: bytes, *, strict: bool = True) -> object:
    """All that a reader knows after opening; the kind of error where it cannot."""
    try:
        reader = opened(kind, pdf, strict=strict)
    except Exception as error:
        return type(error)
    sections = reader.xrefs._xref_sections
    facts = {key: value for key, value in reader.trailer.items() if key not in {"/Length", "/Filter"}}
    return (
        [(section_facts(section.meta_info), entries(section.xref_data)) for section in sections],
        repr(sorted(facts.items())),
        reader.last_startxref,
        reader.has_xref_stream,
        reader.xrefs.hybrid_xrefs_present,
        reader._header_version,
    )


def section_facts(info: Any) -> tuple[object, ...]:
    reference = info.stream_ref
    number = (reference.idnum, reference.generation) if reference is not None else None
    return (info.xref_section_type, info.size, info.declared_startxref, info.start_location, info.end_location, number)


def entries(data: XRefSectionData) -> dict[str, object]:
    kept = {**vars(data)}
    hybrid = kept.pop("hybrid")
    return {**kept, "hybrid": entries(hybrid.xref_data) if hybrid is not None else None}


def same(pdf: bytes, what: object = None) -> None:
    for strict in (True, False):
        assert told(FileReader, pdf, strict=strict) == told(PdfFileReader, pdf, strict=strict), what


def file_with(
    rows: Sequence[bytes], *, widths: str = "1 3 1", index: str | None = None, more: str = "", size: int | None = None
) -> bytes:
    """A file whose only section is a cross-reference stream of these rows."""
    body = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    content = zlib.compress(b"".join(rows))
    ranges = f"/Index[{index}]" if index is not None else ""
    head = f"9 0 obj\n<</Type/XRef/Root 1 0 R/Size {len(rows) if size is None else size}/W[{widths}]{ranges}{more}"
    section = f"{head}/Filter/FlateDecode/Length {len(content)}>>\nstream\n".encode() + content + b"\nendstream\nendobj\n"
    return body + section + f"startxref\n{len(body)}\n%%EOF\n".encode()


def row(kind: int, where: int, third: int, widths: Iterable[int] = (1, 3, 1)) -> bytes:
    return b"".join(number.to_bytes(width) for number, width in zip((kind, where, third), widths, strict=True) if width)


PLAIN = [row(0, 0, 0), row(1, 9, 0), row(2, 5, 1), row(1, 900, 0)]


def read_in_one_go(pdf: bytes) -> list[bool]:
    """Of each section."""
    sections = FileReader(pdf).trailer._trailer_revisions
    return [isinstance(one, StreamObject) and cross_references._plain_entries(one) is not None for one in sections]


def test_plain_entries_are_read_in_one_go() -> None:
    assert read_in_one_go(file_with(PLAIN)) == [True]
    assert told(FileReader, file_with(PLAIN)) != told(FileReader, file_with([*PLAIN, row(1, 7, 0)]))
    same(file_with(PLAIN))


@pytest.mark.parametrize(
    "pdf",
    [
        file_with(PLAIN, index="0 2 7 2"),
        file_with(PLAIN, index="0 2 7 2", size=12),
        file_with(PLAIN, index="7 2 0 2"),
        file_with(PLAIN, index="0 2 1 2"),
        file_with(PLAIN, index="0 2 7"),
        file_with(PLAIN, index="0 2 7 5"),
        file_with(PLAIN, index="0 1"),
        file_with(PLAIN, index="-1 4"),
        file_with(PLAIN, index="0 4.0"),
        file_with(PLAIN, index="0 (4)"),
        file_with(PLAIN, index=""),
        file_with(PLAIN, size=40),
        file_with(PLAIN, size=2),
        file_with([row(1, 9, 0), *PLAIN[1:]]),
        file_with([*PLAIN, row(3, 5, 5)]),
        file_with([*PLAIN, row(255, 5, 5)]),
        file_with([*PLAIN, row(0, 5, 255)]),
        file_with([*PLAIN, row(1, 5, 255)]),
        file_with([b"\1\0\0\x09\0"] * 3 + [b"\1\0"]),
        file_with([row(1, 9, 0, (1, 3, 3)), row(1, 9, 70000, (1, 3, 3))], widths="1 3 3"),
        file_with([row(0, 9, 0, (1, 3, 3)), row(0, 9, 70000, (1, 3, 3))], widths="1 3 3"),
        file_with([row(2, 9, 70000, (1, 3, 3))] * 3, widths="1 3 3"),
        file_with([row(1, 9, 0, (1, 8, 1))] * 3, widths="1 8 1"),
        file_with([row(1, 2**63 + 1, 0, (1, 8, 1))] * 3, widths="1 8 1"),
        file_with([row(1, 9, 0, (1, 7, 1))] * 3, widths="1 7 1"),
        file_with([row(1, 9, 0, (1, 9, 1))] * 3, widths="1 9 1"),
        file_with([row(1, 9, 0, (0, 3, 1))] * 3, widths="0 3 1"),
        file_with([row(1, 9, 0, (2, 3, 1))] * 3, widths="2 3 1"),
        file_with([row(1, 0, 0, (1, 0, 1))] * 3, widths="1 0 1"),
        file_with([row(1, 9, 0, (1, 3, 0))] * 3, widths="1 3 0"),
        file_with(PLAIN, widths="1 3"),
        file_with(PLAIN, widths="1 3 1 1"),
        file_with(PLAIN, widths="1 3 -1"),
        file_with(PLAIN, widths="1 3 true"),
        file_with(PLAIN, more="/Prev (no number)"),
        file_with(PLAIN, more="/Prev 15"),
        file_with(PLAIN, more="/DecodeParms<</Predictor 12/Columns 5>>"),
        file_with(PLAIN, more="/Type/XRef"),
        file_with(PLAIN, more="/A %comment\n 1"),
        file_with(PLAIN).replace(b"/Type/XRef", b"/Type/ObjStm"),
        file_with(PLAIN).replace(b"9 0 obj", b"9 0 obk"),
        file_with(PLAIN).replace(b"9 0 obj", b"9  0 obj"),
        file_with(PLAIN).replace(b"endstream\nendobj", b"endstream"),
        file_with(PLAIN).replace(b"endstream", b"endstraem"),
    ],
)  # fmt: skip
def test_whatever_is_written_otherwise_is_read_as_pyhanko_reads_it(pdf: bytes) -> None:
    same(pdf)


@pytest.mark.parametrize("mode", list(pikepdf.ObjectStreamMode.__members__.values()))
def test_a_writer_of_tables_or_streams_is_read_alike(mode: pikepdf.ObjectStreamMode) -> None:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(issued_pdf())) as pdf:
        pdf.save(output, object_stream_mode=mode, linearize=mode is pikepdf.ObjectStreamMode.generate)

    same(output.getvalue())


def test_every_revision_of_a_finished_file_has_the_same_entries(authority: Authority) -> None:
    holder = authority.holder("Zoë Łukaszewicz")
    signed = authority.signed(issued_pdf(["signer-1"]), "signer-1", "", holder=holder)

    sealed = authority.sealed(signed, [holder])
    for pdf in (signed, sealed):
        same(pdf)
    assert read_in_one_go(sealed) == [True, True, True]


def test_changed_bytes_of_a_section_are_read_alike_or_refused_alike() -> None:
    pdf, chance = issued_pdf(), random.Random(20261127)
    start = pdf.rindex(b"/XRef") - 60
    for position in range(max(start, 0), len(pdf)):
        broken = pdf[:position] + bytes([pdf[position] ^ chance.randrange(1, 256)]) + pdf[position + 1 :]

        same(broken, position)


def test_random_sections_are_read_alike_or_refused_alike() -> None:
    chance = random.Random(42)
    for number in range(300):
        widths = [chance.choice([0, 1, 1, 1, 2]), chance.randrange(0, 5), chance.randrange(0, 4)]
        count = chance.randrange(0, 6)
        content = [chance.choice([b"\0", b"\1", b"\2", b"\3"]) + chance.randbytes(max(sum(widths) - 1, 0)) for _ in range(count)]
        index = " ".join(str(chance.randrange(0, 8)) for _ in range(chance.choice([2, 2, 4, 3])))
        pdf = file_with(
            content, widths=" ".join(map(str, widths)), index=chance.choice([None, index]), size=chance.randrange(0, 9)
        )

        same(pdf, number)


def test_the_reader_has_every_attribute_that_the_original_has() -> None:
    pdf = issued_pdf()

    assert set(vars(PdfFileReader(io.BytesIO(pdf)))) <= set(vars(FileReader(pdf)))


def hybrid(rows: Sequence[bytes], *, more: str = "") -> bytes:
    """A file with a table that points to a cross-reference stream of these rows (§ 7.5.8.4)."""
    body = file_with(rows, more=more, index="3 2").partition(b"startxref")[0]
    section = body.index(b"9 0 obj")
    table = b"xref\n0 3\n0000000000 65535 f \n%010d 00000 n \n0000000000 65535 f \n" % body.index(b"1 0 obj")
    trailer = b"trailer\n<</Size 10/Root 1 0 R/XRefStm %d>>\nstartxref\n%d\n%%%%EOF\n" % (section, len(body))
    return body + table + trailer


@pytest.mark.parametrize(
    "pdf",
    [
        hybrid([row(1, 9, 0), row(2, 5, 1)]),
        hybrid([row(1, 9, 0), row(7, 5, 1)]),
        hybrid([row(1, 9, 0)]),
        hybrid([row(1, 9, 0), row(2, 5, 1)], more="/A(\\051)"),
        hybrid([row(1, 9, 0), row(2, 5, 1)]).replace(b"/XRefStm ", b"/XRefStm 1"),
    ],
)
def test_hybrid_files_are_read_alike(pdf: bytes) -> None:
    same(pdf)


def test_a_hybrid_file_is_one_to_both() -> None:
    pdf = hybrid([row(1, 9, 0), row(2, 5, 1)])

    for reader in (FileReader(pdf), PdfFileReader(io.BytesIO(pdf))):
        assert reader.xrefs.hybrid_xrefs_present
        assert reader.xrefs._xref_sections[0].xref_data.hybrid is not None
