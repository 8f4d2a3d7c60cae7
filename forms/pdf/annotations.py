"""The annotations: links, and one empty signature field per signer.

Each is printable, tagged and has words for whoever hears the page (ISO 14289-1 § 7.18). A signature field has an empty
appearance whose box runs from the upper left to the lower right corner, as pyHanko's own will: EU DSS then sees no
change in it but the signature.
"""

from collections.abc import Iterable

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from forms.pdf.drawing import Box
from forms.pdf.strips import FieldPiece

_PRINT = 4
_SIGNATURES_EXIST_AND_APPEND_ONLY = 3


def annotate(pdf: Pdf, boxes: Iterable[Box]) -> dict[str, Object]:
    """Make the annotations and the form; the object of each, by its key."""
    made: dict[str, Object] = {}
    signature_fields = Array()
    of_page: dict[int, list[Object]] = {}
    for box in boxes:
        page = pdf.pages[box.page].obj
        is_field = isinstance(box.what, FieldPiece)
        annotation = _signature_field(pdf, box.what, box) if isinstance(box.what, FieldPiece) else _link(box.what, box)
        annotation.P = page
        made[box.key] = pdf.make_indirect(annotation)
        of_page.setdefault(box.page, []).append(made[box.key])
        if is_field:
            signature_fields.append(made[box.key])
    for number, annotations in of_page.items():
        pdf.pages[number].obj.Annots = pdf.make_indirect(Array(annotations))
    if len(signature_fields):
        form = Dictionary(Fields=signature_fields, SigFlags=_SIGNATURES_EXIST_AND_APPEND_ONLY)
        pdf.Root.AcroForm = pdf.make_indirect(form)
    for page_object in pdf.pages:
        # On every page: the document timestamp later hangs an invisible field on the first.
        page_object.obj.Tabs = Name.S
    return made


def _link(uri: str, box: Box) -> Dictionary:
    return Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=_rectangle(box),
        Border=Array([0, 0, 0]),
        F=_PRINT,
        Contents=String(f"Link zu {uri}"),
        A=Dictionary(S=Name.URI, URI=pikepdf.String(uri)),
    )


def _signature_field(pdf: Pdf, field: FieldPiece, box: Box) -> Dictionary:
    empty = pdf.make_stream(
        b"",
        Type=Name.XObject,
        Subtype=Name.Form,
        FormType=1,
        BBox=Array([0, round(field.height, 2), round(field.width, 2), 0]),
        Resources=Dictionary(),
    )
    return Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Sig,
        T=String(field.name),
        TU=String(field.tooltip),
        Rect=_rectangle(box),
        F=_PRINT,
        AP=Dictionary(N=empty),
    )


def _rectangle(box: Box) -> Array:
    return Array([round(value, 2) for value in box.rectangle])
