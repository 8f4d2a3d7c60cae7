"""The whole application on a real database; documents, signatures and archive are the fakes at the ports."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from service.app import create_app
from service.database.transactions import DatabaseTransactions
from service.domain.access import OPERATOR, Role
from service.use_cases.archive_document import archive_waiting
from service.use_cases.import_records import import_records
from service.use_cases.manage_tokens import issue_token
from service.use_cases.manage_users import create_user
from service.use_cases.ports import Tools
from service.use_cases.seal_document import seal_waiting
from service.web.state import WebState
from service.wiring.chance import clock, new_id, new_token
from tests.fakes.world import World
from tests.service.use_cases.story import example

ORIGIN = "http://vorsorge.example"
PASSWORD = "sandbox"


@dataclass(frozen=True)
class Site:
    """The application and people who use it.

    Attributes:
        world: the fakes behind it, to make the provider refuse or the archive go away.
    """

    app: FastAPI
    tools: Tools
    world: World

    def api(self, who: str) -> TestClient:
        """A programme with that user's token."""
        client = TestClient(self.app, base_url=ORIGIN)
        client.headers["authorization"] = f"Bearer {issue_token(who, self.tools)}"
        return client

    def browser(self, who: str | None = None) -> TestClient:
        """A browser, logged in if somebody is named."""
        client = TestClient(self.app, base_url=ORIGIN, follow_redirects=False)
        if who is not None:
            assert client.post("/anmelden", data={"email": who, "password": PASSWORD}).status_code == 303
        return client

    def later(self, delta: timedelta) -> Tools:
        """The same tools after that time."""
        return replace(self.tools, clock=lambda: clock() + delta)

    def after(self, delta: timedelta) -> "Site":
        """The same site after that time."""
        tools = self.later(delta)
        return Site(create_app(WebState(tools=tools, public_url=ORIGIN), version="0"), tools, self.world)

    def on_unsound_ground(self, error: Exception) -> "Site":
        """The same site while its disk is full, or its clocks differ."""

        def refuse(provider: str | None = None) -> None:
            raise error

        tools = replace(self.tools, require_sound_ground=refuse)
        return Site(
            create_app(WebState(tools=tools, public_url=ORIGIN, provider_origins=("https://provider.example",)), version="0"),
            tools,
            self.world,
        )

    def work_off(self) -> None:
        """What the queue would do."""
        seal_waiting(self.tools)
        archive_waiting(self.tools)


@pytest.fixture
def site(transactions: DatabaseTransactions) -> Site:
    world = World()
    tools = replace(world.tools(), transactions=transactions, clock=clock, new_id=new_id, new_token=new_token)
    for role in (Role.AGENT, Role.TEAM_LEAD, Role.AUDITOR, Role.ADMIN):
        create_user(f"{role.value}@hoster.example", role, tools, password=PASSWORD)
    import_records([example("gmbh-joint"), example("sole-trader")], OPERATOR, tools)
    app = create_app(WebState(tools=tools, public_url=ORIGIN, provider_origins=("https://provider.example",)), version="0")
    return Site(app, tools, world)
