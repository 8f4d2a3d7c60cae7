"""The co-signer behind his link: reads, signs or refuses, with no account; the link opens one Vollmacht and nothing else."""

import re

import pytest

from service.domain.access import OPERATOR
from service.domain.ids import PowerOfAttorneyId
from service.domain.power_of_attorney import PowerOfAttorney, State
from service.use_cases.deliver_notices import deliver_notices
from tests.service.conftest import Site

SECOND = "zoe@pixelwerft.example"


@pytest.fixture
def link(invited: Site) -> str:
    deliver_notices(invited.tools)
    found = [head.token for notice, head in invited.world.post.sent if notice.recipient == SECOND]
    return f"/mitzeichnung/{found[0]}"


def vollmacht(site: Site) -> PowerOfAttorney:
    with site.tools.transactions(OPERATOR) as work:
        reseller = work.resellers.by_customer_no("K-10472")
        assert reseller is not None
        return work.powers_of_attorney.of(reseller.id)[0]


def newest_state(site: Site) -> str:
    """What the provider sends back, as the fake counts them."""
    return f"state-{site.world.signatures.states}"


def test_he_sees_the_whole_text_its_hash_and_who_signs(invited: Site, link: str) -> None:
    page = invited.browser().get(link)

    assert page.status_code == 200
    assert re.search(r"<code>[0-9a-f]{64}</code>", page.text)
    assert "Zoë Șerbănescu (Sie)" in page.text
    assert "noch offen" in page.text
    assert page.headers["referrer-policy"] == "same-origin"
    # `no-referrer` would make browsers send forms with `Origin: null`


def test_he_sees_what_the_pages_look_like_and_no_others(invited: Site, link: str) -> None:
    browser = invited.browser()
    page = browser.get(link).text
    images = re.findall(r'<img src="([^"]*/seiten/\d+)"[^>]* alt="Seite (\d) von \d', page)

    assert images
    assert [number for _, number in images] == [str(number) for number in range(1, len(images) + 1)]
    for address, _ in images:
        shown = browser.get(address)
        assert shown.headers["content-type"] == "image/png"
        assert shown.headers["cache-control"] == "no-store"
        assert shown.content.startswith(b"\x89PNG")
    assert browser.get(f"{link}/seiten/{len(images) + 1}").status_code == 404
    assert browser.get(f"{link}/seiten/0").status_code == 404


def test_he_signs_without_an_account_and_the_link_is_used_up(invited: Site, link: str) -> None:
    browser = invited.browser()

    step = browser.post(f"{link}/unterschreiben")
    while step.status_code == 303 and step.headers["location"].startswith("https://provider.example/"):
        step = browser.get("/signatures/callback", params={"state": newest_state(invited), "code": "code"})

    assert step.status_code == 200, step.headers
    assert "angenommen" in step.text
    assert vollmacht(invited).state is State.PARTIALLY_SIGNED
    assert browser.get(link).status_code == 409


def test_he_may_upload_a_file_signed_with_his_card_and_the_link_is_used_up(invited: Site, link: str) -> None:
    browser = invited.browser()
    file = browser.get(f"{link}/dokument").content

    refused = browser.post(f"{link}/hochladen", files={"file": ("a.pdf", file, "application/pdf")})
    accepted = browser.post(f"{link}/hochladen", files={"file": ("a.pdf", file + b"|signature-2", "application/pdf")})

    assert (refused.status_code, accepted.status_code) == (409, 200)
    assert f'href="{link}"' in refused.text
    assert "angenommen" in accepted.text
    assert vollmacht(invited).signed_fields == ("signature-2",)
    assert browser.get(link).status_code == 409


def test_a_file_that_another_of_them_signed_does_not_use_up_his_own_link(invited: Site, link: str) -> None:
    browser = invited.browser()
    file = browser.get(f"{link}/dokument").content + b"|signature-1"

    assert browser.post(f"{link}/hochladen", files={"file": ("a.pdf", file, "application/pdf")}).status_code == 303

    assert vollmacht(invited).signed_fields == ("signature-1",)
    assert "Jetzt unterschreiben" in browser.get(link).text


def test_he_may_choose_among_the_providers_and_only_among_them(invited: Site, link: str) -> None:
    browser = invited.browser()
    assert re.findall(r'<option value="([^"]*)"', browser.get(link).text) == ["sandbox", "other"]

    assert browser.post(f"{link}/unterschreiben", data={"provider": "nobody"}).status_code == 422
    assert browser.post(f"{link}/unterschreiben", data={"provider": "other"}).status_code == 303

    with invited.tools.transactions(OPERATOR) as work:
        document = work.documents.of(vollmacht(invited).id)
        assert document is not None
        assert [one.provider for one in work.signature_requests.of(document.id)] == ["other"]


def test_the_callback_of_a_link_is_worth_nothing_in_another_browser(invited: Site, link: str) -> None:
    assert invited.browser().post(f"{link}/unterschreiben").status_code == 303

    stolen = invited.browser().get("/signatures/callback", params={"state": newest_state(invited), "code": "code"})

    assert stolen.headers["location"].startswith("/anmelden")
    assert vollmacht(invited).state is State.AWAITING_SIGNATURES


def test_he_refuses_with_a_reason_that_everybody_reads(invited: Site, link: str) -> None:
    page = invited.browser().post(f"{link}/ablehnen", data={"reason": "Ich bin ausgeschieden."})

    assert page.status_code == 200
    assert vollmacht(invited).state is State.DISCARDED
    deliver_notices(invited.tools)
    reasons = {notice.values.get("reason") for notice, _ in invited.world.post.sent}
    assert "Ich bin ausgeschieden." in reasons


def test_the_link_opens_one_vollmacht_and_nothing_else(invited: Site, link: str) -> None:
    browser = invited.browser()
    browser.post(f"{link}/unterschreiben")
    id: PowerOfAttorneyId = vollmacht(invited).id

    for path in ("/vorsorge", f"/vollmacht/{id}", f"/vollmacht/{id}/dokument", "/kunden"):
        assert browser.get(path).headers["location"].startswith("/anmelden"), path
    assert browser.get("/v1/me").status_code == 401
    assert browser.get(f"{link}/dokument").headers["content-disposition"].startswith("attachment")
