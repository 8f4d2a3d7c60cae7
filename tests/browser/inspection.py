"""What is asked of every page in every state: axe-core finds nothing, nothing is cut off, the keyboard reaches everything."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page

from tests.browser.ways import HEIGHT, Scheme, Way

AXE = Path(__file__).with_name("axe.min.js").read_text("utf-8")
# WCAG 2.2's target size is off by default in axe.
RUN = "() => axe.run(document, {rules: {'target-size': {enabled: true}}})"
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
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
            if self.folder is not None:
                self._picture(page, self.folder / f"{name}-{way.width}-{scheme}.png", way)
        if way.keyboard is not None:
            way.keyboard.walk(page)
        self.seen.add(name)

    def _picture(self, page: Page, file: Path, way: Way) -> None:
        page.evaluate(BLUR)
        page.set_viewport_size({"width": way.width, "height": HEIGHT})
        page.screenshot(path=file, full_page=True)


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
