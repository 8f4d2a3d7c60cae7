"""CMS structures and timestamp tokens, right but for what a case asks to be wrong."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from asn1crypto import algos, cms, tsp
from asn1crypto import x509 as asn1_x509

from signing.sandbox.certificates import Holder
from signing.sandbox.installation import Installation
from signing.sandbox.timestamping import timestamp_answer
from tests.signing.attacks.certificates import CertificateBench, Owner
from tests.signing.attacks.parts import attribute, fitting, naming, value_of
from tests.signing.builders import MADE_AT


@dataclass(frozen=True, slots=True)
class Recipe:
    """A CMS signature, right but for what a case changes.

    Attributes:
        algorithm: signature algorithm; None: what fits key and digest.
        sign: makes the value; None: as the algorithm says.
        attributes: changes the signed attributes, in their order.
        signer, data: change the parts of SignerInfo and SignedData before they are put together.
        certificates: embedded ones; None: the signer's and its issuers.
        stamp: signature value → timestamp tokens.
    """

    owner: Owner
    digest: str = "sha256"
    algorithm: algos.SignedDigestAlgorithm | None = None
    sign: Callable[[bytes], bytes] | None = None
    attributes: Callable[[list[cms.CMSAttribute]], list[cms.CMSAttribute]] = list
    signer: Callable[[dict[str, object]], dict[str, object]] = dict
    data: Callable[[dict[str, object]], dict[str, object]] = dict
    certificates: Sequence[bytes] | None = None
    stamp: Callable[[bytes], Sequence[cms.ContentInfo]] | None = None


@dataclass(frozen=True)
class SignatureBench(CertificateBench):
    """Makes signatures and timestamps."""

    def chain(self, owner: Owner, *between: Owner) -> list[bytes]:
        """DER of the certificate, those between, and the sandbox's authorities."""
        holders = self.authority.installation.holders
        return [
            owner.der,
            *(each.der for each in between),
            *(self.owner(holders[label]).der for label in ("qualified-ca", "root")),
        ]

    def cms_over(self, digest: bytes, recipe: Recipe) -> bytes:
        """ContentInfo, DER, over a digest of the signed ranges."""
        attributes = cms.CMSAttributes(recipe.attributes(self._attributes(digest, recipe)))
        algorithm = recipe.algorithm or fitting(recipe.owner.key, recipe.digest)
        value = (recipe.sign or (lambda octets: value_of(recipe.owner.key, algorithm, octets)))(attributes.dump())
        certificate = asn1_x509.Certificate.load(recipe.owner.der)
        signer: dict[str, object] = {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {"issuer_and_serial_number": {"issuer": certificate.issuer, "serial_number": certificate.serial_number}}
            ),
            "digest_algorithm": {"algorithm": recipe.digest},
            "signed_attrs": attributes,
            "signature_algorithm": algorithm,
            "signature": value,
        }
        tokens = list((recipe.stamp or self.stamped())(value))
        if tokens:
            signer["unsigned_attrs"] = [
                cms.CMSAttribute({"type": "signature_time_stamp_token", "values": [token]}) for token in tokens
            ]
        embedded = self.chain(recipe.owner) if recipe.certificates is None else recipe.certificates
        data: dict[str, object] = {
            "version": "v1",
            "digest_algorithms": [{"algorithm": recipe.digest}],
            "encap_content_info": {"content_type": "data"},
            "certificates": [asn1_x509.Certificate.load(der) for der in embedded],
            "signer_infos": [recipe.signer(signer)],
        }
        information = {"content_type": "signed_data", "content": cms.SignedData(recipe.data(data))}
        whole: bytes = cms.ContentInfo(information).dump()
        return whole

    def _attributes(self, digest: bytes, recipe: Recipe) -> list[cms.CMSAttribute]:
        return [
            attribute("content_type", "data"),
            attribute("message_digest", digest),
            attribute("signing_certificate_v2", naming(recipe.owner.der)),
        ]

    def stamped(
        self, at: datetime = MADE_AT, *, unit: Owner | None = None, over: bytes | None = None
    ) -> Callable[[bytes], list[cms.ContentInfo]]:
        """Stamps a signature value with one token; `over` something else, by another unit."""
        return lambda value: [self.token(value if over is None else over, at, unit=unit)]

    def token(self, stamped: bytes, at: datetime = MADE_AT, *, unit: Owner | None = None) -> cms.ContentInfo:
        return self.token_of_digest(hashlib.sha256(stamped).digest(), at, unit=unit)

    def token_of_digest(self, digest: bytes, at: datetime = MADE_AT, *, unit: Owner | None = None) -> cms.ContentInfo:
        """A timestamp token over a SHA-256 digest, by the listed unit if no other is named."""
        imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest}
        request = tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "cert_req": True})
        answer = tsp.TimeStampResp.load(timestamp_answer(self._stamping(unit), request.dump(), at))
        return answer["time_stamp_token"]

    def token_signed_anew(self, stamped: bytes, *, named: bool) -> cms.ContentInfo:
        """A token by the listed unit's own key, with or without the attribute that names its certificate."""
        token = self.token(stamped)
        signer = token["content"]["signer_infos"][0]
        kept = [each for each in signer["signed_attrs"] if named or each["type"].native != "signing_certificate_v2"]
        signer["signed_attrs"] = cms.CMSAttributes(kept)
        signer["signature"] = value_of(
            self.installed("timestamping-unit").key, signer["signature_algorithm"], signer["signed_attrs"].untag().dump()
        )
        return cms.ContentInfo.load(token.dump(force=True))

    def _stamping(self, unit: Owner | None) -> Installation:
        installation = self.authority.installation
        if unit is None:
            return installation
        holder = Holder("timestamping-unit", unit.certificate, unit.key)  # type: ignore[arg-type]
        return replace(installation, holders={**installation.holders, "timestamping-unit": holder})
