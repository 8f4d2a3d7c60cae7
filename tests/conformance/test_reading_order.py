"""Who hears the document, who copies from the page and who reads it on the phone get the same sentences in the same order."""

import re
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest

from forms.blocks import Document, Grid, leaves
from forms.documents import document_names, form_of
from tests.forms.builders import EXAMPLE_NAMES
from tests.forms.family import family_document, family_input
from tests.judges import judge

pytestmark = pytest.mark.judge
_INLINE = frozenset({"Link", "Span"})
# Cells, the sides of a card, an address beside its letter's details.
_BESIDE_EACH_OTHER = frozenset({"TD", "TH", "Div"})


@dataclass(frozen=True, slots=True)
class Passage:
    """What one element says, without spaces, and the elements it lies in, itself the last."""

    path: tuple[str, ...]
    text: str

    @property
    def has_neighbours(self) -> bool:
        """Whether other text stands beside it, so that what wraps is read line by line across the page."""
        return not _BESIDE_EACH_OTHER.isdisjoint(self.path)


def heard(file: Path) -> list[Passage]:
    """The structure's text, element by element."""
    passages: list[Passage] = []
    path: list[tuple[int, str]] = []
    for line in judge("pdfinfo", "-struct-text", str(file)).splitlines():
        depth = len(line) - len(line.lstrip())
        said = re.fullmatch(r' *"(.*)"', line)
        element = re.fullmatch(r" *([A-Z]\w*)(?: \((?:block|inline)\))?:?", line)
        if element and element[1] not in _INLINE:
            path = [(outer, tag) for outer, tag in path if outer < depth]
            path.append((depth, element[1]))
            passages.append(Passage(tuple(tag for _, tag in path), ""))
        elif said:
            last = passages.pop()
            passages.append(Passage(last.path, last.text + squeezed(said[1])))
    return [passage for passage in passages if passage.text]


def seen(file: Path, document: Document) -> str:
    """The pages' text as it stands, without spaces and what every page bears."""
    lines = judge("pdftotext", "-layout", str(file), "-").splitlines()
    texts = map(squeezed, lines)
    footer = re.compile(re.escape(squeezed(document.footer)) + r"Seite\d+von\d+")
    return "".join(text for text in texts if text != squeezed(document.banner or "") and not footer.fullmatch(text))


def squeezed(text: str) -> str:
    return "".join(text.split())


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("name", EXAMPLE_NAMES)
@pytest.mark.parametrize("document", document_names())
def test_ear_page_and_phone_get_the_same(name: str, document: str, tmp_path: Path) -> None:
    form, data, tree = form_of(document), family_input(name, document), family_document(name, document)
    file = tmp_path / "document.pdf"
    file.write_bytes(form.render_pdf(data))
    passages, page = heard(file), seen(file, tree)

    phone = _Text()
    phone.feed(re.sub(r'<p class="banner">.*?</p>', "", form.render_html(data)))
    assert "".join(passage.text for passage in passages) == squeezed(phone.text)

    letters_heard, letters_seen = Counter("".join(passage.text for passage in passages)), Counter(page)
    assert letters_heard <= letters_seen
    if not any(isinstance(block, Grid) for block in leaves(tree)):
        assert letters_heard == letters_seen, "only a table's headers are seen twice"
    position = 0
    for passage in passages:
        if not passage.has_neighbours:
            found = page.find(passage.text, position)
            assert found >= 0, f"{passage} is not seen after {page[max(0, position - 80) : position]!r}"
            position = found + len(passage.text)
