"""Our client against a CSC 1.0.4 server that is not ours (certomancer-csc-dummy): SCAL 1 and 2, authorisation by credentials/authorize."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Literal

import pytest
from cryptography.x509 import load_der_x509_certificate
from cryptography.x509.oid import NameOID

from signing.appearance import SignatureAppearance
from signing.data_to_sign import prepare
from signing.errors import NoCredential, ProviderRefused
from signing.provider import ClientSecret, CscClient, Pending
from signing.provider.profile import ProviderProfile
from signing.sign import embed, require_match
from tests.signing.builders import MADE_AT, issued_pdf
from tests.signing.csc_dummy_server import running_dummy
from tests.signing.served import FONT

PROFILE = ProviderProfile(
    name="dummy",
    label="Dummy",
    api_version="1.0.4",
    base_url="http://127.0.0.1",
    signature_algorithms=("1.2.840.10045.4.3.2",),
    sandbox=True,
    api_path="/csc/v1",
    service_authorisation="none",
    certificate_information=False,
    credential_authorisation="authorize",
    activation="sad",
)
ECDSA = "1.2.840.10045.4.3.2"


@dataclass
class Dummy:
    url: str
    scal: Literal["1", "2"]

    def client(self, **quirks: object) -> CscClient:
        given: dict[str, object] = {"base_url": self.url, "credential_scal": self.scal, **quirks}
        return CscClient(replace(PROFILE, **given), ClientSecret("", ""), clock=lambda: MADE_AT)  # type: ignore[arg-type]


@pytest.fixture(scope="module", params=["1", "2"])
def dummy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dummy]:
    with running_dummy(tmp_path_factory.mktemp("dummy"), scal=int(request.param)) as url:
        yield Dummy(url, request.param)


def test_it_says_what_it_speaks(dummy: Dummy) -> None:
    with closing(dummy.client()) as client:
        assert client.describe()["specs"] == "1.0.4.0"


def test_the_authoritys_own_credential_is_passed_over(dummy: Dummy) -> None:
    with closing(dummy.client()) as client:
        assert len(client.credentials.ids(None)) == 2
        credential = client.credential(None)

    subject = load_der_x509_certificate(credential.chain[0]).subject
    assert subject.get_attributes_for_oid(NameOID.GIVEN_NAME)[0].value == "Zoë"
    assert len(credential.chain) == 2


def test_it_signs_what_was_authorised_and_the_file_takes_it(dummy: Dummy) -> None:
    with closing(dummy.client()) as client:
        credential = client.credential(client.service_token())
        prepared = prepare(
            issued_pdf(["signer-1"]), field="signer-1", chain=credential.chain, signed_at=MADE_AT,
            appearance=SignatureAppearance("Zoë Łukaszewicz", FONT, sandbox=True),
        )  # fmt: skip
        activation = client.activation(None, credential, [(prepared.hash_to_sign, "Vollmacht")])
        value = client.sign_hash(client.access(None, activation), credential, prepared.hash_to_sign)

    assert not isinstance(value, Pending)
    require_match(credential.chain[0], prepared.hash_to_sign, value)
    assert embed(prepared, value, credential.chain, timestamper=None).startswith(issued_pdf(["signer-1"]))


def test_another_hash_is_signed_at_scal_1_only(dummy: Dummy) -> None:
    with closing(dummy.client()) as client:
        credential = client.credential(None)
        access = client.access(None, client.activation(None, credential, [(b"a" * 32, "Vollmacht")]))

        if dummy.scal == "1":
            assert client.sign_hash(access, credential, b"b" * 32)
        else:
            with pytest.raises(ProviderRefused):
                client.sign_hash(access, credential, b"b" * 32)


def test_what_it_cannot_is_said_by_name(dummy: Dummy) -> None:
    with closing(dummy.client(certificate_information=True)) as client, pytest.raises(ProviderRefused, match="501"):
        client.credential(None)
    with closing(dummy.client(signature_algorithms=("1.2.840.113549.1.1.10",))) as client, pytest.raises(NoCredential):
        client.credential(None)
