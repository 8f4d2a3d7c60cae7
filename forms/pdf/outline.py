"""The bookmarks: the document's headings as a tree (ISO 32000-1 § 12.3.3)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from forms.pdf.drawing import Bookmark
from forms.pdf.objects import array, dictionary, number, reference, text
from forms.pdf.writer import FileWriter

_FROM_LEVEL = 2
"""The title itself is no bookmark."""
_ABOVE = 10.0


@dataclass(slots=True)
class _Entry:
    number: int
    bookmark: Bookmark | None = None
    kids: "list[_Entry]" = field(default_factory=list)


def write_outline(writer: FileWriter, bookmarks: Sequence[Bookmark], pages: Sequence[int]) -> int | None:
    """The number of the outline's root, None if there is nothing to list. Chapters are shown, clauses folded away."""
    listed = [bookmark for bookmark in bookmarks if bookmark.level >= _FROM_LEVEL]
    if not listed:
        return None
    root = _Entry(writer.reserve())
    path = [root]
    for bookmark in listed:
        del path[bookmark.level - _FROM_LEVEL + 1 :]
        entry = _Entry(writer.reserve(), bookmark)
        path[-1].kids.append(entry)
        path.append(entry)
    writer.put(root.number, dictionary({"Type": b"/Outlines", **_ends(root), "Count": b"%d" % len(root.kids)}))
    _write_kids(writer, root, pages)
    return root.number


def _write_kids(writer: FileWriter, parent: _Entry, pages: Sequence[int]) -> None:
    for position, entry in enumerate(parent.kids):
        bookmark = entry.bookmark
        if bookmark is None:
            continue
        place = array((reference(pages[bookmark.page]), b"/XYZ", b"0", number(bookmark.top + _ABOVE), b"0"))
        entries = {"Title": text(bookmark.title), "Parent": reference(parent.number), "Dest": place}
        if position:
            entries["Prev"] = reference(parent.kids[position - 1].number)
        if position + 1 < len(parent.kids):
            entries["Next"] = reference(parent.kids[position + 1].number)
        if entry.kids:
            entries |= {**_ends(entry), "Count": b"-%d" % len(entry.kids)}
        writer.put(entry.number, dictionary(entries))
        _write_kids(writer, entry, pages)


def _ends(entry: _Entry) -> dict[str, bytes]:
    return {"First": reference(entry.kids[0].number), "Last": reference(entry.kids[-1].number)}
