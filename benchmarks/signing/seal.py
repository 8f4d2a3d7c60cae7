"""A hoster's seal, RSA-3072, level B-B, on an acceptance: against the raw operation with hashing, and against pyHanko's default signer."""

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

from benchmarks.signing.alternating import against, compared
from benchmarks.signing.documents import acceptance
from benchmarks.signing.rival import Rival
from benchmarks.signing.saying import line
from signing.seal import Sealer, pkcs12_key
from tests.signing.builders import MADE_AT
from tests.signing.test_seal import self_signed


def lines() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        private = rsa.generate_private_key(65537, 3072)
        container, file = Path(folder) / "seal.p12", Path(folder) / "acceptance.pdf"
        container.write_bytes(
            serialize_key_and_certificates(b"seal", private, self_signed(private), None, serialization.NoEncryption())
        )
        pdf = acceptance()
        file.write_bytes(pdf)
        sealer = Sealer(pkcs12_key(container, None))

        def raw() -> None:
            private.sign(hashlib.sha256(pdf).digest(), padding.PKCS1v15(), hashes.SHA256())

        own, bare = compared(lambda: sealer.seal(pdf, at=MADE_AT), raw, rounds=101)
        yield line("seal RSA-3072 B-B", own, "raw signature and hash", bare, 3)
        rival = Rival()
        own, other = against(rival, lambda: sealer.seal(pdf, at=MADE_AT), rounds=15, do="seal", pdf=str(file), p12=str(container))
        rival.close()
        yield line("seal RSA-3072 B-B", own, "pyHanko's SimpleSigner", other, 1 / 15)
