"""`ports.Signatures` on a CSC provider: two redirects, one signature, one seal."""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.domain.errors import SigningFailed, TimestampUnavailable, Unavailable
from service.domain.signature_request import FailureCause
from service.signatures.judging import Judge
from service.signatures.reports import report_xml
from service.use_cases.ports import Authorised, Callback, Expectation, Judgement, Redirect, Signed, SigningOrder
from signing.appearance import SignatureAppearance
from signing.data_to_sign import PreparedSignature, prepare
from signing.errors import (
    AuthorisationExpired,
    DocumentError,
    NoCredential,
    ProviderError,
    ProviderUnavailable,
    SignatureDoesNotMatch,
    SignerDeclined,
    SigningError,
    TimestampError,
)
from signing.extend import to_lta
from signing.fetching import Fetcher
from signing.provider import ClientSecret, Credential, CscClient
from signing.provider_profile import ProviderProfile
from signing.revocation_data import fetch_revocation
from signing.sign import embed
from signing.timestamps import TimestampAuthorities

TEXTS = {
    FailureCause.DECLINED: "Sie haben die Unterschrift beim Signaturdienst abgelehnt. Es wurde nichts unterschrieben.",
    FailureCause.EXPIRED: "Die Freigabe beim Signaturdienst ist abgelaufen. Bitte beginnen Sie noch einmal.",
    FailureCause.NO_CREDENTIAL: "Für Sie ist beim Signaturdienst kein Zertifikat hinterlegt, mit dem Sie hier unterschreiben können.",
    FailureCause.PROVIDER_OUTAGE: "Der Signaturdienst antwortet gerade nicht. Es wurde nichts doppelt unterschrieben; bitte versuchen Sie es gleich noch einmal.",
    FailureCause.REFUSED: "Der Signaturdienst hat die Unterschrift nicht ausgeführt. Bitte beginnen Sie noch einmal.",
}


@dataclass(frozen=True, slots=True)
class Legs:
    """What survives between the redirects, as JSON in the signature request. Codes are redeemed once, tokens are short-lived."""

    verifier: str
    credential: Credential | None = None
    prepared: PreparedSignature | None = None
    token: str | None = None

    def dumps(self) -> bytes:
        credential, prepared = self.credential, self.prepared
        value: dict[str, Any] = {"verifier": self.verifier, "token": self.token}
        if credential is not None:
            value["credential"] = [credential.id, [_text(der) for der in credential.chain], credential.signature_algorithm]
        if prepared is not None:
            value["prepared"] = [
                _text(prepared.revision),
                prepared.contents_start,
                prepared.contents_end,
                _text(prepared.document_digest),
                _text(prepared.signed_attributes),
            ]
        return json.dumps(value).encode()

    @classmethod
    def loads(cls, content: bytes) -> "Legs":
        value = json.loads(content)
        credential = prepared = None
        if "credential" in value:
            id, chain, algorithm = value["credential"]
            credential = Credential(id, tuple(base64.b64decode(der) for der in chain), algorithm)
        if "prepared" in value:
            revision, start, end, digest, attributes = value["prepared"]
            prepared = PreparedSignature(
                base64.b64decode(revision), start, end, base64.b64decode(digest), base64.b64decode(attributes)
            )
        return cls(value["verifier"], credential, prepared, value["token"])


class ProviderSignatures:
    """Implements `ports.Signatures`.

    Args:
        new_token: randomness for state and PKCE verifier.
        font_file: TrueType font of the stamp.
    """

    def __init__(
        self,
        client: CscClient,
        judge: Judge,
        fetcher: Fetcher,
        *,
        timestamp_urls: tuple[str, ...],
        new_token: Callable[[], str],
        font_file: str,
    ) -> None:
        self._client, self._judge, self._fetcher = client, judge, fetcher
        self._timestamper = TimestampAuthorities(timestamp_urls, fetcher)
        self._new_token, self._font_file = new_token, font_file

    def close(self) -> None:
        self._client.close()

    def begin(self, order: SigningOrder) -> Redirect:
        person = order.signer.representative
        with _failures():
            sent = self._client.service_authorisation(
                state=self._new_token(),
                verifier=self._new_token(),
                redirect_uri=order.redirect_uri,
                login_hint=f"{person.given_name} {person.surname}",
            )
        return Redirect(sent.url, sent.state, Legs(sent.verifier).dumps())

    def resume(self, order: SigningOrder, legs: bytes, callback: Callback) -> Redirect | Authorised:
        kept = Legs.loads(legs)
        with _failures():
            code = self._client.require_consent(code=callback.code, error=callback.error, issuer=callback.issuer)
            token = self._client.token(code=code, verifier=kept.verifier, redirect_uri=order.redirect_uri)
            if kept.credential is not None:
                return Authorised(Legs(kept.verifier, kept.credential, kept.prepared, token).dumps())
            credential = self._client.credential(token)
            prepared = self._prepared(order, credential)
            sent = self._client.credential_authorisation(
                credential,
                [(prepared.hash_to_sign, order.document_label)],
                state=self._new_token(),
                verifier=self._new_token(),
                redirect_uri=order.redirect_uri,
            )
        return Redirect(sent.url, sent.state, Legs(sent.verifier, credential, prepared).dumps())

    def sign(self, order: SigningOrder, legs: bytes) -> Signed:  # noqa: ARG002 - the port's; the prepared revision is in the legs
        kept = Legs.loads(legs)
        assert kept.credential is not None  # noqa: S101 - AUTHORISED has been through `resume`
        assert kept.prepared is not None  # noqa: S101
        assert kept.token is not None  # noqa: S101
        with _failures():
            value = self._client.sign_hash(kept.token, kept.credential, kept.prepared.hash_to_sign)
            return Signed(embed(kept.prepared, value, kept.credential.chain, timestamper=self._timestamper))

    def judge(self, pdf: bytes, expectation: Expectation | None, *, at: datetime) -> Judgement:
        return self._judge.judge(pdf, expectation, at=at)

    def report_xml(self, verdict: Mapping[str, object]) -> bytes:
        return report_xml(verdict)

    def seal(self, pdf: bytes, *, at: datetime) -> bytes:
        """The verdict names the certificates whose revocation data must lie in the file; they are fetched and put in, then stamped."""
        needs = self._judge.unaided(pdf, at=at).revocation_needs
        revocation = fetch_revocation(needs, self._fetcher)
        certificates = [der for need in needs for der in (need.certificate, need.issuer)]
        try:
            return to_lta(pdf, certificates=certificates, revocation=revocation, timestamper=self._timestamper)
        except TimestampError as error:
            raise TimestampUnavailable("Kein Zeitstempeldienst antwortet; das Dokument wartet.") from error
        except DocumentError as error:
            raise Unavailable(f"Das Dokument lässt sich gerade nicht versiegeln: {error}") from error

    def _prepared(self, order: SigningOrder, credential: Credential) -> PreparedSignature:
        appearance = SignatureAppearance(order.signer.representative.full_name, self._font_file, order.sandbox)
        return prepare(order.pdf, field=order.signer.field, chain=credential.chain, signed_at=order.at, appearance=appearance)


def provider_signatures(
    profile: ProviderProfile,
    client: ClientSecret,
    *,
    judge: Judge,
    fetcher: Fetcher,
    new_token: Callable[[], str],
    font_file: str,
) -> ProviderSignatures:
    """Signatures on the provider of that profile."""
    return ProviderSignatures(
        CscClient(profile, client),
        judge,
        fetcher,
        timestamp_urls=profile.timestamp_urls,
        new_token=new_token,
        font_file=font_file,
    )


@contextmanager
def _failures() -> Iterator[None]:
    """The package's errors as the domain's causes, with words for the signer."""
    causes: list[tuple[type[SigningError], FailureCause]] = [
        (SignerDeclined, FailureCause.DECLINED),
        (AuthorisationExpired, FailureCause.EXPIRED),
        (NoCredential, FailureCause.NO_CREDENTIAL),
        (ProviderUnavailable, FailureCause.PROVIDER_OUTAGE),
        (TimestampError, FailureCause.PROVIDER_OUTAGE),
        (SignatureDoesNotMatch, FailureCause.REFUSED),
        (ProviderError, FailureCause.REFUSED),
        (DocumentError, FailureCause.REFUSED),
    ]
    try:
        yield
    except SigningError as error:
        cause = next((cause for kind, cause in causes if isinstance(error, kind)), FailureCause.REFUSED)
        raise SigningFailed(cause.value, TEXTS[cause]) from error


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
