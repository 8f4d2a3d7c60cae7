"""Trusted lists on which the sandbox's qualified CA stands with a certificate that allows other CAs below it."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from signing.qualification.mirror import load_mirror
from signing.qualification.registry import TrustRegistry
from signing.sandbox.certificates import Holder
from signing.sandbox.trusted_lists import list_of_lists, national_list
from tests.signing.builders import JUDGED_AT, MADE_AT, Authority

LISTED = "qualified-ca"


@dataclass(frozen=True)
class WideLists:
    """A mirror folder of its own, signed by the same list signers.

    Attributes:
        certificate: the CA's name and key, by the sandbox's root, and no path length.
    """

    mirror: Path
    certificate: x509.Certificate
    registry: TrustRegistry

    @classmethod
    def of(cls, authority: Authority) -> "WideLists":
        own = authority.installation
        holder, root = own.holders[LISTED], own.holders["root"]
        certificate = _without_path_length(holder, root)
        installation = replace(own, holders={**own.holders, LISTED: Holder(LISTED, certificate, holder.key)})
        mirror = Path(mkdtemp(prefix="wide-", dir=own.directory))
        for file, make in (("lotl.xml", list_of_lists), ("xs.xml", national_list)):
            (mirror / file).write_bytes(make(installation, 2, MADE_AT))
        for file in ("index.json", "anchor.pem"):
            (mirror / file).write_bytes((own.mirror / file).read_bytes())
        facts = json.loads((mirror / "index.json").read_bytes())
        assert set(facts["locations"].values()) == {"lotl.xml", "xs.xml"}
        return cls(mirror, certificate, load_mirror(mirror, authority.anchor, at=JUDGED_AT))


def _without_path_length(holder: Holder, root: Holder) -> x509.Certificate:
    old = holder.certificate
    builder = (
        x509.CertificateBuilder()
        .subject_name(old.subject)
        .issuer_name(root.certificate.subject)
        .public_key(old.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(old.not_valid_before_utc)
        .not_valid_after(old.not_valid_after_utc)
    )
    for extension in old.extensions:
        value = extension.value
        if isinstance(value, x509.BasicConstraints):
            value = x509.BasicConstraints(ca=True, path_length=None)
        builder = builder.add_extension(value, critical=extension.critical)
    return builder.sign(root.key, hashes.SHA256())
