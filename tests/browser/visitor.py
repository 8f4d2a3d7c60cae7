"""One person at a browser of her own, with her own pair of hands."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Download, FilePayload, Locator, Page, expect

from tests.browser.inspection import Inspector
from tests.browser.site import Site
from tests.browser.ways import HEIGHT, Way

Name = str | re.Pattern[str]
PATIENCE_MS = 30_000


class Visitor:
    """Things are found by their accessible names, as she finds them; `within` narrows it to a part of the page."""

    def __init__(self, browser: Browser, site: Site, inspector: Inspector, way: Way, *, scripts: bool = True) -> None:
        self.site, self.way, self._inspector = site, way, inspector
        self.context = browser.new_context(
            base_url=site.serving.url,
            locale="de-DE",
            viewport={"width": way.width, "height": HEIGHT},
            timezone_id="Europe/Berlin",
            java_script_enabled=scripts,
            has_touch=way.touches,
            color_scheme=way.scheme,
            extra_http_headers={"x-forwarded-for": site.new_address()},
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)

    def close(self) -> None:
        self.context.close()

    def open(self, path: str) -> "Visitor":
        self.page.goto(path)
        return self

    def log_in(self, email: str) -> "Visitor":
        """Not by her hands: the log-in has stories of its own."""
        entered = self.context.request.post("/anmelden", form={"email": email, "password": self.site.password})
        assert entered.ok, entered.text()
        return self.open("/")

    # What she does

    def press(self, name: Name, *, within: Locator | None = None) -> None:
        """A button; afterwards she is where it leads."""
        with self._led_on():
            self.way.hands.activate(self.page, self.button(name, within=within))

    def follow(self, name: Name, *, within: Locator | None = None) -> None:
        """A link; afterwards she is where it leads."""
        with self._led_on():
            self.way.hands.activate(self.page, self._in(within).get_by_role("link", name=name).first)

    def unfold(self, name: str, *, within: Locator | None = None) -> None:
        self.way.hands.activate(self.page, self._in(within).locator("summary", has_text=name).first)

    def fill(self, label: Name, text: str, *, within: Locator | None = None) -> None:
        self.way.hands.write(self.page, self.field(label, within=within), text)

    def check(self, label: Name, *, within: Locator | None = None) -> None:
        """A box, or one of several radio buttons."""
        self.way.hands.tick(self.page, self.field(label, within=within), on=True)

    def uncheck(self, label: Name, *, within: Locator | None = None) -> None:
        self.way.hands.tick(self.page, self.field(label, within=within), on=False)

    def choose(self, label: Name, option: str, *, within: Locator | None = None) -> None:
        """From a list: by the option's value or by what it says."""
        self.way.hands.choose(self.page, self.field(label, within=within), option)

    def attach(self, label: Name, file: Path | FilePayload) -> None:
        self.way.hands.attach(self.page, self.field(label)).set_files(file)

    def download(self, name: Name, *, within: Locator | None = None) -> Download:
        """Follow a link to a file; she stays where she is."""
        with self.page.expect_download() as arriving:
            self.way.hands.activate(self.page, self._in(within).get_by_role("link", name=name).first)
        return arriving.value

    def receive(self, name: Name, *, within: Locator | None = None) -> Download:
        """Press a button that gives a file; she stays where she is."""
        with self.page.expect_download() as arriving:
            self.way.hands.activate(self.page, self.button(name, within=within))
        return arriving.value

    def consent(self, given_name: str | None = None, surname: str | None = None) -> None:
        """Through both pages of the provider and back; another name than the one asked for is another person's certificate."""
        if given_name and surname:
            self.fill("Vorname", given_name)
            self.fill("Nachname", surname)
        self.press("Weiter")
        self.press("Signieren")

    # What she sees

    def look(self, name: str) -> None:
        self._inspector.look(self.page, name, self.way)

    def sees(self, text: Name) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def sees_title(self, text: Name) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(text)

    def does_not_see_button(self, name: str) -> None:
        expect(self.button(name)).to_have_count(0)

    def is_told(self, text: Name) -> None:
        """Refused: what is wrong stands above the form, and the focus is there."""
        summary = self.page.get_by_role("alert")
        expect(summary).to_contain_text(text)
        expect(summary).to_be_focused()

    # How she finds things

    def button(self, name: Name, *, within: Locator | None = None) -> Locator:
        return self._in(within).get_by_role("button", name=name, exact=isinstance(name, str))

    def field(self, label: Name, *, within: Locator | None = None) -> Locator:
        """By the beginning of what stands beside it: „Name“ is not „Kundennummer, Name oder Domain“."""
        found = re.compile(rf"^\s*{re.escape(label)}") if isinstance(label, str) else label
        return self._in(within).get_by_label(found)

    def part(self, text: str) -> Locator:
        """The smallest framed part of the page that says so."""
        return self.page.locator("section, article, li, form", has_text=text).last

    def _in(self, within: Locator | None) -> Locator:
        return within or self.page.locator("body")

    @contextmanager
    def _led_on(self) -> Iterator[None]:
        """Keys return before the browser has gone anywhere."""
        with self.page.expect_navigation(wait_until="load"):
            yield
