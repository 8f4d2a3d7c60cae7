"""Elements written as calls: `E.Name("…", attribute="…")`. lxml.builder in a few typed lines; texts and attributes are escaped when serialised."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from lxml import etree

Element = etree._Element  # noqa: SLF001  # lxml's public type has no other name


class Maker:
    """Makes elements of one namespace (None: none)."""

    def __init__(self, namespace: str | None = None, prefixes: Mapping[str | None, str] | None = None) -> None:
        self._namespace, self._prefixes = namespace, dict(prefixes or {})

    def __getattr__(self, tag: str) -> Callable[..., Element]:
        return partial(self, tag)

    def __call__(self, tag: str, *content: str | Element | Mapping[str, str], **attributes: str) -> Element:
        """An element with these children and texts in this order; a mapping gives attributes whose names Python does not allow."""
        name = tag if self._namespace is None else f"{{{self._namespace}}}{tag}"
        made = etree.Element(name, attributes, nsmap=self._prefixes)  # type: ignore[arg-type]  # the stub does not know the default namespace's key None
        for each in content:
            if isinstance(each, str):
                _append_text(made, each)
            elif isinstance(each, Mapping):
                made.attrib.update(dict(each.items()))
            else:
                made.append(each)
        return made


def _append_text(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
