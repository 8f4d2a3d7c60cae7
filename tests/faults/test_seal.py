"""The hoster's seal on a letter: verifiable offline, and never a reason for a letter to wait."""

from collections.abc import Iterator

import pytest

from service.signatures.judging import Judge
from service.signatures.sealing import HosterSeals, seal_key
from tests.fault_proxy import status
from tests.faults.signing_world import TIMESTAMPS, SigningWorld, judged_here, signing_world
from tests.signing.builders import issued_pdf


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SigningWorld]:
    with signing_world(tmp_path_factory.mktemp("seal")) as world:
        yield world


@pytest.fixture
def world(shared: SigningWorld) -> SigningWorld:
    shared.forget()
    return shared


def sealed(world: SigningWorld) -> bytes:
    key = seal_key(world.sandbox.authority.installation.directory / "seal.p12", None)
    seals = HosterSeals(lambda: key, world.fetcher, (TIMESTAMPS,), lengthen=world.signatures.seal)
    return seals.sealed(issued_pdf([]), reason="Annahme", at=world.sandbox.clock())


def judged_offline(world: SigningWorld, pdf: bytes) -> tuple[str, list[str]]:
    offline = Judge(judged_here, world.lists, fetcher=None, sandbox=True)
    judgement = offline.judge(pdf, None, at=world.sandbox.clock())
    return judgement.verdict, [code for code, _ in judgement.reasons]


def test_a_sealed_letter_is_valid_for_who_is_offline(world: SigningWorld) -> None:
    assert judged_offline(world, sealed(world)) == ("VALID", [])


def test_a_letter_is_sealed_though_no_revocation_data_can_be_had(world: SigningWorld) -> None:
    world.proxy.fault("/ocsp/", status(503))
    world.proxy.fault("/crl/", status(503))

    assert judged_offline(world, sealed(world)) == ("INDETERMINATE", ["REVOCATION_UNKNOWN"])


def test_a_letter_is_sealed_though_nobody_gives_the_time(world: SigningWorld) -> None:
    world.proxy.fault("/tsa", status(503))

    verdict, reasons = judged_offline(world, sealed(world))

    assert verdict == "INDETERMINATE"
    assert "TIMESTAMP_MISSING" in reasons
