"""A running service, customers of their own for each story, and people at their browsers."""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import psycopg

from service.cli.demonstration.person import Programme
from service.cli.demonstration.story import Story
from service.database.embedded import embedded_postgresql
from tests.acceptance.installation import Installation, Serving
from tests.acceptance.records import example


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

    def looked_two_years_ago(self) -> None:
        """He said that everything was right, and then time passed."""
        self.site.programme(self.email()).post(f"/v1/resellers/{self.customer_no}/provision-checks")
        with embedded_postgresql(self.site.installation.home) as server, psycopg.connect(server.url) as connection:
            connection.execute(
                """UPDATE resellers SET body = jsonb_set(body, '{checked_at}', to_jsonb(overlay(body->>'checked_at' placing %s from 1)))
                   WHERE customer_no = %s""",
                (str(self.site.today.year - 2), self.customer_no),
            )

    def _staff(self, role: str) -> Programme:
        return self.site.programme(f"{role}@sandbox.example")


@dataclass
class Site:
    """Attributes:
    today: in Berlin.
    added: addresses of users that stories brought along.
    visitors: so many came; each from an address of her own, or what is limited by address would stop the later stories.
    """

    installation: Installation
    serving: Serving
    today: date
    programmes: dict[str, Programme] = field(default_factory=dict)
    customers: int = 0
    added: set[str] = field(default_factory=set)
    visitors: int = 0

    @property
    def password(self) -> str:
        return next(iter(self.serving.passwords.values()))

    def programme(self, email: str) -> Programme:
        if email not in self.programmes:
            self.programmes[email] = Programme(self.serving.url, email, self.password)
        return self.programmes[email]

    def new_address(self) -> str:
        """Of a network for tests (RFC 2544)."""
        self.visitors += 1
        return f"198.18.{self.visitors >> 8}.{self.visitors & 255}"

    def second_team_lead(self) -> str:
        """Address of a colleague of the team lead's: what takes two persons takes two."""
        address = "zweite-leitung@sandbox.example"
        if address not in self.added:
            command = ("user", "add", address, "--role", "team_lead", "--name", "Nadia Öztürk", "--password", self.password)
            self.installation.succeed(*command)
            self.added.add(address)
        return address

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
