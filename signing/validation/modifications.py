"""What follows a signature in the file, by pyHanko's difference analysis: necessary, not sufficient (`revisions` is stricter for files of ours).

(1) no hybrid cross-reference table in a revision made after a signature: two readers would see two files
(2) each range covers the whole file or ends a revision
(3) after it only signatures in fields it already had, security stores and document timestamps
(4) after the last signed range at most one revision, of nothing but a security store, and nothing behind the last end-of-line
"""

from collections.abc import Iterator

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffPolicy, DiffResult, ModificationLevel
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from signing.validation.circumstances import Fault
from signing.validation.difference import nothing_but_evidence, nothing_but_signatures
from signing.validation.errors import UNEXPECTED
from signing.validation.signed_file import SignatureSlot, SignedFile
from signing.verdict import ReasonCode, SubIndication

__all__ = ["modification_faults", "tail_fault"]

_ENDS = (b"", b"\n", b"\r", b"\r\n")


def tail_fault(file: SignedFile) -> Fault | None:
    """(1), (4)"""
    readable = [slot for slot in file.slots if slot.fault is None]
    if not readable:
        return None
    for revision, position in enumerate(file.revision_ends):
        if position > readable[0].signed_end + 2 and file.reader.xrefs.get_xref_data(revision).hybrid is not None:
            return Fault(ReasonCode.MALFORMED, None, "hybrid cross-reference table after a signature")
    end = readable[-1].signed_end
    rest = file.pdf[end:]
    if rest in _ENDS:
        return None
    if len(file.pdf) > file.revision_ends[-1]:
        return Fault(ReasonCode.CONTENT_CHANGED, None, f"{len(file.pdf) - file.revision_ends[-1]} bytes behind the last %%EOF")
    later = [position for position in file.revision_ends if position > end + 2]
    if len(set(later)) > 1:
        return Fault(ReasonCode.CONTENT_CHANGED, None, f"{len(set(later))} revisions after the last signature")
    if not _adds_anything(file):
        return Fault(ReasonCode.CONTENT_CHANGED, None, "a revision of nothing after the last signature")
    return None


def _adds_anything(file: SignedFile) -> bool:
    newest = file.reader.xrefs.total_revisions - 1
    section = file.reader.xrefs.get_xref_container_info(newest).stream_ref
    return bool(file.reader.xrefs.explicit_refs_in_revision(newest) - {section})


def modification_faults(file: SignedFile) -> Iterator[Fault]:
    """(2), (3): nothing if nothing but what may follow follows each signature."""
    ends = [slot.signed_end for slot in file.slots]
    fields = {slot.field for slot in file.slots}
    behind_last, between = nothing_but_evidence(), nothing_but_signatures()
    for slot in file.slots:
        if slot.fault is not None or file.pdf[slot.signed_end :] in _ENDS:
            continue
        try:
            policy = behind_last if slot.signed_end == max(ends) else between
            fault = _analysed(file.reader, slot, fields, policy)
        except UNEXPECTED as error:
            fault = Fault(ReasonCode.CONTENT_CHANGED, SubIndication.FORMAT_FAILURE, f"cannot be analysed: {type(error).__name__}")
        if fault is not None:
            yield fault


def _analysed(reader: PdfFileReader, slot: SignatureSlot, signature_fields: set[str], policy: DiffPolicy) -> Fault | None:
    embedded = next((item for item in reader.embedded_signatures if item.field_name == slot.field), None)
    if not isinstance(embedded, EmbeddedPdfSignature):
        return Fault(ReasonCode.CONTENT_CHANGED, None, "field cannot be followed")
    embedded.compute_integrity_info(diff_policy=policy)
    status = embedded.summarise_integrity_info()
    if status["coverage"] not in {SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION}:
        return Fault(ReasonCode.CONTENT_CHANGED, None, "the signed range does not end a revision")
    difference = status["diff_result"]
    if not isinstance(difference, DiffResult) or not status["docmdp_ok"]:
        return Fault(ReasonCode.CONTENT_CHANGED, None, "changed after this signature")
    if difference.modification_level in {ModificationLevel.NONE, ModificationLevel.LTA_UPDATES}:
        return None
    if (
        difference.modification_level is ModificationLevel.FORM_FILLING
        and set(difference.changed_form_fields) <= signature_fields
    ):
        return None
    return Fault(ReasonCode.CONTENT_CHANGED, None, f"changed after this signature: {difference.modification_level.name}")
