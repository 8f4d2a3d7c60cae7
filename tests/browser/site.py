"""A running service, customers of their own for each story, and people at their browsers."""

import copy
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from playwright.sync_api import Browser, Page, expect

from service.cli.demonstration.person import Programme
from service.cli.demonstration.story import Story
from tests.acceptance.installation import Installation, Serving
from tests.acceptance.records import example
from tests.browser.inspection import DESK, HEIGHT, Inspector


class Customer(Story):
    """One reseller; the steps of the main job by API, for stories that begin in its middle."""

    def __init__(self, site: "Site", record: dict[str, Any]) -> None:
        self.site = site
        content = json.dumps(record, ensure_ascii=False).encode()
        super().__init__(site.serving.url, site.password, content, record, site.today)

    @property
    def number(self) -> str:
        return str(self.agent.get(f"/v1/powers-of-attorney/{self.power}")["number"])

    def email(self, number: int = 0) -> str:
        """Address of the representative with that number in the record."""
        return str(self.record["representatives"][number]["email"])

    def go(self, *steps: Callable[[], str]) -> "Customer":
        for step in steps:
            step()
        return self

    def _staff(self, role: str) -> Programme:
        return self.site.programme(f"{role}@sandbox.example")


@dataclass
class Site:
    """Attributes:
    today: in Berlin.
    """

    installation: Installation
    serving: Serving
    today: date
    programmes: dict[str, Programme] = field(default_factory=dict)
    customers: int = 0

    @property
    def password(self) -> str:
        return next(iter(self.serving.passwords.values()))

    def programme(self, email: str) -> Programme:
        if email not in self.programmes:
            self.programmes[email] = Programme(self.serving.url, email, self.password)
        return self.programmes[email]

    def customer(self, name: str = "gmbh-joint") -> Customer:
        """A reseller of this story only: an example under its own number and addresses."""
        self.customers += 1
        record = copy.deepcopy(example(name))
        record["reseller"]["customer_no"] = f"K-{70000 + self.customers}"
        for person in [*record["representatives"], *record["emergency_contacts"]]:
            person["email"] = person["email"].replace("@", f"@{self.customers}.")
        customer = Customer(self, record)
        customer.import_record()
        return customer

    def close(self) -> None:
        for programme in self.programmes.values():
            programme.close()


class Visitor:
    """One person at a browser of her own."""

    def __init__(self, browser: Browser, site: Site, inspector: Inspector, *, scripts: bool = True) -> None:
        self.site, self._inspector = site, inspector
        self.context = browser.new_context(
            base_url=site.serving.url,
            locale="de-DE",
            viewport={"width": DESK, "height": HEIGHT},
            timezone_id="Europe/Berlin",
            java_script_enabled=scripts,
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(30_000)

    def close(self) -> None:
        self.context.close()

    def open(self, path: str) -> "Visitor":
        self.page.goto(path)
        return self

    def log_in(self, email: str) -> "Visitor":
        self.open("/anmelden")
        self.fill("E-Mail-Adresse", email)
        self.fill("Passwort", self.site.password)
        self.press("Anmelden")
        expect(self.page.get_by_role("button", name="Abmelden")).to_be_visible()
        return self

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label).fill(text)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()

    def consent(self, given_name: str | None = None, surname: str | None = None) -> None:
        """Through both pages of the provider and back; another name than the one asked for is another person's certificate."""
        if given_name and surname:
            self.page.get_by_label("Vorname").fill(given_name)
            self.page.get_by_label("Nachname").fill(surname)
        self.press("Weiter")
        self.press("Signieren")

    def unfold(self, name: str) -> None:
        self.page.locator("summary", has_text=name).first.click()

    def look(self, name: str) -> None:
        self._inspector.look(self.page, name)

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def sees_title(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(text)

    def does_not_see_button(self, name: str) -> None:
        expect(self.page.get_by_role("button", name=name, exact=True)).to_have_count(0)
