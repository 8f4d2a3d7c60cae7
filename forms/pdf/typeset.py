"""Break runs into lines: ragged right, no hyphenation, greedy.

A line may break at a space, after a hyphen or slash within a word, and anywhere in a word longer than the line.
Only a break at a space is a space for whoever reads the text (ISO 32000-1 § 14.8.2.6.2): `Line.ends_in_space`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from forms.blocks import Run
from forms.pdf.fonts import REGULAR, SYMBOLS, font_of, width

_BREAK_AFTER = re.compile(r"(?<=[\w.][-–/])(?=\w)")


@dataclass(frozen=True, slots=True)
class Fragment:
    """Text in one font, with the link it belongs to."""

    text: str
    font: str
    size: float
    uri: str | None

    @property
    def width(self) -> float:
        return width(self.text, self.font, self.size)


@dataclass(frozen=True, slots=True)
class Line:
    fragments: tuple[Fragment, ...]
    ends_in_space: bool


Atom = tuple[list[Fragment], bool]
"""What is never broken but in need, and whether a space follows."""


def lines_of(runs: Iterable[Run], *, size: float, bold: bool, line_width: float) -> tuple[Line, ...]:
    """The runs as lines no wider than `line_width`; `bold` makes all of them bold."""
    lines: list[Line] = []
    current: list[Fragment] = []
    used = 0.0
    space_before = False
    for fragments, space_after in _narrow(_atoms(runs, size=size, bold=bold), line_width):
        atom_width = sum(fragment.width for fragment in fragments)
        gap = _space(current[-1], fragments[0]).width if space_before and current else 0.0
        if current and used + gap + atom_width > line_width:
            lines.append(Line(_joined(current), ends_in_space=space_before))
            current, used, gap = [], 0.0, 0.0
        if gap:
            current.append(_space(current[-1], fragments[0]))
        current += fragments
        used += gap + atom_width
        space_before = space_after
    lines.append(Line(_joined(current), ends_in_space=False))
    return tuple(lines)


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
    for font, characters in groupby(word, key=lambda character: font_of(character, bold=bold)):
        yield Fragment("".join(characters), font, size, run.uri)


def _narrow(atoms: Iterable[Atom], line_width: float) -> Iterator[Atom]:
    """Atoms wider than a line are cut where the line ends."""
    for fragments, space_after in atoms:
        if sum(fragment.width for fragment in fragments) <= line_width:
            yield fragments, space_after
            continue
        pieces = list(_cut(fragments, line_width))
        yield from ((piece, False) for piece in pieces[:-1])
        yield pieces[-1], space_after


def _cut(fragments: list[Fragment], line_width: float) -> Iterator[list[Fragment]]:
    current: list[Fragment] = []
    used = 0.0
    for fragment in fragments:
        text = ""
        for character in fragment.text:
            advance = width(character, fragment.font, fragment.size)
            if used + advance > line_width and (current or text):
                yield [*current, _with_text(fragment, text)] if text else current
                current, text, used = [], "", 0.0
            text += character
            used += advance
        current = [*current, _with_text(fragment, text)]
    yield current


def _with_text(fragment: Fragment, text: str) -> Fragment:
    return Fragment(text, fragment.font, fragment.size, fragment.uri)


def _space(before: Fragment, after: Fragment) -> Fragment:
    """The space between two words; inside a link it belongs to the link. The symbol font has no space."""
    font = next((fragment.font for fragment in (after, before) if fragment.font != SYMBOLS), REGULAR)
    return Fragment(" ", font, after.size, after.uri if before.uri == after.uri else None)


def _joined(fragments: Iterable[Fragment]) -> tuple[Fragment, ...]:
    """Neighbours of one look as one fragment: fewer operators, and words are read whole."""
    grouped = groupby(fragments, key=lambda fragment: (fragment.font, fragment.size, fragment.uri))
    return tuple(Fragment("".join(f.text for f in group), *look) for look, group in grouped)
