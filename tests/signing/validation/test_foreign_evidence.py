"""What other people's tools do with evidence: stores that are renewed, entries for single signatures only, arrays by reference, chains without their root."""

import asyncio
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.sign import PdfTimeStamper
from pyhanko.sign.fields import InvisSigSettings

from signing.sandbox import bad_credentials as maker
from signing.sandbox.revocation import as_asn1
from signing.validation.certificate import Certificate
from signing.validation.circumstances import Circumstances
from signing.verdict import Overall, ReasonCode
from tests.signing.builders import JUDGED_AT, MADE_AT, Authority, Document
from tests.signing.validation.attacks import NAME, Change, incremental

KEYS = {"/Certs": "/Cert", "/CRLs": "/CRL", "/OCSPs": "/OCSP"}
SOMEBODY = "0123456789ABCDEF0123456789ABCDEF01234567"


def stamped_anew(authority: Authority, pdf: bytes, change: Change) -> bytes:
    """The file with the change and one more document timestamp, in one revision."""
    writer = maker._Writer(io.BytesIO(pdf), strict=False)
    change(writer)
    at = MADE_AT + timedelta(minutes=30)
    stamper = PdfTimeStamper(
        maker._OwnTimeStamper(authority.installation, at),
        invis_settings=InvisSigSettings(box_out_of_bounds=True),
        field_name=maker._free_name(writer, "document-timestamp"),
    )
    output = io.BytesIO()
    asyncio.run(stamper.async_timestamp_pdf(writer, "sha256", output=output, bytes_reserved=16384))
    return output.getvalue()


def store_of(writer: maker._Writer) -> generic.DictionaryObject:
    store = writer.root["/DSS"]
    assert isinstance(store, generic.DictionaryObject)
    return store


def kept(writer: maker._Writer, key: str) -> generic.ArrayObject:
    """References of the store, or of its one entry for a signature."""
    store = store_of(writer)
    if key in store:
        return generic.ArrayObject(store[key])
    return generic.ArrayObject(store["/VRI"][f"/{SOMEBODY}"].get(KEYS[key], ()))


def put(writer: maker._Writer, store: dict[str, generic.PdfObject]) -> None:
    renewed = generic.DictionaryObject({NAME(key): value for key, value in store.items()})
    writer.root[NAME("/DSS")] = writer.add_object(renewed)
    writer.update_root()


def by_reference(writer: maker._Writer) -> None:
    put(writer, {key: writer.add_object(kept(writer, key)) for key in KEYS})


def for_one_signature(writer: maker._Writer) -> None:
    entry = generic.DictionaryObject({NAME(KEYS[key]): kept(writer, key) for key in KEYS})
    put(writer, {"/VRI": generic.DictionaryObject({NAME(f"/{SOMEBODY}"): writer.add_object(entry)})})


def for_nobody(writer: maker._Writer) -> None:
    put(writer, {"/VRI": generic.DictionaryObject({NAME(f"/{SOMEBODY}"): generic.DictionaryObject()})})


@pytest.mark.parametrize("change", [by_reference, for_one_signature, for_nobody], ids=lambda change: change.__name__)
def test_a_store_may_be_written_anew(document: Document, change: Callable[..., None]) -> None:
    for_all = stamped_anew(document.authority, document.finished, for_one_signature)

    verdict = document.judged(stamped_anew(document.authority, for_all, change))

    assert verdict.reasons == ()


@pytest.mark.parametrize("change", [by_reference, for_one_signature], ids=lambda change: change.__name__)
def test_evidence_is_found_wherever_the_store_keeps_it(document: Document, change: Callable[..., None]) -> None:
    """Without the older revisions: the store was never written in another way."""
    authority = document.authority
    holders = [authority.holder("Zoë Łukaszewicz")]
    signed = authority.signed(document.issued, "signer-1", "", holder=holders[0])

    def moved(writer: maker._Writer) -> None:
        unit = authority.installation.holders["timestamping-unit"]
        maker._add_validation_material(writer, authority.installation, authority.register, [*holders, unit], MADE_AT)
        change(writer)

    assert document.judged(stamped_anew(authority, signed, moved)).overall is Overall.VALID


def test_what_a_later_store_dropped_still_lies_in_the_file(document: Document) -> None:
    def emptied(writer: maker._Writer) -> None:
        put(writer, {key: generic.ArrayObject() for key in KEYS})

    assert document.judged(stamped_anew(document.authority, document.finished, emptied)).overall is Overall.VALID


def test_an_object_with_another_use_is_not_excused(document: Document) -> None:
    """A page's content hung into the store first, then overwritten there."""

    def hung_in(writer: maker._Writer) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        store = store_of(writer)
        put(writer, {"/Certs": generic.ArrayObject([*(store["/Certs"]), page.raw_get("/Contents")])})

    def overwritten(writer: maker._Writer) -> None:
        reference = writer.root["/Pages"]["/Kids"][0].raw_get("/Contents")
        content = reference.get_object()
        content._data, content._encoded_data = b"BT /F1 12 Tf 72 700 Td (Alles) Tj ET", None
        writer.mark_update(reference.reference)

    prepared = stamped_anew(document.authority, document.finished, hung_in)
    assert document.judged(prepared).overall is Overall.VALID

    verdict = document.judged(stamped_anew(document.authority, prepared, overwritten))

    assert ReasonCode.CONTENT_CHANGED in verdict.codes


def test_a_store_without_end_is_no_store(document: Document) -> None:
    def endless(writer: maker._Writer) -> None:
        nested: generic.PdfObject = generic.ArrayObject()
        for _ in range(20):
            nested = generic.ArrayObject([nested])
        put(writer, {"/Certs": nested})

    verdict = document.judged(incremental(document.finished, endless))

    assert verdict.overall is Overall.INVALID


def test_an_intermediate_without_its_root_is_of_no_harm(authority: Authority, tmp_path: Path) -> None:
    elsewhere = Authority.at(tmp_path / "elsewhere")  # a chain of another world: its root is nowhere at hand
    issuer = Certificate(_ders(elsewhere)[1])
    signer = Certificate(_ders(authority)[0])

    alone = Circumstances(authority.registry(), JUDGED_AT, (), ())

    assert alone.unvouched([signer, issuer], signer) is None


@pytest.mark.parametrize("name", [b"Vollmacht", b"Zo"], ids=["issuer", "subject"])
def test_a_changed_certificate_is_noticed_where_its_issuer_is_at_hand(authority: Authority, name: bytes) -> None:
    signer, issuer, root = (Certificate(item) for item in _ders(authority))
    other = authority.holder("Otto Sonst")
    changed = Certificate(signer.der.replace(name, name.swapcase()[:1] + b"_" + name[2:]))
    alone = Circumstances(authority.registry(), JUDGED_AT, (), ())

    fault = alone.unvouched([changed, issuer, root], Certificate(_der(other)))

    assert fault is not None
    assert fault.code is ReasonCode.CONTENT_CHANGED


def _ders(authority: Authority) -> list[bytes]:
    holder = authority.holder("Zoë Łukaszewicz")
    return [as_asn1(item).dump() for item in authority.installation.chain_of(holder)]


def _der(holder: object) -> bytes:
    certificate: bytes = as_asn1(holder.certificate).dump()  # type: ignore[attr-defined]
    return certificate
