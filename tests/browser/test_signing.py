"""The reseller reads and signs; the second director does; and everything that can go wrong between."""

import json
import signal
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Arrives
from tests.browser.site import Customer, Site
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]
FIRST, SECOND = 0, 1


def test_both_directors_read_and_sign_until_it_is_archived(site: Site, arrives: Arrives) -> None:
    gmbh = site.customer()
    first = arrives(gmbh.email(FIRST))
    first.look("vorsorge-empty")

    first.follow("Vollmacht vorbereiten")
    first.sees("Es unterschreiben 2 Personen gemeinsam")
    first.look("vollmacht-who-signs")
    first.press("Weiter: Was erlaubt ist")
    first.look("vollmacht-scopes")
    first.press("Weiter: Ab wann")
    first.look("vollmacht-terms")
    first.press("Weiter: Lesen")
    first.look("vollmacht-preview")
    first.press("Zur Unterschrift freigeben")
    first.look("vollmacht-my-turn")
    first.follow("Erst lesen")
    first.look("vollmacht-reading")
    first.press("Jetzt unterschreiben")
    first.consent()

    first.sees_title("Ihre Unterschrift ist angenommen")
    first.sees("Es fehlt noch: Zoë Șerbănescu.")
    first.look("signature-accepted")
    first.follow("Zur Vollmacht")
    first.look("vollmacht-waits-for-the-other")
    address = first.page.url

    second = arrives(gmbh.email(SECOND))
    second.look("vorsorge-my-turn")
    second.open(address)
    second.look("vollmacht-second-signer")
    second.press("Jetzt unterschreiben")
    second.consent()
    second.sees_title("Ihre Unterschrift ist angenommen")
    second.look("signature-last-accepted")
    second.follow("Zur Vollmacht")
    second.sees("archiviert")
    second.sees("unterschrieben, wird geprüft")
    second.look("vollmacht-under-review")

    second.follow("Prüfbericht")
    second.sees("Gültig")
    second.look("verdict-of-a-vollmacht")


def test_nothing_ticked_is_said_beside_the_form(site: Site, arrives: Arrives) -> None:
    visitor = arrives(site.customer("sole-trader").email()).open("/vollmacht/neu")
    visitor.press("Weiter: Was erlaubt ist")
    for name in ticked(visitor):
        visitor.uncheck(name)
    visitor.press("Weiter: Ab wann")

    visitor.is_told("Bitte kreuzen Sie mindestens eine Befugnis an.")
    visitor.look("vollmacht-scopes-refused")


def test_terms_out_of_bounds_are_said_beside_the_field(site: Site, arrives: Arrives) -> None:
    visitor = arrives(site.customer("sole-trader").email()).open("/vollmacht/neu")
    visitor.press("Weiter: Was erlaubt ist")
    visitor.press("Weiter: Ab wann")
    visitor.fill("So lange warten wir", "7")
    visitor.fill("Höchstens so viel Euro", "viel")
    visitor.press("Weiter: Lesen")

    visitor.is_told("Bitte geben Sie einen Betrag an")
    visitor.look("vollmacht-terms-refused")


def test_the_next_vollmacht_shows_what_is_different(site: Site, arrives: Arrives) -> None:
    trader = site.customer("sole-trader")
    trader.go(trader.render, trader.sign, trader.archive)
    visitor = arrives(trader.email()).open("/vollmacht/neu")
    visitor.press("Weiter: Was erlaubt ist")
    visitor.uncheck("Domains verlängern")
    visitor.press("Weiter: Ab wann")
    visitor.fill("So viele Jahre", "2")
    visitor.press("Weiter: Lesen")

    visitor.sees(f"Das ist anders als in {trader.number}")
    visitor.sees("2 Jahre")
    visitor.look("vollmacht-preview-changes")


def test_who_declines_at_the_provider_may_begin_anew(site: Site, arrives: Arrives) -> None:
    signer = ready_to_sign(site.customer("sole-trader"), arrives)
    signer.press("Jetzt unterschreiben")
    signer.press("Ablehnen")

    signer.sees_title("Sie haben nicht unterschrieben")
    signer.look("signature-declined")
    signer.press("Neu beginnen")
    signer.consent()
    signer.sees_title("Ihre Unterschrift ist angenommen")


def test_another_persons_certificate_is_refused_with_both_names(site: Site, arrives: Arrives) -> None:
    signer = ready_to_sign(site.customer("sole-trader"), arrives)
    signer.press("Jetzt unterschreiben")
    signer.consent("Erika", "Mustermann")

    signer.sees_title("Der Name passt nicht")
    signer.look("signature-name-mismatch")
    signer.does_not_see_button("Noch einmal versuchen")


def test_a_leg_that_expired_says_so(site: Site, arrives: Arrives) -> None:
    signer = ready_to_sign(site.customer("sole-trader"), arrives)
    signer.press("Jetzt unterschreiben")
    callback = held_return(signer)
    code = callback.split("code=")[1].split("&")[0]
    signer.open(callback.replace(code, "spent"))

    signer.sees_title("Die Freigabe ist abgelaufen")
    signer.look("signature-expired")
    signer.open(callback)
    signer.sees_title("Die Freigabe ist abgelaufen")


def test_who_left_the_provider_can_go_on(site: Site, arrives: Arrives) -> None:
    signer = ready_to_sign(site.customer("sole-trader"), arrives)
    address = signer.page.url
    signer.press("Jetzt unterschreiben")
    signer.page.wait_for_selector("text=Beim Signaturdienst anmelden")
    signer.open(f"{address}/unterschrift")

    signer.sees_title("Noch nicht unterschrieben")
    signer.look("signature-left-open")
    signer.press("Fortsetzen")
    signer.consent()
    signer.sees_title("Ihre Unterschrift ist angenommen")


def test_while_the_provider_is_away_nothing_is_lost(site: Site, arrives: Arrives) -> None:
    signer = ready_to_sign(site.customer("sole-trader"), arrives)
    signer.press("Jetzt unterschreiben")
    callback = held_return(signer)
    provider = provider_process(site)
    provider.send_signal(signal.SIGSTOP)
    try:
        signer.open(callback)
        signer.sees_title("Der Signaturdienst antwortet nicht")
        signer.look("signature-provider-away")
    finally:
        provider.send_signal(signal.SIGCONT)
    signer.press("Noch einmal versuchen")
    signer.consent()
    signer.sees_title("Ihre Unterschrift ist angenommen")


def test_two_directors_do_not_sign_at_the_same_time(site: Site, arrives: Arrives) -> None:
    gmbh = site.customer()
    first = ready_to_sign(gmbh, arrives)
    first.press("Jetzt unterschreiben")
    first.page.wait_for_selector("text=Beim Signaturdienst anmelden")
    second = arrives(gmbh.email(SECOND)).open(f"/vollmacht/{gmbh.power}")
    second.press("Jetzt unterschreiben")

    second.sees_title("Gerade unterschreibt jemand anderes")
    second.look("signature-another-signer")
    second.follow("Zurück zur Vollmacht")
    second.sees_title("Vollmacht VM-")


def test_a_forged_return_from_the_provider_changes_nothing(site: Site, arrives: Arrives) -> None:
    signer = arrives(site.customer("sole-trader").email()).open("/signatures/callback?state=forged&code=1")

    signer.sees_title("Dieser Signaturvorgang ist nicht mehr offen")
    signer.look("signature-unknown-return")


def test_a_file_that_is_not_the_current_one_is_refused(site: Site, arrives: Arrives, tmp_path: Path) -> None:
    gmbh = site.customer()
    first = ready_to_sign(gmbh, arrives)
    issued = downloaded(first, tmp_path / "issued.pdf")
    by_first = signed_by(site, issued, "Jürgen Maximilian Groß-Weiß")
    stranger = signed_by(site, issued, "Erika Mustermann", "stranger")

    upload(first, issued)
    first.sees_title("Diese Datei haben wir nicht angenommen")
    first.sees("keine (neue) Unterschrift")
    first.look("upload-without-signature")
    upload(first.open(f"/vollmacht/{gmbh.power}"), stranger)
    first.sees_title("Diese Datei haben wir nicht angenommen")
    first.look("upload-of-a-stranger")
    upload(first.open(f"/vollmacht/{gmbh.power}"), by_first)
    first.sees("Es fehlt noch: Zoë Șerbănescu.")
    second = arrives(gmbh.email(SECOND)).open(f"/vollmacht/{gmbh.power}")
    upload(second, signed_by(site, issued, "Zoë Șerbănescu"))
    second.sees_title("Diese Datei ist nicht mehr aktuell")
    second.look("upload-stale")


def test_when_the_waiting_is_over_the_focus_is_at_the_heading(site: Site, sits_down: Arrives, tmp_path: Path) -> None:
    trader = site.customer("sole-trader")
    signer = ready_to_sign(trader, sits_down)
    signed = signed_by(site, downloaded(signer, tmp_path / "issued.pdf"), "Ines Krämer")
    provider = provider_process(site)
    provider.send_signal(signal.SIGSTOP)
    try:
        upload(signer, signed)
        signer.sees("wird versiegelt")
        link = signer.page.get_by_role("link", name="Text lesen")
        link.focus()
        # It asks again and again; as long as nothing is new, nobody is disturbed.
        for _ in range(2):
            with signer.page.expect_response(lambda answer: "gesehen=" in answer.url) as asked:
                pass
            assert asked.value.status == 204
        expect(link).to_be_focused()
    finally:
        provider.send_signal(signal.SIGCONT)

    expect(signer.page.get_by_text("archiviert", exact=True)).to_be_visible(timeout=90_000)
    expect(signer.page.get_by_role("heading", level=1)).to_be_focused()


def test_the_second_director_refuses_with_a_reason(site: Site, arrives: Arrives) -> None:
    gmbh = site.customer()
    gmbh.render()
    second = arrives(gmbh.email(SECOND)).open(f"/vollmacht/{gmbh.power}")
    second.unfold("Ich unterschreibe nicht")
    second.fill("Begründung", "Der Kostenrahmen ist mir zu hoch.")
    second.look("vollmacht-refusing")
    second.press("Verwerfen")

    second.sees("verworfen")
    second.look("vollmacht-discarded")


def ready_to_sign(customer: Customer, arrives: Arrives) -> Visitor:
    customer.render()
    return arrives(customer.email(FIRST)).open(f"/vollmacht/{customer.power}")


def held_return(signer: Visitor) -> str:
    """The address that the provider sends the signer back to, before he gets there."""
    held: list[str] = []

    def hold(route: Route) -> None:
        held.append(route.fetch(max_redirects=0).headers["location"])
        route.fulfill(body="held")

    signer.page.route("**/oauth2/authorize", hold)
    signer.press("Weiter")
    signer.page.get_by_text("held").wait_for()
    signer.page.unroute("**/oauth2/authorize")
    return held[0]


def ticked(visitor: Visitor) -> list[str]:
    """The chosen scopes, by their names."""
    return visitor.page.locator("label:has([name=scopes]:checked) strong").all_inner_texts()


def downloaded(visitor: Visitor, file: Path) -> Path:
    visitor.download("PDF herunterladen").save_as(file)
    return file


def signed_by(site: Site, file: Path, name: str, kind: str = "good") -> Path:
    out = file.with_name(f"{kind}.pdf")
    site.installation.succeed("sandbox", "sign", str(file), "--as", kind, "--name", name, "--out", str(out))
    return out


def upload(visitor: Visitor, file: Path) -> None:
    visitor.unfold("Mit Karte oder einem anderen Dienst unterschrieben?")
    visitor.attach("Unterschriebenes PDF", file)
    visitor.press("Hochladen und prüfen")


def provider_process(site: Site) -> psutil.Process:
    facts = json.loads((site.installation.home / "run" / "sandbox.json").read_text())
    return psutil.Process(int(facts["pid"]))
