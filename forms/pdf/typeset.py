"""Break runs into lines: ragged right, no hyphenation, greedy.

A line may break at a space, after a hyphen or slash before a letter within a word, and anywhere in a word longer than the line.
Only a break at a space is a space for whoever reads the text (ISO 32000-1 § 14.8.2.6.2): such a line ends in one.
Most paragraphs are the edition's and the same in every document: the last some thousand are remembered.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from forms.blocks import Run
from forms.errors import UndrawableText
from forms.pdf.fonts import BOLD, REGULAR, SYMBOL_CHARACTERS, SYMBOLS, UNITS_PER_EM, Move, face, font_of

_BREAK_AFTER = re.compile(r"(?<=[\w.][-–/])(?=[^\W\d_])")
_SYMBOL = re.compile(f"[{''.join(sorted(SYMBOL_CHARACTERS))}]")


@dataclass(frozen=True, slots=True)
class Fragment:
    """Text in one font, with the link it belongs to; `units`: its width in thousandths of an em, without the space that
    ends a line; `moves`: where its letters do not simply follow each other."""

    text: str
    font: str
    size: float
    uri: str | None
    units: int
    moves: tuple[Move, ...] = ()

    @property
    def width(self) -> float:
        """In points."""
        return self.units * self.size / UNITS_PER_EM


@dataclass(frozen=True, slots=True)
class Line:
    """What stands beside each other; the last fragment ends in a space if the line was broken at one."""

    fragments: tuple[Fragment, ...]

    @property
    def width(self) -> float:
        """In points, a space at the end not counted."""
        return sum(fragment.width for fragment in self.fragments)


Atom = tuple[list[Fragment], bool]
"""What is never broken but in need, and whether a space follows."""


@lru_cache(maxsize=4096)
def lines_of(runs: tuple[Run, ...], *, size: float, bold: bool, line_width: float) -> tuple[Line, ...]:
    """The runs as lines no wider than `line_width`; `bold` makes all of them bold.

    Raises:
        UndrawableText: a character without glyph: whoever asked for this document had not looked.
    """
    lines: list[Line] = []
    current: list[Fragment] = []
    room = line_width * UNITS_PER_EM / size
    used = 0
    space_before = False
    for fragments, space_after in _narrow(_atoms(runs, size=size, bold=bold), room):
        atom = sum(fragment.units for fragment in fragments)
        gap = _space(current[-1], fragments[0]) if space_before and current else None
        if current and used + (gap.units if gap else 0) + atom > room:
            lines.append(Line(_joined(current, ends_in_space=space_before)))
            current, used, gap = [], 0, None
        if gap:
            current.append(gap)
            used += gap.units
        current += fragments
        used += atom
        space_before = space_after
    lines.append(Line(_joined(current, ends_in_space=False)))
    return tuple(lines)


@lru_cache(maxsize=512)
def label_of(text: str, *, size: float, bold: bool) -> Line:
    """A number or letter that stands beside a text; a space follows it for the reader."""
    (line,) = lines_of((Run(text),), size=size, bold=bold, line_width=float("inf"))
    return Line(_joined(line.fragments, ends_in_space=True))


def _atoms(runs: Iterable[Run], *, size: float, bold: bool) -> Iterator[Atom]:
    fragments: list[Fragment] = []
    for run in runs:
        for position, word in enumerate(run.text.split(" ")):
            if position and fragments:
                yield fragments, True
                fragments = []
            for index, part in enumerate(_BREAK_AFTER.split(word)):
                if index and fragments:
                    yield fragments, False
                    fragments = []
                fragments = [*fragments, *_fragments(part, run, size=size, bold=bold or run.bold)]
    if fragments:
        yield fragments, False


def _fragments(word: str, run: Run, *, size: float, bold: bool) -> Iterator[Fragment]:
    if not word:
        return
    if _SYMBOL.search(word) is None:
        yield _fragment(word, BOLD if bold else REGULAR, size, run.uri)
        return
    for font, characters in groupby(word, key=lambda character: font_of(character, bold=bold)):
        yield _fragment("".join(characters), font, size, run.uri)


def _fragment(text: str, font: str, size: float, uri: str | None) -> Fragment:
    try:
        return Fragment(text, font, size, uri, *face(font).shaped(text))
    except KeyError as missing:
        raise UndrawableText("document", (chr(missing.args[0]),)) from missing


def _narrow(atoms: Iterable[Atom], room: float) -> Iterator[Atom]:
    """Atoms wider than a line are cut where the line ends."""
    for fragments, space_after in atoms:
        if sum(fragment.units for fragment in fragments) <= room:
            yield fragments, space_after
            continue
        pieces = list(_cut(fragments, room))
        yield from ((piece, False) for piece in pieces[:-1])
        yield pieces[-1], space_after


def _cut(fragments: list[Fragment], room: float) -> Iterator[list[Fragment]]:
    current: list[Fragment] = []
    used = 0
    for fragment in fragments:
        text = ""
        for letter in _letters(fragment.text):
            advance = face(fragment.font).shaped(letter).units
            if used + advance > room and (current or text):
                yield [*current, _with_text(fragment, text)] if text else current
                current, text, used = [], "", 0
            text += letter
            used += advance
        current = [*current, _with_text(fragment, text)]
    yield current


def _letters(text: str) -> list[str]:
    """Letters with the marks that stand on them: a line never begins with a mark."""
    return re.findall(r".[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]*", text)


def _with_text(fragment: Fragment, text: str) -> Fragment:
    units, moves = face(fragment.font).shaped(text)
    return replace(fragment, text=text, units=units, moves=moves)


def _space(before: Fragment, after: Fragment) -> Fragment:
    """The space between two words; inside a link it belongs to the link. The symbol font has no space."""
    font = next((fragment.font for fragment in (after, before) if fragment.font != SYMBOLS), REGULAR)
    return _fragment(" ", font, after.size, after.uri if before.uri == after.uri else None)


def _joined(fragments: Iterable[Fragment], *, ends_in_space: bool) -> tuple[Fragment, ...]:
    """Neighbours of one look as one fragment: fewer operators, and words are read whole."""
    joined: list[Fragment] = []
    for fragment in fragments:
        last = joined[-1] if joined else None
        if last and (last.font, last.size, last.uri) == (fragment.font, fragment.size, fragment.uri):
            joined[-1] = _run_on(last, fragment)
        else:
            joined.append(fragment)
    if ends_in_space and joined:
        joined[-1] = replace(joined[-1], text=joined[-1].text + " ")
    return tuple(joined)


def _run_on(one: Fragment, other: Fragment) -> Fragment:
    """Both as one, the second in the first one's look."""
    here = len(one.text)
    moves = [*one.moves]
    for move in other.moves:
        moved = move._replace(before=move.before + here)
        if moves and moves[-1].before == moved.before:
            moved = moved._replace(right=moved.right + moves.pop().right)
        moves.append(moved)
    return replace(one, text=one.text + other.text, units=one.units + other.units, moves=tuple(moves))
