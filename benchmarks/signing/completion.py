"""A signature from the issued file to B-LTA, timestamps and revocation data over loopback HTTP, against pyHanko's one call that does the same.

The whole is the first row. The second is its part after the signer's value is here, embedded, judged, provided with revocation data and finished: what a signer waits
for when he comes back from his provider. pyHanko's call cannot be parted so: the whole of it is the rival of both.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

from benchmarks.signing.alternating import against, milliseconds
from benchmarks.signing.documents import FIELD, vollmacht
from benchmarks.signing.rival import Rival
from benchmarks.signing.saying import line
from signing.appearance import SignatureAppearance
from signing.data_to_sign import PreparedSignature, prepare
from signing.extend import to_lta
from signing.fetching import Fetcher
from signing.revocation_data import fetch_revocation
from signing.sandbox import addresses
from signing.sandbox.revocation import as_asn1
from signing.sign import embed
from signing.timestamps import TimestampAuthorities
from signing.validation import validate
from tests.signing.builders import Authority
from tests.signing.served import FONT

ROUNDS = 7


def lines() -> Iterator[str]:
    now = datetime.now(UTC)  # noqa: TID251 - pyHanko judges by the machine's clock
    with tempfile.TemporaryDirectory() as name, _serving(Path(name) / "sandbox", now) as (authority, url):
        holder = authority.holder("Zoë Łukaszewicz", at=now)
        certificates = authority.installation.chain_of(holder)
        chain = tuple(as_asn1(one).dump() for one in certificates)
        fetcher = Fetcher({addresses.HOST: url})
        timestamper = TimestampAuthorities((addresses.TIMESTAMPS,), fetcher)
        file, container, root = Path(name) / "issued.pdf", Path(name) / "signer.p12", Path(name) / "root.pem"
        file.write_bytes(vollmacht())
        root.write_bytes(certificates[-1].public_bytes(serialization.Encoding.PEM))
        container.write_bytes(
            serialize_key_and_certificates(
                b"signer", holder.key, holder.certificate, certificates[1:], serialization.NoEncryption()
            )
        )
        registry = authority.registry(now)
        parts: list[float] = []

        def completed() -> None:
            appearance = SignatureAppearance("Zoë Łukaszewicz", FONT, sandbox=True)
            prepared = prepare(vollmacht(), field=FIELD, chain=chain, signed_at=now, appearance=appearance)
            value = _value(holder.key, prepared.hash_to_sign)
            parts.append(milliseconds(lambda: finished(prepared, value), waits=True))

        def finished(prepared: PreparedSignature, value: bytes) -> None:
            signed = embed(prepared, value, chain, timestamper=timestamper)
            needs = validate(signed, registry=registry, at=now).revocation_needs
            revocation = fetch_revocation(needs, fetcher)
            known = [der for need in needs for der in (need.certificate, need.issuer)]
            to_lta(signed, certificates=known, revocation=revocation, timestamper=timestamper)

        rival = Rival()
        own, other = against(
            rival, completed, rounds=ROUNDS, waits=True, do="complete", pdf=str(file), p12=str(container), root=str(root), tsa=f"{url}/tsa",
            field=FIELD, base=url,
        )  # fmt: skip
        rival.close()
        fetcher.close()
        yield line("sign and complete to B-LTA", own, "pyHanko's one call", other, 1 / 3)
        after = statistics.median(parts[-ROUNDS:])
        yield line("from the signer's value to B-LTA", after, "pyHanko's one call", other, 1 / 3)


@contextmanager
def _serving(directory: Path, now: datetime) -> Iterator[tuple[Authority, str]]:
    """The sandbox as it is started by hand, in a process of its own: it takes its time from both engines alike."""
    authority = Authority.at(directory, now - timedelta(days=1))
    command = [sys.executable, "-m", "signing.sandbox", "serve", "--directory", str(directory), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield authority, json.loads(process.stdout.readline())["url"]
        finally:
            process.terminate()


def _value(key: ec.EllipticCurvePrivateKey, digest: bytes) -> bytes:
    return key.sign(digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))
