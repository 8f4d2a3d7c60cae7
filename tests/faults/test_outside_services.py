"""Fault 18 and its neighbour: timestamp authority and OCSP responder down, or lying. The state is visible, the second authority is asked, and no signature
is lost, made again or believed for it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import ocsp, tsp
from cryptography.x509 import load_der_x509_certificate

from service.domain.document import DocumentState
from service.domain.errors import TimestampUnavailable, Unavailable
from service.domain.ids import DocumentId
from service.domain.power_of_attorney import PowerOfAttorney, State
from service.domain.signature_request import Leg, SignatureState
from service.use_cases.receive_signature import receive_signature
from service.use_cases.seal_document import seal_document
from signing.material import verification_material
from signing.sandbox import addresses
from signing.sandbox.timestamping import timestamp_answer
from tests.fault_proxy import Answer, Exchange, Fault, cut_after, cut_before, replaced, status, truncated
from tests.faults.signing_world import TIMESTAMPS, SigningWorld, signing_world
from tests.service.use_cases.story import submitted
from tests.signing.builders import Authority

SECOND = f"{addresses.BASE}/tsa?second"
OCSP, TSA = "/ocsp/", "/tsa"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SigningWorld]:
    with signing_world(tmp_path_factory.mktemp("outside")) as world:
        yield world


@pytest.fixture
def world(shared: SigningWorld) -> SigningWorld:
    shared.forget()
    return shared


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Whole and sound, but on nobody's list."""
    return Authority.at(tmp_path_factory.mktemp("stranger") / "sandbox")


def sole_trader(world: SigningWorld) -> PowerOfAttorney:
    return submitted(world.world, "sole-trader")


def stamped_by(
    authority: Authority, world: SigningWorld, *, later: timedelta = timedelta(0), imprint: bytes | None = None, nonce: int = 0
) -> Fault:
    """A token of that authority, at another time, over something else, or for another question."""

    def fault(exchange: Exchange) -> Answer:
        asked = tsp.TimeStampReq.load(exchange.body)
        if imprint is not None:
            asked["message_imprint"]["hashed_message"] = imprint
        asked["nonce"] = asked["nonce"].native + nonce
        token = timestamp_answer(authority.installation, asked.dump(force=True), world.sandbox.clock() + later)
        return Answer(200, {"content-type": "application/timestamp-reply"}, token)

    return fault


@pytest.mark.parametrize("lie", ["nonce", "imprint", "expired", "untrusted", "cut", "half", "down"])
def test_a_token_that_does_not_hold_is_never_embedded_and_the_signature_waits_for_one_that_does(
    world: SigningWorld, stranger: Authority, lie: str
) -> None:
    ours, power, before = world.sandbox.authority, sole_trader(world), world.made
    lies: dict[str, Fault] = {
        "nonce": stamped_by(ours, world, nonce=1),
        "imprint": stamped_by(ours, world, imprint=b"x" * 32),
        "expired": stamped_by(ours, world, later=timedelta(days=365 * 40)),
        "untrusted": stamped_by(stranger, world),
        "cut": cut_after,
        "half": truncated,
        "down": status(503),
    }
    world.proxy.fault(TSA, lies[lie])

    waiting = world.sign(power, 0)

    assert (waiting.state, waiting.leg, waiting.tries) == (SignatureState.AUTHORISING, Leg.STAMPING, 1)
    world.proxy.heal()
    world.go_on(seconds=6)
    assert world.request(waiting.id).state is SignatureState.COMPLETE
    assert world.made == before + 1


def test_a_day_without_timestamps_loses_nothing_and_signs_nothing_again(world: SigningWorld) -> None:
    power, before = sole_trader(world), world.made
    world.proxy.fault(TSA, status(503))
    waiting = world.sign(power, 0)

    for _ in range(24):
        world.go_on(hours=1)
    assert world.request(waiting.id).leg is Leg.STAMPING
    assert world.proxy.count("/csc/v2/signatures/signHash") == world.proxy.asked.count(("POST", "/csc/v2/signatures/signHash"))
    world.proxy.heal()
    world.go_on(hours=1)

    assert world.request(waiting.id).state is SignatureState.COMPLETE
    assert world.made == before + 1


def test_the_second_authority_stands_in_for_the_first(tmp_path: Path) -> None:
    with signing_world(tmp_path, [TIMESTAMPS, SECOND]) as world:
        power = sole_trader(world)
        world.proxy.fault(
            "/tsa", lambda exchange: exchange.forward() if exchange.path.endswith("?second") else status(503)(exchange)
        )

        assert world.sign(power, 0).state is SignatureState.COMPLETE


def uploaded_then_signed(world: SigningWorld) -> tuple[PowerOfAttorney, DocumentId]:
    """The first signer hands in a file that is B-LTA already, the second signs here."""
    power = submitted(world.world)
    document = world.world.work.documents.of(power.id)
    assert document is not None
    issued = world.world.work.documents.revision(document.id, 0)
    person = power.signers[0].representative
    name = f"{person.surname}, {person.given_name}"
    signed = world.sandbox.authority.signed(issued, power.signers[0].field, name, at=world.sandbox.clock())
    lasting = world.signatures.seal(signed, at=world.sandbox.clock())
    world.go_on(minutes=1)
    receive_signature(power.id, lasting, world.actor(power, 0), world.tools)
    world.go_on(minutes=5)
    world.sign(power, 1)
    return power, document.id


def test_after_an_upload_that_carries_evidence_of_its_own_the_seal_still_holds_fresh_evidence_for_the_next_signer(
    world: SigningWorld,
) -> None:
    """A provider's file is often B-LTA already; what lies in it is older than the signatures that follow."""
    power, document = uploaded_then_signed(world)

    seal_document(document, world.tools)

    finished = world.world.work.documents.revision(document, world.world.work.documents.get(document).revision)
    answers = [content for name, content in verification_material(finished).items() if name.endswith(".ocsp")]
    asked = {one["cert_id"]["serial_number"].native for content in answers for one in responses(content)}
    assert credential_of(world, power, 1) in asked


def test_nor_does_evidence_of_an_upload_stand_in_for_what_cannot_be_fetched(world: SigningWorld) -> None:
    """The list in the uploaded file still speaks for the second signer's certificate, as of a time before he signed."""
    _, document = uploaded_then_signed(world)
    stamps = world.proxy.count(TSA)
    for path in (OCSP, "/crl/"):
        world.proxy.fault(path, status(503))

    with pytest.raises(Unavailable, match="Sperrauskunft"):
        seal_document(document, world.tools)

    assert world.world.work.documents.get(document).state is DocumentState.AWAITING_TIMESTAMP
    assert world.proxy.count(TSA) == stamps
    world.proxy.heal()
    seal_document(document, world.tools)
    assert world.world.work.documents.get(document).state is DocumentState.SEALED


def credential_of(world: SigningWorld, power: PowerOfAttorney, number: int) -> int:
    """Serial number of the certificate the provider keeps for that signer."""
    person = power.signers[number].representative
    with world.sandbox.authority.register.work() as rows:
        row = rows.execute("SELECT certificate FROM credentials WHERE surname = ?", (person.surname,)).fetchone()
    return load_der_x509_certificate(row["certificate"]).serial_number


def responses(content: bytes) -> list[Any]:
    return list(ocsp.OCSPResponse.load(content).basic_ocsp_response["tbs_response_data"]["responses"])


def test_the_finished_document_waits_visibly_for_its_timestamp(world: SigningWorld) -> None:
    power = sole_trader(world)
    world.sign(power, 0)
    document = world.world.work.documents.of(power.id)
    assert document is not None
    world.proxy.fault(TSA, cut_before)

    with pytest.raises(TimestampUnavailable):
        seal_document(document.id, world.tools)

    assert world.world.work.documents.get(document.id).state is DocumentState.AWAITING_TIMESTAMP
    world.proxy.heal()
    seal_document(document.id, world.tools)
    assert world.world.work.documents.get(document.id).state is DocumentState.SEALED
    assert world.world.work.documents.verdict(document.id)["verdict"] == "VALID"  # type: ignore[index]


@pytest.mark.parametrize("fault", [status(503), cut_before, truncated, replaced(lambda _: b"<html>busy</html>")])
def test_without_an_answer_of_the_responder_and_the_revocation_list_the_signature_waits_and_is_not_believed(
    world: SigningWorld, fault: Fault
) -> None:
    power, before = sole_trader(world), world.made
    for path in (OCSP, "/crl/"):
        world.proxy.fault(path, fault)

    waiting = world.sign(power, 0)

    assert (waiting.state, waiting.tries) == (SignatureState.SIGNED, 1)
    assert world.power(power).state is State.AWAITING_SIGNATURES
    world.proxy.heal()
    world.go_on(seconds=6)
    assert world.request(waiting.id).state is SignatureState.COMPLETE
    assert world.made == before + 1


def test_a_certificate_that_is_revoked_while_the_responder_was_away_is_refused_when_it_is_back(world: SigningWorld) -> None:
    power = sole_trader(world)
    for path in (OCSP, "/crl/"):
        world.proxy.fault(path, status(503))
    waiting = world.sign(power, 0)
    with world.sandbox.authority.register.work() as rows:
        rows.execute(
            "UPDATE certificates SET revoked_at = ? WHERE issuer = 'qualified-ca'",
            (int(world.sandbox.clock().timestamp()) - 3600,),
        )
    try:
        world.proxy.heal()
        world.go_on(seconds=6)
    finally:
        with world.sandbox.authority.register.work() as rows:
            rows.execute("UPDATE certificates SET revoked_at = NULL")

    assert world.request(waiting.id).state is SignatureState.FAILED
    assert world.power(power).state is State.AWAITING_SIGNATURES
