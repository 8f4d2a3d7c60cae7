"""Fault 19: the signing service down, a timeout after signing, two signatures returned, an expired authorisation: no double charge, and
never "signed" without a validated signature."""

import json
from collections.abc import Iterator

import pytest

from service.domain.power_of_attorney import State
from service.domain.signature_request import FailureCause, Leg, SignatureRequest, SignatureState
from tests.fault_proxy import cut_after, cut_before, duplicate, replaced, silent, status, truncated
from tests.faults.signing_world import SigningWorld, signing_world
from tests.service.use_cases.story import submitted

SIGN, POLL = "/csc/v2/signatures/signHash", "/v2.0/csc/v2/signatures/signPolling"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SigningWorld]:
    with signing_world(tmp_path_factory.mktemp("provider"), timeout_s=10.0) as world:
        yield world


@pytest.fixture
def world(shared: SigningWorld) -> SigningWorld:
    """The same servers, a fresh world."""
    shared.forget()
    return shared


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/oauth2/pushed_authorize", status(503)),
        ("/oauth2/token", cut_before),
        ("/csc/v2/credentials/list", status(502, b"<html>proxy</html>")),
        ("/csc/v2/credentials/info", status(429)),
    ],
)
def test_before_the_consent_an_outage_ends_the_leg_with_its_name_and_the_next_one_works(
    world: SigningWorld, path: str, fault: object
) -> None:
    power, before = submitted(world.world, "sole-trader"), world.made
    world.proxy.fault(path, fault, times=1)  # type: ignore[arg-type]

    failed = world.sign(power, 0)

    assert (failed.state, failed.failure) == (SignatureState.FAILED, FailureCause.PROVIDER_OUTAGE)
    assert world.made == before
    assert world.sign(power, 0).state is SignatureState.COMPLETE
    assert world.made == before + 1


@pytest.mark.parametrize("fault", [status(503), cut_before, cut_after, silent, duplicate, truncated])
def test_after_the_consent_nothing_is_signed_or_charged_twice_whatever_happens_to_the_answer(
    world: SigningWorld, fault: object
) -> None:
    power, before = submitted(world.world, "sole-trader"), world.made
    world.proxy.fault(SIGN, fault, times=1)  # type: ignore[arg-type]

    request = world.sign(power, 0)
    if request.is_open:
        assert request.leg is Leg.AUTHORISED
        assert world.power(power).state is State.AWAITING_SIGNATURES
        world.go_on(seconds=6)

    assert world.made == before + 1
    if fault is truncated:  # half an answer is none: said so, and begun anew
        assert world.request(request.id).failure is FailureCause.REFUSED
    else:
        assert world.request(request.id).state is SignatureState.COMPLETE
        assert world.power(power).state is State.UNDER_REVIEW


def test_a_provider_that_gives_a_signature_once_and_whose_answer_was_lost(world: SigningWorld) -> None:
    power, before = submitted(world.world, "sole-trader"), world.made
    world.proxy.fault("/v1/csc/v1/signatures/signHash", cut_after, times=1)
    waiting = world.sign(power, 0, "sandbox-v1")
    assert waiting.leg is Leg.AUTHORISED

    world.go_on(seconds=6)

    lost = world.request(waiting.id)
    assert (lost.state, lost.failure) == (SignatureState.FAILED, FailureCause.ANSWER_LOST)
    assert world.power(power).state is State.AWAITING_SIGNATURES
    assert world.sign(power, 0, "sandbox-v1").state is SignatureState.COMPLETE
    assert world.made == before + 2  # one is lost with the provider, and recorded as such; one is in the file
    assert "signature:failed" in world.world.work.audit_log.kinds()


@pytest.mark.parametrize("lie", [
    lambda answer: answer | {"signatures": answer["signatures"] * 2},
    lambda answer: answer | {"signatures": []},
    lambda answer: answer | {"signatures": ["QUJD"]},
    lambda answer: answer | {"signatures": [answer["signatures"][0][:-8] + "AAAAAAA="]},
    lambda _: {},
])  # fmt: skip
def test_what_is_no_signature_of_this_hash_never_becomes_one(world: SigningWorld, lie: object) -> None:
    power = submitted(world.world, "sole-trader")
    world.proxy.fault(SIGN, replaced(lambda body: json.dumps(lie(json.loads(body))).encode()), times=1)  # type: ignore[operator]

    request = world.sign(power, 0)

    assert (request.state, request.failure) == (SignatureState.FAILED, FailureCause.REFUSED)
    assert world.power(power).state is State.AWAITING_SIGNATURES
    assert world.sign(power, 0).state is SignatureState.COMPLETE


def test_an_authorisation_that_expired_during_an_outage_is_said_so_and_can_be_given_again(world: SigningWorld) -> None:
    power, before = submitted(world.world, "sole-trader"), world.made
    world.proxy.fault(SIGN, status(503), times=1)
    waiting = world.sign(power, 0)

    world.go_on(minutes=20)  # the token lives fifteen

    ended = world.request(waiting.id)
    assert (ended.state, ended.failure) == (SignatureState.FAILED, FailureCause.ANSWER_LOST)
    assert world.made == before
    assert world.sign(power, 0).state is SignatureState.COMPLETE


def test_an_asynchronous_provider_that_goes_away_is_asked_again_how_far_it_is(world: SigningWorld) -> None:
    power, before = submitted(world.world, "sole-trader"), world.made
    world.proxy.fault(POLL, status(503), times=1)
    waiting = world.sign(power, 0, "sandbox-v2.0")
    assert waiting.leg is Leg.AUTHORISED

    for _ in range(4):
        world.go_on(seconds=20)

    assert world.request(waiting.id).state is SignatureState.COMPLETE
    assert world.made == before + 1
    assert world.proxy.count("/v2.0/csc/v2/signatures/signHash") == 1


@pytest.mark.parametrize("provider", ["sandbox-v1", "sandbox-v1-device", "sandbox-v2.0", "sandbox-v2.2-percent"])
def test_every_dialect_signs_through_the_legs(world: SigningWorld, provider: str) -> None:
    power = submitted(world.world, "sole-trader")

    request: SignatureRequest = world.sign(power, 0, provider)
    for _ in range(3):
        world.go_on(seconds=20)

    assert world.request(request.id).state is SignatureState.COMPLETE
    assert world.request(request.id).provider == provider


def test_the_wrong_persons_certificate_is_refused_by_name(world: SigningWorld) -> None:
    power = submitted(world.world, "sole-trader")
    step = world.begin(power, 0)
    person = power.signers[0].representative
    stranger = type(person)(
        **{**{name: getattr(person, name) for name in person.__slots__}, "given_name": "Erika", "surname": "Mustermann"}
    )
    impostor = type(power)(
        **{
            **{name: getattr(power, name) for name in power.__slots__},
            "signers": (type(power.signers[0])(power.signers[0].field, stranger),),
        }
    )

    request = world.consent(impostor, 0, step)

    assert request.failure is FailureCause.NAME_MISMATCH
    assert world.power(power).state is State.AWAITING_SIGNATURES
