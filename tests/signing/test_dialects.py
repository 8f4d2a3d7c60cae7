"""Every dialect of the sandbox, spoken by its profile: log-in, credential, consent, signature, embedded and judged."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import load_der_x509_certificate

from signing.appearance import SignatureAppearance
from signing.data_to_sign import PreparedSignature, prepare
from signing.errors import ProviderProtocolError, ProviderRefused, SignatureDoesNotMatch, SignatureLost
from signing.provider import Credential, CscClient, Pending
from signing.provider.signatures import Access
from signing.revocation_data import fetch_revocation
from signing.sign import embed
from signing.validation import Expectation, ExpectedSigner, validate
from tests.signing.builders import issued_pdf
from tests.signing.served import FONT, Sandbox, Unanswered

NAME = "Zoë Łukaszewicz"
PROFILES = ["sandbox", "sandbox-v1", "sandbox-v1-device", "sandbox-v2.0", "sandbox-v2.2-percent"]


@contextmanager
def client_of(sandbox: Sandbox, name: str, **quirks: object) -> Iterator[CscClient]:
    profile = replace(sandbox.profile(name), **quirks)  # type: ignore[arg-type]
    with closing(CscClient(profile, sandbox.secret, clock=sandbox.clock)) as client:
        yield client


def service_token(sandbox: Sandbox, client: CscClient) -> str | None:
    return sandbox.logged_in(NAME, client) if client.profile.service_authorisation == "code" else client.service_token()


def prepared_by(sandbox: Sandbox, client: CscClient, service: str | None) -> tuple[PreparedSignature, Credential]:
    credential = client.credential(service, user=NAME if client.profile.user == "name" else "")
    made = prepare(
        issued_pdf(["signer-1"]), field="signer-1", chain=credential.chain, signed_at=sandbox.clock(),
        appearance=SignatureAppearance(NAME, FONT, sandbox=True), signature_algorithm=credential.signature_algorithm,
    )  # fmt: skip
    return made, credential


def authorised(sandbox: Sandbox, client: CscClient, service: str | None, credential: Credential, digest: bytes) -> Access:
    if client.profile.credential_authorisation == "authorize":
        return client.access(service, client.activation(service, credential, [(digest, "Vollmacht")]))
    return client.access(service, sandbox.authorised(credential, digest, client=client))


def value_of(client: CscClient, access: Access, credential: Credential, digest: bytes) -> bytes:
    answer = client.sign_hash(access, credential, digest, transaction="vollmacht-1")
    polls = 0
    while isinstance(answer, Pending):
        answer, polls = client.poll(access, credential, answer), polls + 1
        assert polls < 5
    assert (polls > 1) is (client.profile.operation == "asynchronous")
    return answer


@pytest.mark.parametrize("name", PROFILES)
def test_each_dialect_signs_a_file_that_is_valid(sandbox: Sandbox, name: str) -> None:
    with client_of(sandbox, name) as client:
        service = service_token(sandbox, client)
        prepared, credential = prepared_by(sandbox, client, service)
        access = authorised(sandbox, client, service, credential, prepared.hash_to_sign)
        value = value_of(client, access, credential, prepared.hash_to_sign)
        pdf = embed(
            prepared, value, credential.chain, timestamper=sandbox.timestamper, signature_algorithm=credential.signature_algorithm
        )

    at = sandbox.clock() + timedelta(minutes=1)
    issued = issued_pdf(["signer-1"])
    expected = Expectation(issued, issued, {"signer-1": ExpectedSigner("Zoë", "Łukaszewicz")}, finished=False)
    first = validate(pdf, registry=sandbox.authority.registry(at), at=at, expectation=expected)
    verdict = validate(
        pdf, registry=sandbox.authority.registry(at), at=at, expectation=expected,
        revocation=fetch_revocation(first.revocation_needs, sandbox.fetcher),
    )  # fmt: skip
    assert (verdict.overall.value, verdict.reasons) == ("VALID", ())
    key = load_der_x509_certificate(credential.chain[0]).public_key()
    assert isinstance(key, rsa.RSAPublicKey if name in {"sandbox-v1", "sandbox-v2.2-percent"} else ec.EllipticCurvePublicKey)


@pytest.mark.parametrize(
    ("name", "quirk"),
    [
        ("sandbox-v1", {"client_authentication": "basic"}),
        ("sandbox-v1", {"hash_encoding": "base64"}),
        ("sandbox-v1", {"api_version": "2.0"}),
        ("sandbox-v1", {"activation": "bearer"}),
        ("sandbox-v1-device", {"certificate_information": True}),
        ("sandbox-v2.0", {"client_authentication": "post"}),
        ("sandbox-v2.0", {"account_token": False}),
        ("sandbox-v2.0", {"operation": "synchronous"}),
        ("sandbox-v2.0", {"credential_authorisation": "rar"}),
        ("sandbox-v2.0", {"activation": "sad"}),
        ("sandbox-v2.2-percent", {"hash_encoding": "base64"}),
        ("sandbox-v2.2-percent", {"pushed_authorise_path": "/oauth2/pushed_authorize"}),
        ("sandbox-v2.2-percent", {"signature_algorithms": ("1.2.840.10045.4.3.2",)}),
    ],
)
def test_a_profile_that_does_not_fit_its_provider_is_refused_by_it(sandbox: Sandbox, name: str, quirk: dict[str, object]) -> None:
    """So that each dialect is really spoken, and not forgiven."""
    with client_of(sandbox, name, **quirk) as client, pytest.raises((ProviderRefused, ProviderProtocolError, Unanswered)):
        signed_something(sandbox, client)


def signed_something(sandbox: Sandbox, client: CscClient) -> bytes:
    digest, service = b"\xfb\xff" * 16, service_token(sandbox, client)  # base64: +/+/, base64url: -_-_
    credential = client.credential(service, user=NAME if client.profile.user == "name" else "")
    return value_of(client, authorised(sandbox, client, service, credential, digest), credential, digest)


def test_where_each_signature_is_given_once_asking_again_is_refused(sandbox: Sandbox) -> None:
    with client_of(sandbox, "sandbox-v1") as client:
        service = service_token(sandbox, client)
        credential = client.credential(service)
        access = authorised(sandbox, client, service, credential, b"d" * 32)
        client.sign_hash(access, credential, b"d" * 32)

        with pytest.raises(ProviderRefused):
            client.sign_hash(access, credential, b"d" * 32)


def test_a_response_id_the_provider_has_forgotten_is_a_lost_signature(sandbox: Sandbox) -> None:
    with client_of(sandbox, "sandbox-v2.0") as client:
        service = service_token(sandbox, client)
        credential = client.credential(service)
        access = authorised(sandbox, client, service, credential, b"d" * 32)

        with pytest.raises(SignatureLost):
            client.poll(access, credential, Pending("unknown"))


def test_a_provider_may_say_not_yet_by_an_error_of_its_own(sandbox: Sandbox) -> None:
    with client_of(sandbox, "sandbox-v2.0", pending_errors=("responseID",)) as client:
        service = service_token(sandbox, client)
        credential = client.credential(service)
        access = authorised(sandbox, client, service, credential, b"d" * 32)

        assert client.poll(access, credential, Pending("unknown")) == Pending("unknown")


def test_rsassa_pss_is_named_in_the_signature(sandbox: Sandbox) -> None:
    with client_of(sandbox, "sandbox-v2.2-percent") as client:
        service = service_token(sandbox, client)
        prepared, credential = prepared_by(sandbox, client, service)
        access = authorised(sandbox, client, service, credential, prepared.hash_to_sign)
        value = value_of(client, access, credential, prepared.hash_to_sign)

    with pytest.raises(SignatureDoesNotMatch):
        embed(prepared, value, credential.chain, timestamper=None)
    pdf = embed(prepared, value, credential.chain, timestamper=None, signature_algorithm=credential.signature_algorithm)
    content = bytes.fromhex(pdf[prepared.contents_start + 1 : prepared.contents_end - 1].decode())
    signer = cms.ContentInfo.load(content)["content"]["signer_infos"][0]
    assert signer["signature_algorithm"]["algorithm"].native == "rsassa_pss"
    assert signer["signature_algorithm"]["parameters"]["salt_length"].native == 32
