"""One's own log-ins and tokens, and the administration's page of everybody's."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrives
from tests.browser.site import Site
from tests.browser.test_emergency import ADMIN, AGENT

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]


def test_a_log_in_that_is_not_mine_is_ended_from_my_account(site: Site, arrives: Arrives) -> None:
    email = site.customer("sole-trader").email()
    stranger, owner = arrives(email), arrives(email)
    owner.open("/konto").look("account")
    owner.press("Alle anderen beenden")
    owner.does_not_see_button("Alle anderen beenden")

    stranger.open("/vorsorge")

    stranger.sees_title("Anmelden")


def test_a_token_is_shown_once_and_revoked(arrives: Arrives) -> None:
    agent = arrives(AGENT).open("/konto")
    agent.unfold("Neuen Token ausstellen")
    agent.look("account-new-token")
    agent.fill("Wofür?", "Ticketsystem")
    agent.check("Notfälle lesen")
    agent.press("Token ausstellen")
    agent.sees("Er wird nur dieses eine Mal gezeigt.")
    agent.look("account-token")
    agent.open("/konto")
    expect(agent.page.get_by_text("Er wird nur dieses eine Mal gezeigt.")).to_have_count(0)

    agent.press("Widerrufen: Ticketsystem")

    expect(agent.page.get_by_role("button", name="Widerrufen: Ticketsystem")).to_have_count(0)
    agent.look("account-token-revoked")


def test_the_administration_invites_shuts_out_and_lets_in_again(arrives: Arrives) -> None:
    admin = arrives(ADMIN).open("/zugaenge")
    admin.look("users")
    form, address = admin.part("Kundennummer (nur bei der Rolle Reseller)"), f"neu.{admin.way.name}@hoster.example"
    admin.fill("E-Mail-Adresse", address, within=form)
    admin.fill("Name", "Nele Neumann", within=form)
    admin.choose("Rolle", "agent", within=form)
    admin.press("Einladen")
    admin.follow("Zugänge")
    admin.fill("Name, Adresse oder Kundennummer", address)
    admin.press("Suchen")
    admin.follow("Nele Neumann")
    admin.sees(address)
    admin.look("user")
    admin.press("Zugang sperren")
    admin.sees("gesperrt")
    admin.look("user-disabled")

    admin.press("Zugang wieder freigeben")

    expect(admin.page.get_by_role("button", name="Zugang sperren")).to_be_visible()
