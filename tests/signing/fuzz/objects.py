"""The objects of a small form with two signatures, as text: what each of them says is what the fuzzer changes before anybody signs."""

from tests.signing.fuzz.layout import CONTENTS, stream_of

__all__ = ["ENTRIES", "document", "second_signature", "stamp", "store"]

_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Annots [%s] /Resources << /Font << /F1 8 0 R >> >> >>"
)
_FORM = b"<< /Fields [%s] /SigFlags 3 /DA (/F1 9 Tf 0 g) /DR << /Font << /F1 8 0 R >> >> >>"
_WIDGET = b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (%s) /F 132 /P 3 0 R /Rect %s /V %d 0 R %s >>"
_BOX = b"/Type /XObject /Subtype /Form /BBox [0 0 90 30] /Resources << /Font << /F1 8 0 R >> >>"
_XMP = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    b'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:ModifyDate="%s"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)
_METADATA = b"/Type /Metadata /Subtype /XML"

ENTRIES = (
    b"/AA << /O << /S /JavaScript /JS (1) >> >>",
    b"/A << /S /Launch /F (x) >>",
    b"/OpenAction << /S /URI /URI (http://x/) /Next 3 0 R >>",
    b"/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS 4 0 R >>] >> >>",
    b"/Names << /EmbeddedFiles << /Kids [1 0 R] >> >>",
    b"/Collection << /View /H >>",
    b"/XFA [(template) 4 0 R]",
    b"/Perms << /DocMDP 7 0 R >>",
    b"/Perms << /UR3 7 0 R >>",
    b"/Legal << /NonEmbeddedFonts 1 >>",
    b"/Extensions << /ADBE << /BaseVersion /1.7 /ExtensionLevel 8 >> >>",
    b"/DSS << /Certs [4 0 R] /CRLs [4 0 R] /OCSPs 4 0 R /VRI << /A 1 0 R >> >>",
    b"/DSS 80 0 R",
    b"/Reference [<< /TransformMethod /DocMDP /TransformParams << /P 1 >> >>]",
    b"/Reference [<< /TransformMethod /FieldMDP /TransformParams << /Action /All >> >>]",
    b"/Lock << /Type /SigFieldLock /Action /Include /Fields [(Name)] >>",
    b"/SV << /Ff 1 /Filter /X >>",
    b"/Kids [3 0 R 3 0 R]",
    b"/Kids [6 0 R]",
    b"/Parent 6 0 R",
    b"/Prev 9 0 R",
    b"/MK << /CA (x) >>",
    b"/AP << /N << /On 10 0 R /Off 11 0 R >> /D 10 0 R >>",
    b"/StructTreeRoot << /K [<< /K 1 0 R /S /P >>] /ParentTree << /Nums [0 3 0 R] >> >>",
    b"/OCProperties << /OCGs [8 0 R] /D << /OFF [8 0 R] >> >>",
    b"/Version /2.0",
    b"/Encrypt << /Filter /Standard >>",
    b"/F (x.bin) /FFilter /FlateDecode",
    b"/DecodeParms << /Predictor 12 /Columns 4 >>",
    b"/Filter [/ASCIIHexDecode /FlateDecode]",
    b"/Filter [/Crypt /LZWDecode]",
    b"/Subtype /RichMedia /RichMediaContent 1 0 R",
    b"/T null",
    b"/Contents 1 0 R",
    b"/ByteRange [0 1 2 3]",
)
"""What may be put into a dictionary: what acts, what refers in circles, what other readers read otherwise."""


def document(digits: int) -> dict[int, bytes]:
    """Object number → content: a page with a text field and a filled signature field."""
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R /Metadata 12 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: _PAGE % b"6 0 R 9 0 R",
        4: stream_of(b"BT /F1 12 Tf 20 200 Td (Vollmacht) Tj ET"),
        5: _FORM % b"6 0 R 9 0 R",
        6: _WIDGET % (b"Signature1", b"[10 10 100 40]", 7, b"/AP << /N 10 0 R >>"),
        7: signature(digits),
        8: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        9: b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (Name) /V (Meier) /F 4 /P 3 0 R /Rect [10 60 100 90] /AP << /N 11 0 R >> >>",
        10: stream_of(b"BT /F1 9 Tf 5 10 Td (signed) Tj ET", _BOX, packed=True),
        11: stream_of(b"/Tx BMC BT /F1 9 Tf 5 10 Td (Meier) Tj ET EMC", _BOX),
        12: stream_of(_XMP % b"2026-11-02T09:00:00Z", _METADATA),
        13: b"<< /Title (Vollmacht) /ModDate (D:20261102090000Z) /Producer (x) >>",
    }


def signature(digits: int, *, stamp: bool = False) -> bytes:
    kind = b"/Type /DocTimeStamp /SubFilter /ETSI.RFC3161" if stamp else b"/Type /Sig /SubFilter /ETSI.CAdES.detached"
    return b"<< %s /Filter /Adobe.PPKLite /M (D:20261102090000Z) %s%s> >>" % (kind, CONTENTS, b"0" * digits)


def second_signature(digits: int) -> dict[int, bytes]:
    """Another signer's revision on the document: his field, its look, and the dates he may change."""
    return {
        3: _PAGE % b"6 0 R 9 0 R 44 0 R",
        5: _FORM % b"6 0 R 9 0 R 44 0 R",
        44: _WIDGET % (b"Signature2", b"[110 10 200 40]", 45, b"/AP << /N 46 0 R >>"),
        45: signature(digits),
        46: stream_of(b"BT /F1 9 Tf 5 10 Td (signed, too) Tj ET", _BOX, packed=True),
        12: stream_of(_XMP % b"2026-11-02T09:01:00Z", _METADATA),
    }


def store(certificates: list[bytes], crls: list[bytes], ocsps: list[bytes], *, packed: bool) -> dict[int, bytes]:
    """A revision that adds nothing but evidence (DER)."""
    streams = {81 + number: stream_of(der, packed=packed) for number, der in enumerate([*certificates, *crls, *ocsps])}
    numbers = [b"%d 0 R" % number for number in streams]
    first, second = len(certificates), len(certificates) + len(crls)
    lists = tuple(b" ".join(some) for some in (numbers[:first], numbers[first:second], numbers[second:]))
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R /Metadata 12 0 R /DSS 80 0 R >>",
        80: b"<< /Type /DSS /Certs [%s] /CRLs [%s] /OCSPs [%s] >>" % lists,
        **streams,
    }


def stamp(digits: int, annotations: bytes) -> dict[int, bytes]:
    """A document timestamp's revision."""
    return {
        3: _PAGE % (annotations + b" 117 0 R"),
        5: _FORM % (annotations + b" 117 0 R"),
        117: _WIDGET % (b"Stamp", b"[0 0 0 0]", 118, b""),
        118: signature(digits, stamp=True),
    }
