"""Signed files for the tests of the verdict: issued documents with open fields, signing legs, seals. Keys and lists are the sandbox's own."""

import asyncio
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, PdfTimeStamper
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter

from signing.qualification.mirror import load_mirror
from signing.qualification.registry import TrustRegistry
from signing.sandbox import bad_credentials as maker
from signing.sandbox.certificates import Holder
from signing.sandbox.credentials import Kind, Person, one_off_credential
from signing.sandbox.installation import Installation, open_installation
from signing.sandbox.publication import prepare
from signing.sandbox.register import Register
from signing.validation import Expectation, ExpectedSigner, RevocationData, validate
from signing.verdict import Verdict

MADE_AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
JUDGED_AT = MADE_AT + timedelta(hours=2)
ZOE = ExpectedSigner("Zoë", "Łukaszewicz", None, "Dr.")
JUERGEN = ExpectedSigner("Jürgen Maximilian", "Groß-Weiß")
FIELDS = {"signer-1": ZOE, "signer-2": JUERGEN}

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmp:ModifyDate="2026-11-02T09:00:00Z">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Vollmacht</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def issued_pdf(fields: Iterable[str] = FIELDS, *, text: str = "Vollmacht") -> bytes:
    """Two pages, Info, XMP and an open signature field per name; one revision."""
    pdf = pikepdf.new()
    widgets = []
    for number in range(2):
        pdf.add_blank_page(page_size=(595, 842))
        page = pdf.pages[number]
        page.Contents = pdf.make_stream(f"BT /F1 12 Tf 72 700 Td ({text}, Seite {number + 1}) Tj ET".encode("latin-1"))
        page.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(
                F1=pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
            )
        )
    for number, name in enumerate(fields):
        empty = pdf.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 60, 200, 0])
        widgets.append(
            pdf.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot,
                    Subtype=pikepdf.Name.Widget,
                    FT=pikepdf.Name.Sig,
                    T=name,
                    F=132,
                    P=pdf.pages[1].obj,
                    Rect=[72, 100 + 80 * number, 272, 160 + 80 * number],
                    AP=pikepdf.Dictionary(N=empty),
                )
            )
        )
    pdf.pages[1].Annots = pikepdf.Array(widgets)
    pdf.Root.AcroForm = pdf.make_indirect(pikepdf.Dictionary(Fields=pikepdf.Array(widgets), SigFlags=0))
    pdf.Root.Metadata = pdf.make_stream(_XMP.encode(), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    pdf.docinfo["/Title"] = "Vollmacht"
    pdf.docinfo["/ModDate"] = "D:20261102090000Z"
    output = io.BytesIO()
    pdf.save(output, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return output.getvalue()


@dataclass(frozen=True)
class Authority:
    """The sandbox's authorities and lists, at one instant."""

    installation: Installation
    register: Register

    @classmethod
    def at(cls, directory: Path, now: datetime = MADE_AT - timedelta(hours=1)) -> "Authority":
        installation = open_installation(directory, now)
        return cls(installation, prepare(installation, now))

    @property
    def mirror(self) -> Path:
        return self.installation.mirror

    @property
    def anchor(self) -> bytes:
        return (self.mirror / "anchor.pem").read_bytes()

    def registry(self, at: datetime = JUDGED_AT) -> TrustRegistry:
        return load_mirror(self.mirror, self.anchor, at=at)

    def holder(self, name: str, kind: Kind = Kind.GOOD, at: datetime = MADE_AT) -> Holder:
        return one_off_credential(self.installation, self.register, kind, Person.parse(name), at)

    def signed(
        self,
        pdf: bytes,
        field: str,
        name: str,
        *,
        kind: Kind = Kind.GOOD,
        at: datetime = MADE_AT,
        stamped: bool = True,
        holder: Holder | None = None,
    ) -> bytes:
        """One leg: B-T (B-B without a stamp) in a revision of its own."""
        writer = maker._Writer(io.BytesIO(pdf), strict=False)
        metadata = PdfSignatureMetadata(field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
        signer = PdfSigner(
            metadata,
            maker._PersonalSigner(holder or self.holder(name, kind, at), self.installation),
            timestamper=maker._OwnTimeStamper(self.installation, at) if stamped else None,
            new_field_spec=SigFieldSpec(field, on_page=0, box=(0, 0, 0, 0)),
        )
        output = io.BytesIO()
        asyncio.run(signer.async_sign_pdf(writer, output=output, bytes_reserved=16384))
        return output.getvalue()

    def sealed(self, pdf: bytes, holders: Iterable[Holder], *, at: datetime = MADE_AT + timedelta(minutes=5)) -> bytes:
        """Security store and document timestamp, in one revision."""
        writer = maker._Writer(io.BytesIO(pdf), strict=False)
        unit = self.installation.holders["timestamping-unit"]
        maker._add_validation_material(writer, self.installation, self.register, [*holders, unit], at)
        output = io.BytesIO()
        stamper = PdfTimeStamper(
            maker._OwnTimeStamper(self.installation, at),
            invis_settings=InvisSigSettings(box_out_of_bounds=True),
            field_name=maker._free_name(writer, "document-timestamp"),
        )
        asyncio.run(stamper.async_timestamp_pdf(writer, "sha256", output=output, bytes_reserved=16384))
        return output.getvalue()


@dataclass(frozen=True)
class Document:
    """A finished document of ours with two signers.

    Attributes:
        revisions: issued, after the first signature, after the second, sealed.
    """

    authority: Authority
    issued: bytes
    first: bytes
    second: bytes
    finished: bytes

    def expectation(self, accepted: bytes | None = None, *, finished: bool = True) -> Expectation:
        return Expectation(self.issued, self.finished if accepted is None else accepted, FIELDS, finished)

    def judged(
        self,
        pdf: bytes,
        expectation: Expectation | None = None,
        *,
        at: datetime = JUDGED_AT,
        revocation: RevocationData | None = None,
    ) -> Verdict:
        return validate(
            pdf, registry=self.authority.registry(at), at=at, expectation=expectation, revocation=revocation or RevocationData()
        )


def finished_document(authority: Authority) -> Document:
    issued = issued_pdf()
    zoe, juergen = authority.holder("Zoë Łukaszewicz"), authority.holder("Jürgen Maximilian Groß-Weiß")
    first = authority.signed(issued, "signer-1", "", holder=zoe)
    second = authority.signed(first, "signer-2", "", holder=juergen, at=MADE_AT + timedelta(minutes=1))
    return Document(authority, issued, first, second, authority.sealed(second, [zoe, juergen]))
