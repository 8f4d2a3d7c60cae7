"""The directory of one installation: its keys, certificates and the one client it knows. Made whole at first use, never changed after."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from signing.sandbox import addresses
from signing.sandbox.certificates import Holder, RsaHolder, Validity, authority, list_signer, ocsp_responder, timestamping_unit
from signing.sandbox.errors import DirectoryUnusable

FORMAT = 1
ISSUERS = ("root", "qualified-ca", "granted-later-ca", "unlisted-ca", "stranger-root")
GRANTED_AT = datetime(2024, 7, 1, tzinfo=UTC)
"""StatusStartingTime of the services: before every certificate they issue, or EU DSS finds them not qualified at issuance."""

_AUTHORITIES_FROM = datetime(2024, 1, 1, tzinfo=UTC)
_AUTHORITIES_UNTIL = datetime(2054, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Client:
    """The one OAuth client of the installation, with the addresses it may be sent back to (none: any loopback address)."""

    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class Installation:
    """Everything that lasts. `holders` maps labels to keys with their certificates."""

    directory: Path
    created_at: datetime
    holders: Mapping[str, Holder]
    client: Client

    def issuer_of(self, holder: Holder | RsaHolder) -> Holder:
        """The authority that issued this certificate, by name: the sandbox gives no name twice."""
        wanted = holder.certificate.issuer
        return next(self.holders[label] for label in ISSUERS if self.holders[label].certificate.subject == wanted)

    def chain_of(self, holder: Holder | RsaHolder) -> tuple[x509.Certificate, ...]:
        """The certificate, its issuer, and so on to the self-signed root, inclusive."""
        chain = [holder.certificate]
        while chain[-1].issuer != chain[-1].subject:
            holder = self.issuer_of(holder)
            chain.append(holder.certificate)
        return tuple(chain)

    @property
    def granted_later_at(self) -> datetime:
        """When the authority `granted-later-ca` became qualified."""
        return self.created_at - timedelta(days=30)

    @property
    def mirror(self) -> Path:
        return self.directory / "trusted-lists"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One process at a time: for what is renewed in place."""
        with (self.directory / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def open_installation(directory: Path, now: datetime) -> Installation:
    """The installation in this directory, made if there is none.

    Raises:
        DirectoryUnusable: it cannot be made, or holds something else.
    """
    try:
        if not (directory / "installation.json").exists():
            _make(directory, now)
        return _read(directory)
    except (OSError, ValueError, KeyError) as fault:
        raise DirectoryUnusable(directory, str(fault)) from fault


def write_atomically(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Readers see the old file or the new one, whole."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fchmod(file.fileno(), mode)
        os.fsync(file.fileno())
    Path(name).replace(path)


def _make(directory: Path, now: datetime) -> None:
    """Fill a directory beside the final one and rename it. Who loses the race finds the winner's directory and drops his own."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=directory.parent, prefix=f".{directory.name}."))  # 0700
    try:
        _fill(draft, now.replace(microsecond=0))
        draft.rename(directory)  # onto nothing or an empty directory; POSIX refuses one that is filled
    except OSError:
        if not (directory / "installation.json").exists():
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _fill(draft: Path, now: datetime) -> None:
    for folder in ("keys", "certificates", "trusted-lists", "revocation"):
        (draft / folder).mkdir(mode=0o700)
    for holder in _new_holders(now):
        key = holder.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        write_atomically(draft / "keys" / f"{holder.label}.pem", key)
        write_atomically(
            draft / "certificates" / f"{holder.label}.pem", holder.certificate.public_bytes(serialization.Encoding.PEM)
        )
    client = {
        "client_id": f"vollmacht-{secrets.token_hex(4)}",
        "client_secret": secrets.token_urlsafe(32),
        "issuer": addresses.ISSUER,
    }
    write_atomically(draft / "client.json", json.dumps(client, indent=1).encode())
    write_atomically(
        draft / "installation.json",
        json.dumps({"format": FORMAT, "created_at": now.isoformat(), "sandbox": True}, indent=1).encode(),
    )


def _new_holders(now: datetime) -> Iterator[Holder]:
    mark = f"{now:%Y}-{secrets.token_hex(3).upper()}"  # so that two installations' authorities are never taken for each other
    long = Validity(_AUTHORITIES_FROM, _AUTHORITIES_UNTIL)
    root = authority("root", f"Sandbox Root CA {mark}", None, long)
    stranger = authority("stranger-root", f"Sandbox Stranger CA {mark}", None, long)
    issuing = [
        authority("qualified-ca", f"Sandbox Qualified CA {mark}", root, long),
        authority("granted-later-ca", f"Sandbox Later Qualified CA {mark}", root, long),
        authority("unlisted-ca", f"Sandbox Unlisted CA {mark}", root, long),
    ]
    for issuer in (root, *issuing, stranger):
        yield issuer
        yield ocsp_responder(f"ocsp-{issuer.label}", f"Sandbox OCSP {issuer.label} {mark}", issuer, long)
    yield timestamping_unit("timestamping-unit", f"Sandbox Qualified TSU {mark}", root, long)
    yield list_signer("list-of-lists-signer", f"Sandbox List of Lists {mark}", long)
    yield list_signer("national-list-signer", f"Sandbox Trusted List {mark}", long)


def _read(directory: Path) -> Installation:
    facts = json.loads((directory / "installation.json").read_bytes())
    if facts["format"] != FORMAT:
        raise ValueError(f"Format {facts['format']} ist unbekannt")
    client = json.loads((directory / "client.json").read_bytes())
    holders = {path.stem: _read_holder(directory, path.stem) for path in (directory / "keys").glob("*.pem")}
    return Installation(
        directory, datetime.fromisoformat(facts["created_at"]), holders, Client(client["client_id"], client["client_secret"])
    )


def _read_holder(directory: Path, label: str) -> Holder:
    key = serialization.load_pem_private_key((directory / "keys" / f"{label}.pem").read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{label}: kein ECDSA-Schlüssel")
    certificate = x509.load_pem_x509_certificate((directory / "certificates" / f"{label}.pem").read_bytes())
    return Holder(label, certificate, key)
