"""The annotations: links, and one empty signature field per signer.

Each is printable, tagged and has words for whoever hears the page (ISO 14289-1 § 7.18). A signature field has an empty
appearance whose box runs from the upper left to the lower right corner and whose stream is packed, as pyHanko's own will
be: EU DSS then sees no change in it but the signature.
"""

from collections.abc import Mapping, Sequence

from forms.pdf.drawing import Box
from forms.pdf.objects import dictionary, literal, numbers, reference, text
from forms.pdf.strips import FieldPiece
from forms.pdf.writer import FileWriter

_PRINT = b"4"


def write_annotations(
    writer: FileWriter, boxes: Sequence[Box], numbers_of: Mapping[int, int], pages: Sequence[int], keys: Mapping[int, int]
) -> None:
    """Fill the reserved objects.

    Args:
        numbers_of: a box's place → the object reserved for it.
        pages: the pages' objects.
        keys: a box's place → its /StructParent.
    """
    for key, box in enumerate(boxes):
        own = _signature_field(writer, box.what) if isinstance(box.what, FieldPiece) else _link(box.what)
        placed = {
            "Type": b"/Annot",
            **own,
            "Rect": numbers(box.rectangle),
            "F": _PRINT,
            "P": reference(pages[box.page]),
            "StructParent": b"%d" % keys[key],
        }
        writer.put(numbers_of[key], dictionary(placed))


def _link(uri: str) -> dict[str, bytes]:
    action = dictionary({"S": b"/URI", "URI": literal(uri.encode("ascii"))})
    return {"Subtype": b"/Link", "Border": b"[0 0 0]", "Contents": text(f"Link zu {uri}"), "A": action}


def _signature_field(writer: FileWriter, field: FieldPiece) -> dict[str, bytes]:
    empty = {
        "Type": b"/XObject",
        "Subtype": b"/Form",
        "FormType": b"1",
        "BBox": numbers((0, field.height, field.width, 0)),
        "Resources": b"<<>>",
    }
    appearance = dictionary({"N": reference(writer.packed_stream(b"", empty))})
    name, words = text(field.name), text(field.tooltip)
    return {"Subtype": b"/Widget", "FT": b"/Sig", "T": name, "TU": words, "AP": appearance}
