"""Where the objects of a revision are used: every way from the trailer to a reference.

pyHanko's difference analysis excuses the replacing of an object only if each use of it in the older revision is excused; so it follows all ways through that
revision, builds each object anew on the way, and writes down every way to everything. Here the same walk goes over what objects refer to, read once for all
revisions, and a way is written out when somebody asks for it. The rules of the walk are pyHanko's own, so that its analysis means the same
(`tests/signing/validation/test_object_uses.py` holds both against each other, `docs/decisions/0021`):

    (1) a node of the page tree is entered only on its way through that tree
    (2) an element of the structure tree is entered only through that tree, not from its index or from a page
    (3) /Parent is never followed, and /P not within the structure tree
    (4) a way meets no object twice
    (5) a page tree or structure tree that meets itself cannot be analysed
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Protocol, TypeAlias

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import RawPdfPath

from signing.validation.errors import Unreadable
from signing.verdict import ReasonCode

__all__ = ["Key", "Link", "ObjectUses", "Objects", "key_of", "links_of"]

Key: TypeAlias = tuple[int, int]
"""Object number and generation."""
Step: TypeAlias = str | int
"""A dictionary's key or an array's index."""
Way: TypeAlias = tuple[Any, Step] | None
"""Steps from the trailer, linked from the last to the first (another way, a step): most ways share their beginning."""
Link: TypeAlias = tuple[tuple[Step, ...], Key, bool]
"""A reference in an object: the steps to it, what it points to, and whether it lies in the structure tree."""

_STRUCTURE = ("/Root", "/StructTreeRoot", "/K")
_MOST_USES = 500_000
_LONGEST_CHAIN = 100


class Objects(Protocol):
    """The objects of one revision as they are stored: references in them belong to no revision."""

    def stored(self, key: Key) -> generic.PdfObject: ...

    def links(self, key: Key, *, in_structure: bool) -> tuple[Link, ...]: ...


def key_of(item: generic.IndirectObject) -> Key:
    return item.idnum, item.generation


def links_of(content: generic.PdfObject, *, in_structure: bool, structure: tuple[Step, ...] = ()) -> Iterator[Link]:
    """References in an object, in its order (3).

    Args:
        structure: steps from here to where the structure tree begins; empty: it does not begin in this object.
    """
    waiting: list[tuple[tuple[Step, ...], Any, bool]] = [((), content, in_structure)]
    while waiting:
        steps, item, inside = waiting.pop()
        if isinstance(item, generic.IndirectObject):
            yield steps, key_of(item), inside
            continue
        entries: list[tuple[tuple[Step, ...], Any, bool]] = []
        if isinstance(item, generic.DictionaryObject):
            for key, value in item.items():
                if key != "/Parent" and not (inside and key == "/P"):
                    below = (*steps, key)
                    entries.append((below, value, inside or below == structure))
        elif isinstance(item, generic.ArrayObject):
            entries.extend(((*steps, index), value, inside) for index, value in enumerate(item))
        waiting.extend(reversed(entries))


class ObjectUses:
    """The walk through one revision, done when this is made.

    Raises:
        Unreadable: LIMIT_EXCEEDED, there are more ways than anybody could follow.
        PdfReadError, and whatever else a broken object makes pyHanko raise.
    """

    def __init__(self, objects: Objects, trailer: generic.DictionaryObject, root: generic.DictionaryObject) -> None:
        self._objects = objects
        self._pages = self._page_tree(root)
        self._elements = self._structure_tree(root)
        self._ways: Mapping[Key, list[Way]] = self._walked(trailer)

    def of(self, key: Key) -> set[RawPdfPath]:
        """The ways to every reference to this object."""
        return {RawPdfPath(*_steps(way)) for way in self._ways.get(key, ())}

    def _walked(self, trailer: generic.DictionaryObject) -> Mapping[Key, list[Way]]:
        ways: defaultdict[Key, list[Way]] = defaultdict(list)
        on_way: set[Key] = set()
        uses = 0
        entered: list[tuple[Iterator[Link], Way, Key]] = [(_from_trailer(trailer), None, (0, 0))]
        while entered:
            links, way, within = entered[-1]
            link = next(links, None)
            if link is None:
                entered.pop()
                on_way.discard(within)
                continue
            steps, key, in_structure = link
            if key in on_way:
                continue  # (4)
            here = way
            for step in steps:
                here = (here, step)
            ways[key].append(here)
            uses += 1
            if uses > _MOST_USES:
                raise Unreadable(ReasonCode.LIMIT_EXCEEDED, f"more than {_MOST_USES} ways through the file")
            content = self._content(key, here, in_structure)
            if content is not None:
                on_way.add(key)
                entered.append((content, here, key))
        return ways

    def _content(self, key: Key, here: Way, in_structure: bool) -> Iterator[Link] | None:
        """What the object refers to; None if it is not entered from here."""
        item = self._objects.stored(key)
        canonical = self._pages.get(key)
        if canonical is not None and not _same(canonical, here):
            return None  # (1)
        if key in self._elements and not in_structure:
            return None  # (2)
        begins = _structure_from(here)
        if begins and not isinstance(item, generic.IndirectObject):
            return links_of(item, in_structure=in_structure, structure=begins)
        links = self._objects.links(key, in_structure=in_structure)
        return iter(links) if links else None

    def _page_tree(self, root: generic.DictionaryObject) -> dict[Key, Way]:
        """Every node, with its way through the tree (1).

        Raises:
            PdfReadError: (5)
        """
        nodes: dict[Key, Way] = {}

        def enter(node: Any, way: Way) -> None:
            for index, kid in enumerate(self._at(node, "/Kids")):
                below = ((way, "/Kids"), index)
                if isinstance(kid, generic.IndirectObject):
                    if key_of(kid) in nodes:
                        raise PdfReadError("a page tree that meets itself")
                    nodes[key_of(kid)] = below
                found = self._resolved(kid)
                if found.get("/Type", None) == "/Pages":
                    enter(found, below)

        pages = root.raw_get("/Pages")
        begin: Way = ((None, "/Root"), "/Pages")
        if isinstance(pages, generic.IndirectObject):
            nodes[key_of(pages)] = begin
        enter(self._resolved(pages), begin)
        return nodes

    def _structure_tree(self, root: generic.DictionaryObject) -> set[Key]:
        """Every element that an array of children refers to (2).

        Raises:
            PdfReadError: (5)
        """
        elements: set[Key] = set()

        def enter(element: Any) -> None:
            try:
                children = self._at(element, "/K")
            except KeyError:
                return
            for child in children if isinstance(children, generic.ArrayObject) else (children,):
                found = self._resolved(child)
                if not isinstance(found, generic.DictionaryObject) or not self._is_element(found):
                    continue
                if isinstance(child, generic.IndirectObject):
                    if key_of(child) in elements:
                        raise PdfReadError("a structure tree that meets itself")
                    elements.add(key_of(child))
                enter(found)

        if "/StructTreeRoot" in root:
            enter(self._resolved(root.raw_get("/StructTreeRoot")))
        return elements

    def _is_element(self, child: generic.DictionaryObject) -> bool:
        """Without a type it is one (ISO 32000-2 § 14.7.2)."""
        try:
            return bool(self._at(child, "/Type") == "/StructElem")
        except KeyError:
            return True

    def _resolved(self, item: Any) -> Any:
        for _ in range(_LONGEST_CHAIN):
            if not isinstance(item, generic.IndirectObject):
                return item
            item = self._objects.stored(key_of(item))
        raise PdfReadError("a reference that leads to references only")

    def _at(self, container: Any, key: str) -> Any:
        """The value, dereferenced.

        Raises:
            KeyError: there is none, or null.
            TypeError: no dictionary.
        """
        if not isinstance(container, generic.DictionaryObject):
            raise TypeError(type(container).__name__)
        value = self._resolved(container.raw_get(key))
        if isinstance(value, generic.NullObject):
            raise KeyError(key)
        return value


def _from_trailer(trailer: generic.DictionaryObject) -> Iterator[Link]:
    return links_of(trailer, in_structure=False, structure=_STRUCTURE)


def _structure_from(way: Way) -> tuple[Step, ...]:
    """The steps that lead on from here to the structure tree; empty if none do."""
    if way is not None and way[0] is None and way[1] == "/Root":
        return _STRUCTURE[1:]
    if way is not None and way[1] == "/StructTreeRoot" and way[0] is not None and way[0] == (None, "/Root"):
        return _STRUCTURE[2:]
    return ()


def _same(one: Way, other: Way) -> bool:
    while one is not other:
        if one is None or other is None or one[1] != other[1]:
            return False
        one, other = one[0], other[0]
    return True


def _steps(way: Way) -> list[Step]:
    steps: list[Step] = []
    while way is not None:
        steps.append(way[1])
        way = way[0]
    return steps[::-1]
