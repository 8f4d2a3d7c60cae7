"""The structure tree: elements with explicit parents, made with the text and filled while it is drawn.

An element is told on which page which marked content is its own; it never moves, however pages break.
ISO 32000-1 § 14.7, ISO 14289-1 § 7.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String


@dataclass(frozen=True, slots=True)
class MarkedContent:
    """The marked content `mcid` of the page numbered `page` from 0."""

    page: int
    mcid: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """The annotation with that key; `structure_tree` is told which object it became."""

    key: str


@dataclass(slots=True, eq=False)
class Element:
    """One structure element. `attributes`: owner ("Table") → entries; a name as "/Row", else text or numbers."""

    tag: str
    kids: "list[Element | MarkedContent | Annotation]" = field(default_factory=list)
    alt: str | None = None
    attributes: dict[str, dict[str, str | list[float]]] = field(default_factory=dict)

    def child(self, tag: str, *, alt: str | None = None) -> "Element":
        """A new last child."""
        made = Element(tag, alt=alt)
        self.kids.append(made)
        return made


class StructureTree:
    """Writes the elements into a file and remembers whose each marked content and annotation is."""

    def __init__(self, pdf: Pdf, annotations: dict[str, Object]) -> None:
        self._pdf = pdf
        self._annotations = annotations
        self._pages = [page.obj for page in pdf.pages]
        self._of_page: list[dict[int, Object]] = [{} for _ in self._pages]
        self._of_annotation: dict[str, Object] = {}

    def write(self, root: Element) -> None:
        """Write the tree under the catalog, and its way back: /StructParents, /StructParent, /ParentTree."""
        pdf = self._pdf
        top = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        top.K = self._element(root, top)
        numbers: list[Any] = []
        for number, owned in enumerate(self._of_page):
            self._pages[number].StructParents = number
            numbers.extend([number, pdf.make_indirect(Array([owned[mcid] for mcid in range(len(owned))]))])
        for number, key in enumerate(self._of_annotation, start=len(self._pages)):
            self._annotations[key].StructParent = number
            numbers.extend([number, self._of_annotation[key]])
        top.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(numbers)))
        top.ParentTreeNextKey = len(self._pages) + len(self._of_annotation)
        pdf.Root.StructTreeRoot = top
        pdf.Root.MarkInfo = Dictionary(Marked=True)

    def _element(self, element: Element, parent: Object) -> Object:
        made = self._pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{element.tag}"), P=parent))
        if element.alt is not None:
            made.Alt = String(element.alt)
        if element.attributes:
            made.A = Array([_attributes(owner, entries) for owner, entries in element.attributes.items()])
        page = next(_pages_of(element), None)
        if page is not None:
            made.Pg = self._pages[page]
        kids = [self._kid(kid, made, page) for kid in element.kids]
        # (tagged PDF and signatures) One kid stands bare: pyHanko's difference analysis knows a tagged field only by a
        # path that ends in /K/Obj, and calls the next signature a suspicious change otherwise.
        if kids:
            made.K = kids[0] if len(kids) == 1 else Array(kids)
        return made

    def _kid(self, kid: Element | MarkedContent | Annotation, owner: Object, page: int | None) -> Object | int:
        match kid:
            case Element():
                return self._element(kid, owner)
            case MarkedContent():
                self._of_page[kid.page][kid.mcid] = owner
                if kid.page == page:
                    return kid.mcid
                return Dictionary(Type=Name.MCR, Pg=self._pages[kid.page], MCID=kid.mcid)
            case Annotation():
                self._of_annotation[kid.key] = owner
                annotation = self._annotations[kid.key]
                return Dictionary(Type=Name.OBJR, Obj=annotation, Pg=annotation.P)


def _pages_of(element: Element) -> Iterator[int]:
    return (kid.page for kid in element.kids if isinstance(kid, MarkedContent))


def _attributes(owner: str, entries: dict[str, str | list[float]]) -> pikepdf.Dictionary:
    made = Dictionary(O=Name(f"/{owner}"))
    for key, value in entries.items():
        if isinstance(value, str):
            made[f"/{key}"] = Name(value) if value.startswith("/") else String(value)
        else:
            made[f"/{key}"] = Array(value)
    return made
