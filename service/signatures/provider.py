"""`ports.Signatures` on CSC providers: one or two redirects, one signature value, one stamped file, one seal."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from service.domain.errors import SigningFailed, TimestampUnavailable, Unavailable
from service.domain.signature_request import FailureCause
from service.signatures.certified_name import names_signer
from service.signatures.contract import Providers
from service.signatures.judging import Judge
from service.signatures.legs import Legs
from service.signatures.reports import report_xml
from service.use_cases.ports import (
    Authorised,
    Callback,
    Expectation,
    Fetched,
    Judgement,
    OfferedProvider,
    Pending,
    Redirect,
    Signed,
    SigningOrder,
)
from signing.appearance import SignatureAppearance
from signing.data_to_sign import prepare
from signing.errors import (
    AuthorisationExpired,
    DocumentError,
    NoCredential,
    ProviderError,
    ProviderUnavailable,
    SignatureDoesNotMatch,
    SignatureLost,
    SignerDeclined,
    SigningError,
    TimestampError,
)
from signing.extend import to_lta
from signing.fetching import Fetcher
from signing.provider import CscClient
from signing.provider import Pending as ProviderPending
from signing.revocation_data import fetch_revocation
from signing.sign import embed, require_match
from signing.timestamps import TimestampAuthorities

MARGIN = timedelta(seconds=5)
TEXTS = {
    FailureCause.DECLINED: "Sie haben die Unterschrift beim Signaturdienst abgelehnt. Es wurde nichts unterschrieben.",
    FailureCause.EXPIRED: "Die Freigabe beim Signaturdienst ist abgelaufen. Bitte beginnen Sie noch einmal.",
    FailureCause.NO_CREDENTIAL: "Für Sie ist beim Signaturdienst kein Zertifikat hinterlegt, mit dem Sie hier unterschreiben können.",
    FailureCause.PROVIDER_OUTAGE: "Der Signaturdienst antwortet gerade nicht. Es wurde nichts doppelt unterschrieben; bitte versuchen Sie es gleich noch einmal.",
    FailureCause.ANSWER_LOST: "Der Signaturdienst hat vielleicht unterschrieben, aber seine Antwort ist verloren, und er gibt sie kein zweites Mal.",
    FailureCause.REFUSED: "Der Signaturdienst hat die Unterschrift nicht ausgeführt. Bitte beginnen Sie noch einmal.",
}


class ProviderSignatures:
    """Implements `ports.Signatures`.

    Args:
        clients: the providers in use, the usual one first.
        timestamp_urls: authorities in their order; every signature and seal may use them all.
        new_token: randomness for state and PKCE verifier.
        font_file: TrueType font of the stamp.
    """

    def __init__(
        self,
        clients: Sequence[CscClient],
        judge: Judge,
        fetcher: Fetcher,
        *,
        timestamp_urls: Sequence[str],
        new_token: Callable[[], str],
        font_file: str,
    ) -> None:
        self._clients: Mapping[str, CscClient] = {one.profile.name: one for one in clients}
        self._judge, self._fetcher = judge, fetcher
        self._timestamper = TimestampAuthorities(tuple(timestamp_urls), fetcher, is_listed=judge.lists_timestamp)
        self._new_token, self._font_file = new_token, font_file

    def close(self) -> None:
        for client in self._clients.values():
            client.close()

    # -- which providers --

    def offered(self) -> Sequence[OfferedProvider]:
        return [OfferedProvider(name, one.profile.label) for name, one in self._clients.items()]

    def patience(self, provider: str) -> timedelta:
        client = self._clients.get(provider)
        return MARGIN if client is None else timedelta(seconds=client.profile.timeout_s) + MARGIN

    def clock(self, provider: str) -> datetime | None:
        client = self._clients.get(provider)
        try:
            return None if client is None else client.transport.clock()
        except ProviderUnavailable as error:
            raise Unavailable("Der Signaturdienst antwortet gerade nicht.") from error

    def is_from(self, provider: str, callback: Callback) -> bool:
        client = self._clients.get(provider)
        return client is not None and client.oauth.is_from_provider(callback.issuer)

    # -- towards a signature --

    def begin(self, order: SigningOrder) -> Redirect | Authorised:
        person, client = order.signer.representative, self._client(order)
        with _failures():
            if client.profile.service_authorisation != "code":
                return self._asked_for_consent(order, client, Legs(), client.service_token())
            sent = client.service_authorisation(
                state=self._new_token(),
                verifier=self._new_token(),
                redirect_uri=order.redirect_uri,
                login_hint=f"{person.given_name} {person.surname}",
            )
        return Redirect(sent.url, sent.state, Legs(sent.verifier).dumps())

    def resume(self, order: SigningOrder, legs: bytes, callback: Callback) -> Redirect | Authorised:
        kept, client = Legs.loads(legs), self._client(order)
        with _failures():
            code = client.require_consent(code=callback.code, error=callback.error, issuer=callback.issuer)
            token = client.token(code=code, verifier=kept.verifier, redirect_uri=order.redirect_uri)
            if kept.credential is None:
                return self._asked_for_consent(order, client, kept, token)
            return Authorised(replace(kept, access=client.access(kept.service_token, token)).dumps())

    def fetch(self, order: SigningOrder, legs: bytes) -> Fetched | Pending:
        kept, client = Legs.loads(legs), self._client(order)
        access, credential, prepared = kept.consented()
        with _failures():
            if kept.response_id:
                answer = client.poll(access, credential, ProviderPending(kept.response_id))
            else:
                answer = client.sign_hash(access, credential, prepared.hash_to_sign, transaction=str(order.request))
            if isinstance(answer, ProviderPending):
                return Pending(replace(kept, response_id=answer.response_id).dumps())
            require_match(credential.chain[0], prepared.hash_to_sign, answer, credential.signature_algorithm)
        return Fetched(replace(kept, access=None, service_token=None, value=answer).dumps())

    def embed(self, order: SigningOrder, legs: bytes) -> Signed:  # noqa: ARG002 - the port's; the prepared revision is in the legs
        kept = Legs.loads(legs)
        credential, prepared, value = kept.fetched()
        with _failures():
            pdf = embed(
                prepared,
                value,
                credential.chain,
                timestamper=self._timestamper,
                signature_algorithm=credential.signature_algorithm,
            )
        return Signed(pdf)

    # -- judging and sealing --

    def judge(self, pdf: bytes, expectation: Expectation | None, *, at: datetime) -> Judgement:
        return self._judge.judge(pdf, expectation, at=at)

    def report_xml(self, verdict: Mapping[str, object]) -> bytes:
        return report_xml(verdict)

    def seal(self, pdf: bytes, *, at: datetime) -> bytes:
        """The verdict names the certificates whose revocation data must lie in the file; they are fetched and put in, then stamped.

        What an uploaded file carries does not stand in for them; without them no timestamp is spent.
        """
        needs = self._judge.needs(pdf, at=at)
        revocation = fetch_revocation(needs, self._fetcher)
        if missing := self._judge.needs(pdf, at=at, given=revocation):
            raise Unavailable(f"Zu {len(missing)} Zertifikaten ist gerade keine Sperrauskunft zu bekommen; das Dokument wartet.")
        certificates = [der for need in needs for der in (need.certificate, need.issuer)]
        try:
            return to_lta(pdf, certificates=certificates, revocation=revocation, timestamper=self._timestamper)
        except TimestampError as error:
            raise TimestampUnavailable("Kein Zeitstempeldienst antwortet; das Dokument wartet.") from error
        except DocumentError as error:
            raise Unavailable(f"Das Dokument lässt sich gerade nicht versiegeln: {error}") from error

    def _client(self, order: SigningOrder) -> CscClient:
        """A leg may outlive its provider's contract."""
        client = self._clients.get(order.provider)
        if client is None:
            text = "Dieser Signaturdienst wird hier nicht mehr angeboten. Bitte beginnen Sie mit einem anderen."
            raise SigningFailed(FailureCause.REFUSED, text)
        return client

    def _asked_for_consent(self, order: SigningOrder, client: CscClient, kept: Legs, token: str | None) -> Redirect | Authorised:
        """The signer's credential, the file prepared for it, and his consent: by a redirect, or on a device of his own."""
        person = order.signer.representative
        user = {"email": person.email, "name": f"{person.given_name} {person.surname}"}.get(client.profile.user, "")
        credential = client.credential(token, user=user, prefer=lambda der: names_signer(der, person))
        prepared = prepare(
            order.pdf,
            field=order.signer.field,
            chain=credential.chain,
            signed_at=order.at,
            appearance=SignatureAppearance(person.full_name, self._font_file, order.sandbox),
            signature_algorithm=credential.signature_algorithm,
        )
        hashes = [(prepared.hash_to_sign, order.document_label)]
        kept = replace(kept, credential=credential, prepared=prepared, service_token=token)
        if client.profile.credential_authorisation == "authorize":
            activation = client.activation(token, credential, hashes)
            return Authorised(replace(kept, access=client.access(token, activation)).dumps())
        sent = client.credential_authorisation(
            credential, hashes, state=self._new_token(), verifier=self._new_token(), redirect_uri=order.redirect_uri
        )
        keep = token if client.profile.activation == "sad" else None  # else the service token is not needed again
        return Redirect(sent.url, sent.state, replace(kept, verifier=sent.verifier, service_token=keep).dumps())


def provider_signatures(
    providers: Providers,
    timestamp_urls: Sequence[str],
    *,
    judge: Judge,
    fetcher: Fetcher,
    clock: Callable[[], datetime],
    new_token: Callable[[], str],
    font_file: str,
) -> ProviderSignatures:
    """Signatures on these providers."""
    return ProviderSignatures(
        [CscClient(one.profile, one.client, clock=clock) for one in providers.every],
        judge,
        fetcher,
        timestamp_urls=timestamp_urls,
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
        (SignatureLost, FailureCause.ANSWER_LOST),
        (SignatureDoesNotMatch, FailureCause.REFUSED),
        (ProviderError, FailureCause.REFUSED),
        (DocumentError, FailureCause.REFUSED),
    ]
    try:
        yield
    except SigningError as error:
        cause = next((cause for kind, cause in causes if isinstance(error, kind)), FailureCause.REFUSED)
        raise SigningFailed(cause.value, TEXTS[cause]) from error
