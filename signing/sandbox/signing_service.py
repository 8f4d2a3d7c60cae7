"""The CSC API: what the signing service answers. JSON objects in, JSON objects out; HTTP is the server's, each dialect's words are `dialects`'."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from signing.sandbox.authorisation_request import SHA256, AuthorisationRequest, Document, is_sha256
from signing.sandbox.authorisations import Authorisations, Grant, signature_rows
from signing.sandbox.clock import Clock
from signing.sandbox.credentials import Credential, Person, credential_by_id, personal_credential
from signing.sandbox.described import Json, described_credential, described_service
from signing.sandbox.dialects import DIALECTS, RSASSA_PSS, Dialect
from signing.sandbox.errors import NameRefused, RequestRefused
from signing.sandbox.installation import Installation
from signing.sandbox.register import Register

_SHA256 = utils.Prehashed(hashes.SHA256())
_PSS = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)


@dataclass(frozen=True, slots=True)
class SigningService:
    """The signing service of one installation, in one dialect."""

    installation: Installation
    register: Register
    clock: Clock
    authorisations: Authorisations
    dialect: Dialect = DIALECTS[0]

    def describe(self, base: str) -> Json:
        return described_service(self.dialect, base)

    def list_credentials(self, grant: Grant, body: Json) -> Json:
        """Answer to `credentials/list` (§ 11.4): the one credential of the person, made at first use."""
        person, now = self._person(grant, body), self.clock()
        credential = personal_credential(self.installation, self.register, person, now, self.dialect.key)
        answer: dict[str, object] = {"credentialIDs": [credential.id], "onlyValid": body.get("onlyValid") is True}
        if body.get("credentialInfo") is True:
            answer["credentialInfos"] = [{"credentialID": credential.id, **self._described(credential, body)}]
        return answer

    def credential(self, grant: Grant, body: Json) -> Json:
        """Answer to `credentials/info` (§ 11.5)."""
        credential = self._credential(body.get("credentialID"))
        asked = grant.request.credential_id if grant.request and grant.request.kind == "credential" else None
        if asked != credential.id and grant.person not in (None, credential.person):
            raise RequestRefused("invalid_request", "Invalid parameter credentialID")
        return self._described(credential, body)

    def activate(self, grant: Grant, body: Json) -> Json:
        """Answer to `credentials/authorize` (§ 11.6): the sandbox's persons confirm on their devices at once."""
        if not self.dialect.device:
            raise RequestRefused("unsupported_operation", "credentials/authorize is not offered here", 501)
        body = self.dialect.plain_call(body)
        credential, number = self._credential(body.get("credentialID")), body.get("numSignatures")
        if grant.person not in (None, credential.person):
            raise RequestRefused("invalid_request", "Invalid parameter credentialID")
        if not isinstance(number, int) or not 1 <= number <= self.dialect.most_signatures:
            raise RequestRefused("invalid_request", "Invalid parameter numSignatures")
        named = _hashes(body) if self.dialect.scal == "2" else []
        request = AuthorisationRequest(
            kind="credential", client_id=self.installation.client.client_id, redirect_uri="", state=None, code_challenge="",
            login_hint="", credential_id=credential.id, number_of_signatures=number,
            documents=tuple(Document(each, str(body.get("description", ""))) for each in named),
        )  # fmt: skip
        return {"SAD": self.authorisations.activate(request, credential.person, self.clock()), "expiresIn": 900}

    def sign_hashes(self, grant: Grant, body: Json) -> Json:
        """Answer to `signatures/signHash` (§ 11.11): signatures of authorised hashes only, all or none.

        A hash signed before under this authorisation gives the signature made then and does not count again, so that a lost answer can be asked
        for once more; in a dialect that gives each signature once it is refused.
        """
        body = self.dialect.plain_call(body)
        request, request_id = grant.request, grant.request_id
        if request is None or request_id is None or request.kind != "credential":
            raise RequestRefused("invalid_token", "signing needs the token of a credential authorisation", 401)
        credential = self._signer(grant, request, body)
        asked = _hashes(body)
        authorised = {document.hash for document in request.documents}
        if request.documents and any(each not in authorised for each in asked):  # at SCAL 1 no hash was named
            raise RequestRefused("invalid_request", "Hash is not authorized by the access token")
        with self.register.work() as rows:
            made = signature_rows(rows, request_id)
            if self.dialect.once and made:
                raise RequestRefused("invalid_request", "The authorisation has been used")
            fresh = [each for each in dict.fromkeys(asked) if each not in made]
            if len(made) + len(fresh) > request.number_of_signatures:
                raise RequestRefused("invalid_request", "Numbers of signatures is too high")
            for each in fresh:
                made[each] = _signature(credential, each, body, plain=self.dialect.plain_values)
                rows.execute("INSERT INTO signatures VALUES (?, ?, ?)", (request_id, each, made[each]))
            answer = {"signatures": [made[each] for each in asked]}
            if not self.dialect.asynchronous:
                return answer
            id = secrets.token_urlsafe(16)
            rows.execute("INSERT INTO responses VALUES (?, ?, 0)", (id, json.dumps(answer)))
        return {"responseID": id}

    def poll(self, body: Json) -> Json | None:
        """Answer to `signatures/signPolling`; None: not yet, as at the first question."""
        with self.register.work() as rows:
            row = rows.execute("SELECT * FROM responses WHERE id = ?", (str(body.get("responseID", "")),)).fetchone()
            if row is None:
                raise RequestRefused("invalid_request", "Invalid parameter responseID")
            rows.execute("UPDATE responses SET asked = asked + 1 WHERE id = ?", (row["id"],))
        answer: Json | None = json.loads(row["content"]) if row["asked"] else None
        return answer

    def _signer(self, grant: Grant, request: AuthorisationRequest, body: Json) -> Credential:
        credential = self._credential(body.get("credentialID"))
        if request.credential_id not in (None, credential.id) or grant.person != credential.person:
            raise RequestRefused("invalid_request", "Invalid parameter credentialID")
        if body.get("hashAlgorithmOID", SHA256) != SHA256:
            raise RequestRefused("invalid_request", "Invalid parameter hashAlgorithmOID")
        if body.get("signAlgo") not in self.dialect.signing_algorithms:
            raise RequestRefused("invalid_request", "Missing or invalid parameter signAlgo")
        if body.get("operationMode", "S") != ("A" if self.dialect.asynchronous else "S"):
            raise RequestRefused("invalid_request", "Invalid parameter operationMode")
        return credential

    def _person(self, grant: Grant, body: Json) -> Person:
        named = body.get("userID")
        if grant.person is not None:
            if named not in (None, grant.person.full_name):
                raise RequestRefused("invalid_request", "userID is not allowed with a person's own token")
            return grant.person
        if not isinstance(named, str):
            raise RequestRefused("invalid_request", "Missing (or invalid type) string parameter userID")
        try:
            return Person.parse(named)
        except NameRefused as refused:
            raise RequestRefused("invalid_request", "Invalid parameter userID: given name and surname") from refused

    def _credential(self, id: object) -> Credential:
        if not isinstance(id, str):
            raise RequestRefused("invalid_request", "Missing (or invalid type) string parameter credentialID")
        found = credential_by_id(self.register, id)
        if found is None:
            raise RequestRefused("invalid_request", "Invalid parameter credentialID")
        return found

    def _described(self, credential: Credential, body: Json) -> Json:
        return described_credential(self.installation, self.dialect, credential, body)


def _hashes(body: Json) -> list[str]:
    match body.get("hashes"):
        case [_, *_] as found if all(isinstance(each, str) and is_sha256(each) for each in found):
            return [str(each) for each in found]
        case _:
            raise RequestRefused("invalid_request", "Empty or invalid hashes: base64 of 32 bytes each")


def _signature(credential: Credential, hash_: str, body: Json, *, plain: bool) -> str:
    """The value as the dialect writes it, base64."""
    key, digest = credential.holder.key, base64.b64decode(hash_)
    if isinstance(key, rsa.RSAPrivateKey):
        value = key.sign(digest, _PSS if body.get("signAlgo") == RSASSA_PSS else padding.PKCS1v15(), _SHA256)
    else:
        value = key.sign(digest, ec.ECDSA(_SHA256))
        if plain:
            value = b"".join(number.to_bytes(32) for number in utils.decode_dss_signature(value))
    return base64.b64encode(value).decode()
