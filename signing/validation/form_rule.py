"""Difference rule for forms that somebody signs after somebody else: a later signer adds his signature, not what acts, covers or changes the look of the rest.

pyHanko's rules let a new signature field bring any annotation with it, and Acrobat set the form's defaults. So

    (1) what a newly signed field shows is a widget, of no more than half a page, without actions      (notes, scripts, "evil signatures")
    (2) where the form holds values, fonts and defaults they are shown with stay                         (other digits for the same value)
"""

from collections.abc import Iterable, Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.sign.diff_analysis import FieldComparisonContext, FieldMDPRule, FormUpdate, ModificationLevel, SuspiciousModification

from signing.validation.pdf_objects import name_at, raw, value_at

__all__ = ["LaterSignerRule"]

_ACTS = ("/A", "/AA", "/OC", "/PMD", "/Movie", "/RichMediaContent")
_DEFAULTS = ("/DA", "/Q", "/NeedAppearances")
_LARGEST_PART = 0.5


class LaterSignerRule(FieldMDPRule):
    """Allows nothing by itself; raises SuspiciousModification."""

    def apply(self, context: FieldComparisonContext) -> Iterable[tuple[ModificationLevel, FormUpdate]]:
        specs = context.field_specs.values()
        for spec in specs:
            newly_signed = spec.field_type == "/Sig" and spec.new_field is not None and "/V" in spec.new_field
            if newly_signed and (spec.old_field is None or "/V" not in spec.old_field):
                for widget in _widgets(spec.new_field):
                    _check_widget(widget)
        if any(spec.field_type != "/Sig" for spec in specs):
            _check_defaults(value_at(context.old.root, "/AcroForm"), value_at(context.new.root, "/AcroForm"))
        return ()


def _widgets(field: Any) -> Iterator[Any]:
    """The field's own annotation, and its kids'."""
    yield field
    for kid in value_at(field, "/Kids") or ():
        yield kid.get_object()


def _check_widget(widget: Any) -> None:
    """(1)"""
    is_shown = "/Rect" in widget or "/Subtype" in widget
    if is_shown and name_at(widget, "/Subtype") != "/Widget":
        raise SuspiciousModification("a signature that shows something else than a widget")
    if any(key in widget for key in _ACTS):
        raise SuspiciousModification("a signature that acts")
    page = value_at(widget, "/P")
    box = value_at(page, "/MediaBox") or value_at(value_at(page, "/Parent"), "/MediaBox")
    if _area(value_at(widget, "/Rect")) > _LARGEST_PART * (_area(box) or _A4):
        raise SuspiciousModification("a signature that covers the page")


_A4 = 595.0 * 842.0


def _area(rectangle: Any) -> float:
    if not isinstance(rectangle, generic.ArrayObject) or len(rectangle) != 4:
        return 0.0
    left, bottom, right, top = (float(side) for side in rectangle)
    return abs(right - left) * abs(top - bottom)


def _check_defaults(before: Any, after: Any) -> None:
    """(2)"""
    if any(raw(before, key) != raw(after, key) for key in _DEFAULTS):
        raise SuspiciousModification("other defaults for the values of a form")
    old, new = value_at(before, "/DR"), value_at(after, "/DR")
    for kind in old or ():
        known, now = value_at(old, kind), value_at(new, kind)
        if not isinstance(known, generic.DictionaryObject):
            continue
        if any(not isinstance(now, generic.DictionaryObject) or raw(known, name) != raw(now, name) for name in known):
            raise SuspiciousModification("other resources for the values of a form")
