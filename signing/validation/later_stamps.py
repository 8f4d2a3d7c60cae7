"""Did a later signer put something visible on a page that an earlier one had signed? (a file of others)

Every signing program does that, and no analysis of objects knows which words a stamp covers. So it turns no verdict: who reads the file is told to look.
"""

from pyhanko.sign.fields import enumerate_sig_fields

from signing.validation.errors import UNEXPECTED
from signing.validation.pdf_objects import resolved, value_at
from signing.validation.signed_file import SignedFile

__all__ = ["later_signer_shows_something"]


def later_signer_shows_something(file: SignedFile) -> bool:
    """A filled field with an area, made after the first signature; True, too, if that cannot be found out."""
    signatures = [slot for slot in file.slots if slot.fault is None and not slot.is_timestamp]
    if len(signatures) < 2:
        return False
    first = next((number for number, end in enumerate(file.revision_ends) if end + 2 >= signatures[0].signed_end), 0)
    later = {slot.field for slot in signatures[1:]}
    try:
        return any(
            file.reader.xrefs.get_introducing_revision(reference.reference) > first and _has_area(resolved(reference))
            for name, _, reference in enumerate_sig_fields(file.reader, filled_status=True)
            if name in later
        )
    except UNEXPECTED:
        return True


def _has_area(field: object) -> bool:
    """Its own widget, or one of its kids."""
    return any(_is_shown(value_at(widget, "/Rect")) for widget in (field, *(value_at(field, "/Kids") or ())))


def _is_shown(rectangle: object) -> bool:
    if not isinstance(rectangle, list) or len(rectangle) != 4:
        return False
    left, bottom, right, top = (float(side) for side in rectangle)
    return left != right and bottom != top
