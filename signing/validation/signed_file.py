"""A PDF as far as its signatures go: revisions, signatures with their byte ranges, the document security store.

Everything here is about bytes and structure; nothing is believed yet. Numbered as the structural checks:

    (1) `%PDF-` at byte 0, within limits, parsable, not encrypted                              (polyglots, bombs)
    (2) each signature dictionary has a /ByteRange of four numbers that starts at 0             (universal signature forgery)
    (3) its gap is exactly the hexadecimal string of /Contents, which is what the dictionary says (wrapping, gap, overlap)
    (4) after the DER only zeros                                                                (hidden content in the padding)
    (5) ranges are nested, each gap after the end of the range before                           (overlap)
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from asn1crypto import parser
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodeLimits, StreamDecodeLimits
from pyhanko.pdf_utils.misc import PdfDecodeLimitError, PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from signing.validation.errors import UNEXPECTED, SignatureMalformed, Unreadable
from signing.validation.expectation import Limits
from signing.validation.file_reader import FileReader
from signing.validation.pdf_objects import resolved
from signing.validation.revocation import Evidence
from signing.validation.security_store import security_store
from signing.verdict import ReasonCode

__all__ = ["SignatureSlot", "SignedFile", "read_signed_file"]

DETACHED_CADES = "/ETSI.CAdES.detached"
DETACHED_PKCS7 = "/adbe.pkcs7.detached"
TIMESTAMP = "/ETSI.RFC3161"
_SUB_FILTERS = frozenset({DETACHED_CADES, DETACHED_PKCS7, TIMESTAMP})
_BY_SHA1 = frozenset({"/adbe.pkcs7.sha1", "/adbe.x509.rsa_sha1"})
_HEX = re.compile(rb"<(?:[0-9a-f]*|[0-9A-F]*)>")
_CROSS_REFERENCES = re.compile(rb"/XRef\b")
_LONGEST_DICTIONARY = 4000
_MARKS_PER_REVISION = 4
"""A linearised file has two; files attached unpacked bring their own."""
_INDEX = re.compile(rb"/Index\s*\[([\d\s]{1,2000})\]")
_SIZE = re.compile(rb"/Size\s+(\d{1,20})")
_END = re.compile(rb"%%EOF(?:\r\n|\n|\r)?")


@dataclass(frozen=True, slots=True)
class SignatureSlot:
    """One filled signature field.

    Attributes:
        gap: offsets of `<` and behind `>` of /Contents.
        signed_end: offset behind the last signed byte.
        der: /Contents without padding.
        place: the object that holds the signature dictionary, or the dictionary itself; None if it lies directly in the trailer.
        fault: what is wrong with the structure; then nothing else of it counts.
    """

    field: str
    is_timestamp: bool
    sub_filter: str
    gap: tuple[int, int]
    signed_end: int
    der: bytes
    claimed_at: datetime | None
    fault: str | None = None
    place: generic.Reference | None = None

    @property
    def fault_code(self) -> ReasonCode:
        """What a fault means: the two oldest kinds of signature rest on SHA-1, everything else is malformed."""
        return ReasonCode.ALGORITHM_TOO_WEAK if self.sub_filter in _BY_SHA1 else ReasonCode.MALFORMED

    def signed_parts(self, pdf: bytes) -> tuple[bytes, bytes]:
        return pdf[: self.gap[0]], pdf[self.gap[1] : self.signed_end]


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A parsed file.

    Attributes:
        revision_ends: offset behind each revision's %%EOF and end-of-line, oldest first.
        slots: in the order of their signed ranges.
        certificates: DER, from the document security store.
        evidence: CRLs and OCSP responses from the document security store.
        has_security_store: the newest revision has a /DSS.
    """

    pdf: bytes
    reader: FileReader
    revision_ends: tuple[int, ...]
    slots: tuple[SignatureSlot, ...]
    certificates: tuple[bytes, ...]
    evidence: tuple[Evidence, ...]
    has_security_store: bool


def read_signed_file(pdf: bytes, limits: Limits) -> SignedFile:
    """Parse a file.

    Raises:
        Unreadable: NOT_A_PDF, LIMIT_EXCEEDED, ENCRYPTED or MALFORMED.
    """
    # (1)
    if not pdf.startswith(b"%PDF-"):
        raise Unreadable(ReasonCode.NOT_A_PDF, "no %PDF- at byte 0")
    if len(pdf) > limits.file_bytes:
        raise Unreadable(ReasonCode.LIMIT_EXCEEDED, f"{len(pdf)} bytes")
    if (sections := pdf.count(b"startxref")) > _MARKS_PER_REVISION * limits.revisions:
        raise Unreadable(ReasonCode.LIMIT_EXCEEDED, f"{sections} cross-reference sections")
    try:
        return _read(pdf, limits)
    except Unreadable:
        raise
    except PdfDecodeLimitError as error:
        raise Unreadable(ReasonCode.LIMIT_EXCEEDED, "a stream that expands too far") from error
    except MemoryError as error:
        raise Unreadable(ReasonCode.LIMIT_EXCEEDED, "memory") from error
    except UNEXPECTED as error:
        raise Unreadable(ReasonCode.MALFORMED, type(error).__name__) from error


def _read(pdf: bytes, limits: Limits) -> SignedFile:
    reader = _reader(pdf, limits)
    if "/Encrypt" in reader.trailer_view:
        raise Unreadable(ReasonCode.ENCRYPTED, "/Encrypt")
    if reader.xrefs.total_revisions > limits.revisions:
        raise Unreadable(ReasonCode.LIMIT_EXCEEDED, f"{reader.xrefs.total_revisions} revisions")
    if not isinstance(reader.root["/Pages"], generic.DictionaryObject):
        raise Unreadable(ReasonCode.MALFORMED, "no pages")
    slots: list[SignatureSlot] = []
    for name, value, _ in enumerate_sig_fields(reader, filled_status=True):
        if len(slots) >= limits.signatures:
            raise Unreadable(ReasonCode.LIMIT_EXCEEDED, f"more than {limits.signatures} signatures")
        slots.append(_slot(pdf, name if isinstance(name, str) else bytes(name).decode("latin-1"), value))
    slots.sort(key=lambda slot: slot.signed_end)
    ends = _revision_ends(pdf, reader)
    certificates, evidence = security_store(reader, ends)
    return SignedFile(
        pdf=pdf,
        reader=reader,
        revision_ends=ends,
        slots=tuple(_nested(slots)),
        certificates=certificates,
        evidence=evidence,
        has_security_store="/DSS" in reader.root,
    )


def _reader(pdf: bytes, limits: Limits) -> FileReader:
    """Strictly if possible; a file that only a lenient reader opens may still be signed, and its signatures decide."""
    bounds = DecodeLimits(per_stream=StreamDecodeLimits(max_output_size=limits.stream_bytes))
    try:
        reader = FileReader(pdf, strict=True, decode_limits=bounds)
        if not reader.xrefs.hybrid_xrefs_present:
            return reader
    except PdfDecodeLimitError:
        raise
    except PdfError:
        pass
    _check_announced(pdf, limits)
    return FileReader(pdf, strict=False, decode_limits=bounds)


def _check_announced(pdf: bytes, limits: Limits) -> None:
    """A lenient reader makes up an entry for every object that a cross-reference stream announces, whatever its data holds.

    A stream that hides its numbers from this look still meets the confinement's clock.

    Raises:
        Unreadable: LIMIT_EXCEEDED.
    """
    for found in _CROSS_REFERENCES.finditer(pdf):
        start = pdf.rfind(b"obj", max(0, found.start() - _LONGEST_DICTIONARY), found.start())
        end = pdf.find(b"stream", found.end(), found.end() + _LONGEST_DICTIONARY)
        dictionary = pdf[max(0, start) : end if end > 0 else len(pdf)]
        announced = _INDEX.search(dictionary) or _SIZE.search(dictionary)
        numbers = [int(number) for number in announced.group(1).split()] if announced else []
        if sum(numbers[1::2] or numbers) > limits.objects:
            raise Unreadable(ReasonCode.LIMIT_EXCEEDED, f"more than {limits.objects} objects announced")


def _slot(pdf: bytes, name: str, value: generic.PdfObject) -> SignatureSlot:
    dictionary = resolved(value)
    if not isinstance(dictionary, generic.DictionaryObject):
        return SignatureSlot(name, False, "", (0, 0), 0, b"", None, "/V is no dictionary")
    sub_filter = str(dictionary.get("/SubFilter", ""))
    is_timestamp = sub_filter == TIMESTAMP
    try:
        gap, end = _byte_range(pdf, dictionary)
        contents = _contents(pdf, dictionary, gap)
        der = _der(contents)
    except SignatureMalformed as error:
        return SignatureSlot(name, is_timestamp, sub_filter, (0, 0), len(pdf), b"", None, str(error))
    fault = None if sub_filter in _SUB_FILTERS else f"/SubFilter {sub_filter}"
    if is_timestamp != (str(dictionary.get("/Type", "/Sig")) == "/DocTimeStamp"):
        fault = "/Type and /SubFilter differ"
    place = dictionary.container_ref
    return SignatureSlot(
        name,
        is_timestamp,
        sub_filter,
        gap,
        end,
        der,
        _claimed(dictionary),
        fault,
        place if isinstance(place, generic.Reference) else None,
    )


def _byte_range(pdf: bytes, dictionary: generic.DictionaryObject) -> tuple[tuple[int, int], int]:
    """(2)"""
    numbers = dictionary.get("/ByteRange")
    if not isinstance(numbers, generic.ArrayObject) or len(numbers) != 4:
        raise SignatureMalformed("/ByteRange is not four numbers")
    start, first, second, rest = (_whole_number(item) for item in numbers)
    if start != 0 or first <= 0 or rest <= 0 or second <= first or second + rest > len(pdf):
        raise SignatureMalformed("/ByteRange does not describe one gap")
    return (first, second), second + rest


def _whole_number(item: generic.PdfObject) -> int:
    if not isinstance(item, generic.NumberObject):
        raise SignatureMalformed("/ByteRange is not four numbers")
    return int(item)


def _contents(pdf: bytes, dictionary: generic.DictionaryObject, gap: tuple[int, int]) -> bytes:
    """(3)"""
    text = pdf[gap[0] : gap[1]]
    if not _HEX.fullmatch(text) or len(text) % 2:
        raise SignatureMalformed("the gap of /ByteRange is not one hexadecimal string")
    said = dictionary.raw_get("/Contents") if "/Contents" in dictionary else None
    if not isinstance(said, generic.TextStringObject | generic.ByteStringObject):
        raise SignatureMalformed("/Contents is no string")
    contents = bytes.fromhex(text[1:-1].decode("ascii"))
    if said.original_bytes != contents:
        raise SignatureMalformed("/Contents does not lie in the gap of /ByteRange")
    return contents


def _der(contents: bytes) -> bytes:
    """(4)"""
    try:
        length = parser.peek(contents)
    except ValueError as error:
        raise SignatureMalformed("/Contents holds no DER") from error
    if contents[length:].strip(b"\0"):
        raise SignatureMalformed("not only zeros after the signature in /Contents")
    return contents[:length]


def _claimed(dictionary: generic.DictionaryObject) -> datetime | None:
    try:
        claimed = generic.parse_pdf_date(dictionary["/M"], strict=False)
    except UNEXPECTED:
        return None
    return claimed if claimed.tzinfo is not None else None


def _nested(slots: list[SignatureSlot]) -> Iterator[SignatureSlot]:
    """(5)"""
    before = 0
    for slot in slots:
        if slot.fault is None and slot.gap[0] < before:
            yield replace(slot, fault="ranges overlap")
        else:
            yield slot
        before = max(before, slot.signed_end if slot.fault is None else 0)


def _revision_ends(pdf: bytes, reader: PdfFileReader) -> tuple[int, ...]:
    ends: list[int] = []
    for revision in range(reader.xrefs.total_revisions):
        found = _END.search(pdf, reader.xrefs.get_xref_container_info(revision).end_location)
        end = found.end() if found else len(pdf)
        ends.append(max(end, ends[-1] if ends else 0))
    return tuple(ends)
