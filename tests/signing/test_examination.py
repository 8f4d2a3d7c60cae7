"""`provider check`: what is wrong is found at its step, laid at the right door, and comes with a remedy."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from signing.provider import ClientSecret, CscClient
from signing.provider.examination import Blame, Examined, Finding, Outcome, examine
from tests.certificates import server_certificate
from tests.signing.served import RETURN_TO, Sandbox, loopback, url_of

PROFILES = ["sandbox", "sandbox-v1", "sandbox-v1-device", "sandbox-v2.0", "sandbox-v2.2-percent"]
ECDSA, RSA = "1.2.840.10045.4.3.2", "1.2.840.113549.1.1.11"


def examined(
    sandbox: Sandbox, name: str = "sandbox", *, secret: str | None = None, lists: bool = True, **quirks: object
) -> list[Finding]:
    profile = replace(sandbox.profile(name), **quirks)  # type: ignore[arg-type]
    known = sandbox.secret if secret is None else replace(sandbox.secret, client_secret=secret)
    registry = sandbox.authority.registry(sandbox.clock()) if lists else None
    with closing(CscClient(profile, known, clock=sandbox.clock)) as client:
        return list(examine(Examined(client, known, sandbox.fetcher, RETURN_TO, "Zoë Łukaszewicz", registry, sandbox.clock)))


def failures(found: list[Finding]) -> dict[str, Blame | None]:
    for one in found:
        assert one.remedy or one.outcome in {Outcome.OK, Outcome.SKIPPED}, one
        assert one.blame or one.outcome in {Outcome.OK, Outcome.SKIPPED}, one
    return {one.step: one.blame for one in found if one.outcome is Outcome.FAILURE}


@pytest.mark.parametrize("name", PROFILES)
def test_nothing_is_wrong_with_a_profile_that_fits(sandbox: Sandbox, name: str) -> None:
    found = examined(sandbox, name)

    assert failures(found) == {}
    assert {one.step for one in found} >= {"reach", "info", "methods", "metadata", "timestamps"}


def test_all_that_can_be_known_without_a_human_is_looked_at(sandbox: Sandbox) -> None:
    steps = [one.step for one in examined(sandbox) if one.outcome is Outcome.OK]

    assert steps == [
        "reach", "info", "methods", "metadata", "authorisation", "authorisation", "service-token", "credentials", "scal", "mode",
        "multisign", "key", "certificate", "timestamps",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "quirks", "step"),
    [
        ("sandbox", {"api_version": "2.0"}, "info"),
        ("sandbox", {"operation": "asynchronous"}, "info"),
        ("sandbox", {"operation": "asynchronous"}, "methods"),
        ("sandbox", {"credential_authorisation": "authorize", "activation": "sad"}, "mode"),
        ("sandbox", {"token_path": "/token"}, "metadata"),
        ("sandbox", {"issuer": None}, "metadata"),
        ("sandbox", {"issuer": "https://other.example"}, "metadata"),
        ("sandbox", {"authorisation_details_type": "other"}, "metadata"),
        ("sandbox", {"api_path": "/csc/v3"}, "info"),
        ("sandbox", {"timestamp_urls": ()}, "timestamps"),
        ("sandbox-v1", {"client_authentication": "basic"}, "metadata"),
        ("sandbox-v1-device", {"credential_scal": "2", "certificate_information": True}, "credentials"),
        ("sandbox-v2.0", {"account_token": False}, "authorisation"),
        ("sandbox-v2.2-percent", {"pushed_authorise_path": "/oauth2/pushed_authorize"}, "authorisation"),
    ],
)  # fmt: skip
def test_a_wrong_profile_is_our_fault(sandbox: Sandbox, name: str, quirks: dict[str, Any], step: str) -> None:
    assert failures(examined(sandbox, name, **quirks))[step] is Blame.OURS


def test_a_wrong_secret_is_our_fault_and_named_before_anything_that_needs_it(sandbox: Sandbox) -> None:
    found = examined(sandbox, secret="wrong")

    assert failures(found) == {"authorisation": Blame.OURS, "service-token": Blame.OURS} or failures(found) == {
        "authorisation": Blame.OURS
    }
    assert "CLIENT_SECRET" in next(one.remedy for one in found if one.step == "authorisation")


def test_a_credential_that_cannot_sign_here_says_why(sandbox: Sandbox) -> None:
    found = examined(sandbox, signature_algorithms=(RSA,))

    assert failures(found) == {"credentials": Blame.PROVIDER}
    assert ECDSA in next(one.text for one in found if one.step == "credentials")


def test_a_certificate_that_no_list_vouches_for_is_not_qualified(sandbox: Sandbox) -> None:
    sandbox.clock.move(days=400)  # the lists have run out

    found = failures(examined(sandbox))

    assert found == {"certificate": Blame.LISTS, "timestamps": Blame.LISTS}


def test_without_lists_that_step_is_left_out_and_says_so(sandbox: Sandbox) -> None:
    found = examined(sandbox, lists=False)

    assert [one.step for one in found if one.outcome is Outcome.SKIPPED] == ["certificate", "timestamps"]


def test_a_clock_that_is_wrong_is_ours(sandbox: Sandbox) -> None:
    profile, now = sandbox.profile(), sandbox.clock()

    with closing(CscClient(profile, sandbox.secret, clock=lambda: now)) as client:
        asked = Examined(
            client, sandbox.secret, sandbox.fetcher, RETURN_TO, "Zoë Łukaszewicz", sandbox.authority.registry(now), lambda: now - timedelta(seconds=90)
        )  # fmt: skip
        found = list(examine(asked))

    assert failures(found) == {"clock": Blame.OURS}


def test_an_address_where_nobody_is_is_the_networks_fault_and_the_rest_is_left_out(sandbox: Sandbox) -> None:
    nobody = loopback()
    address = url_of(nobody)
    nobody.close()

    found = examined(sandbox, base_url=address)

    assert failures(found) == {"reach": Blame.NETWORK}
    assert [one.step for one in found if one.outcome is Outcome.SKIPPED] == ["info", "metadata", "authorisation", "credentials"]


def test_a_name_that_does_not_exist_is_the_networks_fault(sandbox: Sandbox) -> None:
    assert failures(examined(sandbox, base_url="http://provider.invalid")) == {"reach": Blame.NETWORK}


@pytest.fixture
def untrusted(tmp_path: Path) -> Iterator[str]:
    """A server whose certificate nobody vouches for; it only ever shakes hands."""
    context, _ = server_certificate(tmp_path, "127.0.0.1")
    listening = loopback()
    listening.listen(8)
    listening.settimeout(20)

    def shake() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                with suppress(OSError), context.wrap_socket(connection, server_side=True):
                    pass

    thread = threading.Thread(target=shake)
    thread.start()
    yield url_of(listening).replace("http://", "https://")
    with suppress(OSError):
        listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join(20)


def test_a_certificate_of_the_server_that_does_not_hold_is_found_before_a_secret_is_sent(
    sandbox: Sandbox, untrusted: str
) -> None:
    found = examined(sandbox, base_url=untrusted)

    assert failures(found) == {"tls": Blame.PROVIDER}
    assert "self-signed" in next(one.text for one in found if one.step == "tls")


def test_secrets_are_in_no_finding_and_no_representation(sandbox: Sandbox) -> None:
    known = ClientSecret("id", "s3cret", account_id="acc0unt")

    assert "s3cret" not in repr(known)
    assert "acc0unt" not in repr(known)
    assert not any(sandbox.secret.client_secret in one.text + one.remedy for one in examined(sandbox))
