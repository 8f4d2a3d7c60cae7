"""What is asked of every page in every state: axe-core finds nothing, nothing is cut off, the keyboard reaches everything, and the window's
title says what the one heading says."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page

from tests.browser.ways import HEIGHT, Scheme, Way

AXE = Path(__file__).with_name("axe.min.js").read_text("utf-8")
# WCAG 2.2's target size is off by default in axe.
RUN = "() => axe.run(document, {rules: {'target-size': {enabled: true}}})"
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# WCAG 2.2, 1.4.10: as narrow as a window of 1280 px that is enlarged to 400 %; 1.4.12: with the reader's own spacing.
REFLOW = 320
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
BLUR = "() => document.activeElement?.blur()"
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


@dataclass
class Inspector:
    """Attributes:
    folder: where pictures go; None: none are taken.
    """

    folder: Path | None = None
    seen: set[str] = field(default_factory=set)

    def look(self, page: Page, name: str, way: Way) -> None:
        """Inspect the page as it stands. `name`: of the state, for pictures and failures."""
        # A page that waits loads itself again; not while it is looked at.
        _hold_still(page)
        for scheme in SCHEMES if self.folder else (way.scheme,):
            page.emulate_media(color_scheme=scheme)
            found = _violations(page.evaluate(RUN))
            assert not found, f"{name}, {way.name}, {scheme}: {found}"
            assert page.evaluate(WIDER) <= 0, f"{name} at {way.width} px is wider than its window"
            if scheme == way.scheme:
                _flows(page, name, way)
                _is_named(page, name)
            if self.folder is not None:
                self._picture(page, self.folder / f"{name}-{way.width}-{scheme}.png", way)
        if way.keyboard is not None:
            way.keyboard.walk(page)
        self.seen.add(name)

    def _picture(self, page: Page, file: Path, way: Way) -> None:
        page.evaluate(BLUR)
        page.set_viewport_size({"width": way.width, "height": HEIGHT})
        page.screenshot(path=file, full_page=True)


def _flows(page: Page, name: str, way: Way) -> None:
    """Nothing has to be scrolled sideways, however narrow the window and however wide the letters stand."""
    size = page.viewport_size
    page.set_viewport_size({"width": REFLOW, "height": HEIGHT})
    assert page.evaluate(WIDER) <= 0, f"{name} is wider than a window of {REFLOW} px"
    page.set_viewport_size(size or {"width": way.width, "height": HEIGHT})
    page.evaluate(
        "css => { const own = new CSSStyleSheet(); own.replaceSync(css); document.adoptedStyleSheets = [own]; }", SPACED
    )
    assert page.evaluate(WIDER) <= 0, f"{name} at {way.width} px is wider than its window once its letters stand apart"
    page.evaluate("() => { document.adoptedStyleSheets = []; }")


def _is_named(page: Page, name: str) -> None:
    """WCAG 2.2, 2.4.2 and 2.4.6: one heading of the first level, and the title begins with it."""
    headings = page.get_by_role("heading", level=1).all_inner_texts()
    assert len(headings) == 1, f"{name} has {len(headings)} headings of the first level"
    title = page.title().removeprefix("Fehler: ").removeprefix("Error: ")
    assert title.startswith(f"{' '.join(headings[0].split())} · Vorsorge"), f"{name}: „{title}“ does not say „{headings[0]}“"


def _hold_still(page: Page) -> None:
    """Stop the timers, unless the page is just being loaded again: then the new one's."""
    for _ in range(5):
        try:
            page.wait_for_load_state("load")
            page.evaluate("() => { for (let id = setTimeout(() => {}); id; id--) clearTimeout(id); }")
            page.evaluate(AXE)
        except Error:
            continue
        return


def _violations(answer: Any) -> list[str]:
    return [
        f"{one['id']}: {one['help']} at {', '.join(str(node['target']) for node in one['nodes'])}" for one in answer["violations"]
    ]
