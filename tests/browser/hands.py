"""How somebody works a page: with a finger, a mouse, or the keyboard alone. The stories do not know which.

Each pair of hands is given the thing itself (found by its accessible name) and brings it about as that person would.
"""

from typing import Protocol

from playwright.sync_api import FileChooser, Locator, Page, expect


class Hands(Protocol):
    """What anybody does to a page. Every method waits until the thing is there."""

    def activate(self, page: Page, thing: Locator) -> None:
        """Press a button, follow a link, fold a summary."""

    def write(self, page: Page, field: Locator, text: str) -> None:
        """What stood there is gone afterwards. Dates: `2026-11-24`, as the field's value."""

    def tick(self, page: Page, box: Locator, *, on: bool) -> None:
        """A checkbox, or one of several radio buttons."""

    def choose(self, page: Page, choice: Locator, option: str) -> None:
        """One of a list's options, by value or by what it says."""

    def attach(self, page: Page, field: Locator) -> FileChooser:
        """Open the browser's own window for files."""


class Mouse:
    """At a desk."""

    def activate(self, page: Page, thing: Locator) -> None:
        thing.click()

    def write(self, page: Page, field: Locator, text: str) -> None:
        self.activate(page, field)
        field.fill(text)

    def tick(self, page: Page, box: Locator, *, on: bool) -> None:
        if box.is_checked() is not on:
            self.activate(page, box)
        expect(box).to_be_checked(checked=on)

    def choose(self, page: Page, choice: Locator, option: str) -> None:
        choice.select_option(option)

    def attach(self, page: Page, field: Locator) -> FileChooser:
        with page.expect_file_chooser() as opening:
            self.activate(page, field)
        return opening.value


class Finger(Mouse):
    """On a telephone."""

    def activate(self, page: Page, thing: Locator) -> None:
        thing.tap()
