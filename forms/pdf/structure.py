"""The structure tree: elements with explicit parents, made with the text and filled while it is drawn.

An element is told on which page which marked content is its own; it never moves, however pages break.
ISO 32000-1 § 14.7, ISO 14289-1 § 7.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from forms.pdf.objects import array, dictionary, name, numbers, reference, text
from forms.pdf.writer import FileWriter


@dataclass(frozen=True, slots=True)
class MarkedContent:
    """The marked content `mcid` of the page numbered `page` from 0."""

    page: int
    mcid: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """The annotation with that key, on the page numbered from 0."""

    key: int
    page: int


@dataclass(slots=True, eq=False)
class Element:
    """One structure element. `attributes`: owner ("Table") → entries; a name as "/Row", else text or numbers.
    `language` where it is not the parent's."""

    tag: str
    kids: "list[Element | MarkedContent | Annotation]" = field(default_factory=list)
    alt: str | None = None
    language: str | None = None
    attributes: dict[str, dict[str, str | list[float]]] = field(default_factory=dict)

    def child(self, tag: str, *, alt: str | None = None, language: str | None = None) -> "Element":
        """A new last child."""
        made = Element(tag, alt=alt, language=language)
        self.kids.append(made)
        return made


class StructureTree:
    """Writes the elements into a file and remembers whose each marked content and annotation is.

    Attributes:
        key_of_annotation: what each annotation says as /StructParent.
    """

    def __init__(self, writer: FileWriter, pages: Sequence[int], annotations: Mapping[int, int]) -> None:
        """`pages`: the pages' objects; `annotations`: key → object."""
        self._writer = writer
        self._pages = pages
        self._annotations = annotations
        self._of_page: list[dict[int, bytes]] = [{} for _ in pages]
        self._of_annotation: list[tuple[int, bytes]] = []
        self.key_of_annotation: dict[int, int] = {}

    def write(self, root: Element) -> int:
        """Write the tree and its way back, /ParentTree; the number of its root. A page's /StructParents is its number
        from 0."""
        top = self._writer.reserve()
        tree = {"Type": b"/StructTreeRoot", "K": reference(self._element(root, top))}
        entries: list[bytes] = []
        for number, owned in enumerate(self._of_page):
            owners = self._writer.add(array(owned[mcid] for mcid in range(len(owned))))
            entries += [b"%d" % number, reference(owners)]
        for number, (key, owner) in enumerate(self._of_annotation, start=len(self._pages)):
            self.key_of_annotation[key] = number
            entries += [b"%d" % number, owner]
        tree["ParentTree"] = reference(self._writer.add(dictionary({"Nums": array(entries)})))
        tree["ParentTreeNextKey"] = b"%d" % (len(self._pages) + len(self._of_annotation))
        self._writer.put(top, dictionary(tree))
        return top

    def _element(self, element: Element, parent: int) -> int:
        number = self._writer.reserve()
        # Joined by hand: some hundred elements a document, each in the same form.
        parts = [b"<</Type /StructElem /S %s /P %d 0 R" % (name(element.tag), parent)]
        if element.alt is not None:
            parts.append(b"/Alt " + text(element.alt))
        if element.language is not None:
            parts.append(b"/Lang " + text(element.language))
        if element.attributes:
            parts.append(b"/A " + array(_attributes(*owned) for owned in element.attributes.items()))
        page = next((kid.page for kid in element.kids if isinstance(kid, MarkedContent)), None)
        if page is not None:
            parts.append(b"/Pg %d 0 R" % self._pages[page])
        kids = [self._kid(kid, number, page) for kid in element.kids]
        # (tagged PDF and signatures) One kid stands bare: pyHanko's difference analysis knows a tagged field only by a
        # path that ends in /K/Obj, and calls the next signature a suspicious change otherwise.
        if kids:
            parts.append(b"/K " + (kids[0] if len(kids) == 1 else array(kids)))
        self._writer.put(number, b" ".join(parts) + b">>")
        return number

    def _kid(self, kid: Element | MarkedContent | Annotation, owner: int, page: int | None) -> bytes:
        match kid:
            case Element():
                return reference(self._element(kid, owner))
            case MarkedContent():
                self._of_page[kid.page][kid.mcid] = reference(owner)
                mcid = b"%d" % kid.mcid
                if kid.page == page:
                    return mcid
                return dictionary({"Type": b"/MCR", "Pg": reference(self._pages[kid.page]), "MCID": mcid})
            case Annotation():
                self._of_annotation.append((kid.key, reference(owner)))
                target = reference(self._annotations[kid.key])
                return dictionary({"Type": b"/OBJR", "Obj": target, "Pg": reference(self._pages[kid.page])})


def _attributes(owner: str, entries: Mapping[str, str | list[float]]) -> bytes:
    return dictionary({"O": name(owner), **{key: _value(value) for key, value in entries.items()}})


def _value(value: str | list[float]) -> bytes:
    if isinstance(value, str):
        return name(value[1:]) if value.startswith("/") else text(value)
    return numbers(value)
