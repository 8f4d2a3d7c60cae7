"""What is asked of every page in every state: axe-core finds nothing, nothing is cut off; and its picture, if wanted."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Error, Page

AXE = Path(__file__).with_name("axe.min.js").read_text("utf-8")
PHONE, DESK = 390, 1280
HEIGHT = 800
# WCAG 2.2's target size is off by default in axe.
RUN = "() => axe.run(document, {rules: {'target-size': {enabled: true}}})"
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
Scheme = Literal["light", "dark"]
# Each width and each scheme once, so that the suite stays quick; with pictures all four.
LOOKS: tuple[tuple[int, Scheme], ...] = ((PHONE, "light"), (DESK, "dark"))
PICTURES: tuple[tuple[int, Scheme], ...] = ((PHONE, "light"), (PHONE, "dark"), (DESK, "light"), (DESK, "dark"))


@dataclass
class Inspector:
    """Attributes:
    folder: where pictures go; None: none are taken.
    """

    folder: Path | None = None
    seen: set[str] = field(default_factory=set)

    def look(self, page: Page, name: str) -> None:
        """Inspect the page as it stands. `name`: of the state, for pictures and failures."""
        # A page that waits loads itself again; not while it is looked at.
        _hold_still(page)
        for width, scheme in PICTURES if self.folder else LOOKS:
            _as(page, width, scheme)
            found = _violations(page.evaluate(RUN))
            assert not found, f"{name} at {width} px, {scheme}: {found}"
            assert page.evaluate(WIDER) <= 0, f"{name} at {width} px is wider than its window"
        if self.folder is not None:
            for width, scheme in PICTURES:
                _as(page, width, scheme)
                page.screenshot(path=self.folder / f"{name}-{width}-{scheme}.png", full_page=True)
        _as(page, DESK, "light")
        self.seen.add(name)


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


def _as(page: Page, width: int, scheme: Scheme) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.emulate_media(color_scheme=scheme)


def _violations(answer: Any) -> list[str]:
    return [
        f"{one['id']}: {one['help']} at {', '.join(str(node['target']) for node in one['nodes'])}" for one in answer["violations"]
    ]
