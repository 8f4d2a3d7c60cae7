"""What makes the file PDF/A-3a and PDF/UA-1 beyond its tags: metadata, colours, language, the attached record.

ISO 19005-3, ISO 14289-1. The metadata packet is written here and not by a library, because PDF/A wants the PDF/UA
schema described in it. There is no Info dictionary: what stands in one place cannot contradict another.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import md5
from pathlib import Path
from xml.sax.saxutils import escape

from forms.pdf.objects import array, dictionary, literal, name, reference, text
from forms.pdf.writer import FileWriter, deflated

_PROFILE = Path(__file__).parent.parent / "colour" / "sRGB.icc"

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<dc:format>application/pdf</dc:format>
<xmp:CreateDate>{created}</xmp:CreateDate>
<xmp:ModifyDate>{created}</xmp:ModifyDate>
<xmp:MetadataDate>{created}</xmp:MetadataDate>
<xmp:CreatorTool>Vollmacht</xmp:CreatorTool>
<xmpMM:DocumentID>uuid:{document_id}</xmpMM:DocumentID>
<pdf:Producer>Vollmacht</pdf:Producer>
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
"""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file within the file; `content` is embedded byte for byte."""

    name: str
    mime_type: str
    description: str
    content: bytes


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the file says of itself. `created_on`: the edition's release, never today; `document_id`: a UUID."""

    document_id: str
    created_on: date
    attachment: Attachment | None = None


def archival_entries(writer: FileWriter, facts: FileFacts, *, title: str, language: str) -> dict[str, bytes]:
    """The catalog's entries."""
    packet = _XMP.format(
        title=escape(title),
        language=escape(language),
        created=f"{facts.created_on.isoformat()}T00:00:00Z",
        document_id=facts.document_id,
    )
    metadata = writer.stream(packet.encode("utf-8"), {"Type": b"/Metadata", "Subtype": b"/XML"})
    entries = {
        "Lang": text(language),
        "MarkInfo": dictionary({"Marked": b"true"}),
        "ViewerPreferences": dictionary({"DisplayDocTitle": b"true"}),
        "Metadata": reference(metadata),
        "OutputIntents": array((_output_intent(writer),)),
    }
    return entries | (_attached(writer, facts.attachment, facts.created_on) if facts.attachment else {})


def _output_intent(writer: FileWriter) -> bytes:
    return dictionary(
        {
            "Type": b"/OutputIntent",
            "S": b"/GTS_PDFA1",
            "OutputConditionIdentifier": text("sRGB"),
            "Info": text("sRGB IEC61966-2.1"),
            "DestOutputProfile": reference(writer.stream(_profile(), {"N": b"3", "Filter": b"/FlateDecode"})),
        }
    )


@cache
def _profile() -> bytes:
    """The colour profile, packed."""
    return deflated(_PROFILE.read_bytes())


def _attached(writer: FileWriter, attachment: Attachment, created_on: date) -> dict[str, bytes]:
    # /CheckSum is an MD5 by definition (ISO 32000-1 table 46); nothing relies on it.
    parameters = {
        "Size": b"%d" % len(attachment.content),
        "ModDate": text(f"D:{created_on:%Y%m%d}000000Z"),
        "CheckSum": literal(md5(attachment.content, usedforsecurity=False).digest()),
    }
    file = {"Type": b"/EmbeddedFile", "Subtype": name(attachment.mime_type), "Params": dictionary(parameters)}
    stream = reference(writer.packed_stream(attachment.content, file))
    title = text(attachment.name)
    specification = {
        "Type": b"/Filespec",
        "F": title,
        "UF": title,
        "Desc": text(attachment.description),
        "AFRelationship": b"/Data",
        "EF": dictionary({"F": stream, "UF": stream}),
    }
    number = reference(writer.add(dictionary(specification)))
    names = dictionary({"Names": array((title, number))})
    return {"AF": reference(writer.add(array((number,)))), "Names": dictionary({"EmbeddedFiles": names})}
