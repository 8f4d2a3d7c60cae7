"""A document as a file: the whole way from the tree of blocks to the bytes."""

from collections.abc import Sequence

from forms.blocks import Document
from forms.brand import PLAIN, Brand
from forms.mark import mark_line
from forms.pdf import sheet
from forms.pdf.annotations import write_annotations
from forms.pdf.archival import Attachment, FileFacts, archival_entries
from forms.pdf.artwork import Pixels
from forms.pdf.drawing import Drawn, drawn
from forms.pdf.flow import flow_of
from forms.pdf.objects import array, dictionary, numbers, reference
from forms.pdf.outline import write_outline
from forms.pdf.pages import pages_of
from forms.pdf.strips import FieldPiece
from forms.pdf.structure import StructureTree
from forms.pdf.writer import FileWriter

__all__ = ["Attachment", "FileFacts", "pdf_of"]

_SIGNATURES_EXIST_AND_APPEND_ONLY = b"3"


def pdf_of(document: Document, facts: FileFacts, brand: Brand = PLAIN) -> bytes:
    """The document as PDF/A-3a and PDF/UA-1. The same document, facts and brand give the same bytes.

    Raises:
        TextTooLong: a part that must stay whole is taller than a page.
        BrandUnusable: the logo cannot be drawn.
    """
    flow = flow_of(document, brand.logo)
    picture = drawn(document, pages_of(flow.strips), accent=brand.accent)
    writer = FileWriter()
    pages = [writer.reserve() for _ in picture.contents]
    annotations = {key: writer.reserve() for key in range(len(picture.boxes))}
    tree = StructureTree(writer, pages, annotations)
    catalog = {
        "Type": b"/Catalog",
        "Pages": reference(_write_pages(writer, picture, pages, annotations)),
        "StructTreeRoot": reference(tree.write(flow.root)),
        **archival_entries(writer, facts, title=document.title, language=document.language),
    }
    write_annotations(writer, picture.boxes, annotations, pages, tree.key_of_annotation)
    outline = write_outline(writer, picture.bookmarks, pages)
    if outline is not None:
        catalog["Outlines"] = reference(outline)
    fields = [reference(annotations[key]) for key, box in enumerate(picture.boxes) if isinstance(box.what, FieldPiece)]
    if fields:
        form = dictionary({"Fields": array(fields), "SigFlags": _SIGNATURES_EXIST_AND_APPEND_ONLY})
        catalog["AcroForm"] = reference(writer.add(form))
    root = writer.add(dictionary(catalog))
    return writer.file(root=root, comment=mark_line(facts.document_id))


def _write_pages(writer: FileWriter, picture: Drawn, pages: Sequence[int], annotations: dict[int, int]) -> int:
    """Fill the pages' objects; the number of their tree."""
    tree = writer.reserve()
    fonts = dictionary({font.label: reference(font.write(writer)) for font in picture.fonts})
    kinds = {"Font": fonts}
    if picture.images:
        kinds["XObject"] = dictionary({label: reference(_write_image(writer, pixels)) for label, pixels in picture.images})
    resources = reference(writer.add(dictionary(kinds)))
    for number, (page, content) in enumerate(zip(pages, picture.contents, strict=True)):
        entries = {
            "Type": b"/Page",
            "Parent": reference(tree),
            "MediaBox": numbers((0, 0, sheet.PAGE_WIDTH, sheet.PAGE_HEIGHT)),
            "Resources": resources,
            "Contents": reference(writer.packed_stream(content)),
            "StructParents": b"%d" % number,
            # On every page: the document timestamp later hangs an invisible field on the first.
            "Tabs": b"/S",
        }
        own = [reference(annotations[key]) for key, box in enumerate(picture.boxes) if box.page == number]
        if own:
            entries["Annots"] = reference(writer.add(array(own)))
        writer.put(page, dictionary(entries))
    kids = {"Type": b"/Pages", "Kids": array(map(reference, pages)), "Count": b"%d" % len(pages)}
    writer.put(tree, dictionary(kids))
    return tree


def _write_image(writer: FileWriter, pixels: Pixels) -> int:
    entries = {
        "Type": b"/XObject",
        "Subtype": b"/Image",
        "Width": b"%d" % pixels.width,
        "Height": b"%d" % pixels.height,
        "ColorSpace": b"/DeviceRGB",
        "BitsPerComponent": b"8",
    }
    return writer.packed_stream(pixels.rgb, entries)
