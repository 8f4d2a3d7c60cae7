"""Who hears the document, who copies from the page and who reads it on the phone get the same sentences in the same order."""

import re
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest

from forms.power_of_attorney import render_html, render_pdf
from tests.forms.builders import EXAMPLE_NAMES, example
from tests.judges import judge

pytestmark = pytest.mark.judge
_INLINE = frozenset({"Link", "Span"})
_BESIDE_EACH_OTHER = frozenset({"TD", "TH"})
_PAGE_MARGIN = re.compile(r"^.*Seite \d+ von \d+$|^\s*TESTDOKUMENT – nicht rechtswirksam$")


@dataclass(frozen=True, slots=True)
class Passage:
    """What one element says, without spaces."""

    tag: str
    text: str


def heard(file: Path) -> list[Passage]:
    """The structure's text, element by element."""
    passages: list[Passage] = []
    for line in judge("pdfinfo", "-struct-text", str(file)).splitlines():
        said = re.fullmatch(r' *"(.*)"', line)
        element = re.fullmatch(r" *([A-Z]\w*)(?: \((?:block|inline)\))?:?", line)
        if element and element[1] not in _INLINE:
            passages.append(Passage(element[1], ""))
        elif said:
            last = passages.pop()
            passages.append(Passage(last.tag, last.text + squeezed(said[1])))
    return [passage for passage in passages if passage.text]


def seen(file: Path) -> str:
    """The pages' text as it stands, without header, footer and spaces."""
    lines = judge("pdftotext", "-layout", str(file), "-").splitlines()
    return squeezed("".join(line for line in lines if not _PAGE_MARGIN.match(line.lstrip("\f"))))


def squeezed(text: str) -> str:
    return "".join(text.split())


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("name", EXAMPLE_NAMES)
def test_ear_page_and_phone_get_the_same(name: str, tmp_path: Path) -> None:
    file = tmp_path / "document.pdf"
    file.write_bytes(render_pdf(example(name)))
    passages, page = heard(file), seen(file)

    phone = _Text()
    phone.feed(render_html(example(name)))
    assert "".join(passage.text for passage in passages) == squeezed(phone.text)

    assert Counter("".join(passage.text for passage in passages)) == Counter(page)
    position = 0
    for passage in passages:
        # Cells stand beside each other: what wraps is read line by line across the page.
        if passage.tag not in _BESIDE_EACH_OTHER:
            found = page.find(passage.text, position)
            assert found >= 0, f"{passage.tag} {passage.text!r} is not seen after {page[max(0, position - 80) : position]!r}"
            position = found + len(passage.text)
