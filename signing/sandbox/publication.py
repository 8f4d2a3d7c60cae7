"""The mirror folder of the signed lists, made at first use and anew before it runs out."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from lxml import etree

from signing.sandbox import addresses
from signing.sandbox.certificates import Validity, seal_certificate
from signing.sandbox.installation import Installation, write_atomically
from signing.sandbox.register import Register
from signing.sandbox.revocation import renew_revocation_lists
from signing.sandbox.trusted_lists import EDITION, LIFE, list_of_lists, national_list

RENEW_BEFORE = timedelta(days=30)
SEAL_FILE = "seal.p12"
_T = "{http://uri.etsi.org/02231/v2#}"
_LISTS = {"EU": ("lotl.xml", list_of_lists), addresses.TERRITORY: ("xs.xml", national_list)}


def prepare(installation: Installation, now: datetime) -> Register:
    """Bring everything published up to date: lists, their index and anchor, CRLs. Cheap when nothing is due."""
    register = Register(installation.directory)
    make_seal(installation)
    renew_lists(installation, now)
    renew_revocation_lists(installation, register, now)
    return register


def renew_lists(installation: Installation, now: datetime) -> bool:
    """Make both lists anew if one is missing, ends within 30 days, or was made by another version that said other things. Says whether it did."""
    with installation.locked():
        known = [_known(installation, file) for file, _ in _LISTS.values()]
        index = installation.mirror / "index.json"
        if _edition(index) == EDITION and all(sequence and next_update - now >= RENEW_BEFORE for sequence, next_update in known):
            return False
        issued_at = now.replace(microsecond=0)
        sequence = 1 + max(sequence for sequence, _ in known)
        for file, make in _LISTS.values():
            write_atomically(installation.mirror / file, make(installation, sequence, issued_at), 0o644)
        anchor = installation.holders["list-of-lists-signer"].certificate.public_bytes(serialization.Encoding.PEM)
        write_atomically(installation.mirror / "anchor.pem", anchor, 0o644)
        write_atomically(index, json.dumps(_index(sequence, issued_at), indent=1).encode(), 0o644)
        return True


def make_seal(installation: Installation) -> None:
    """The sandbox hoster's seal as a PKCS#12 file without password, made once."""
    path = installation.directory / SEAL_FILE
    with installation.locked():
        if path.exists():
            return
        starts_at = installation.created_at - timedelta(hours=1)
        validity = Validity(starts_at, starts_at + timedelta(days=3650))
        seal = seal_certificate("Sandbox Hosting GmbH (TESTSIEGEL)", installation.holders["qualified-ca"], validity)
        chain = installation.chain_of(seal)[1:]
        content = serialize_key_and_certificates(b"seal", seal.key, seal.certificate, chain, serialization.NoEncryption())
        write_atomically(path, content)


def _index(sequence: int, issued_at: datetime) -> dict[str, object]:
    facts = {
        "sequence": sequence,
        "issued": f"{issued_at:%Y-%m-%dT%H:%M:%SZ}",
        "next_update": f"{issued_at + LIFE:%Y-%m-%dT%H:%M:%SZ}",
    }
    return {
        "edition": EDITION,
        "lotl": "lotl.xml",
        "lists": dict.fromkeys(_LISTS, facts),
        "locations": {addresses.LIST_OF_LISTS: "lotl.xml", addresses.NATIONAL_LIST: "xs.xml"},
    }


def _edition(index: Path) -> int:
    """Of the lists on disk; 0 if there are none, or older ones that did not say."""
    try:
        edition = json.loads(index.read_bytes()).get("edition", 1)
    except (OSError, ValueError, AttributeError):
        return 0
    return edition if isinstance(edition, int) else 0


def _known(installation: Installation, file: str) -> tuple[int, datetime]:
    """Sequence number and NextUpdate of the list on disk; 0 if there is none that can be read."""
    path = installation.mirror / file
    try:
        root = etree.fromstring(path.read_bytes())
        sequence = root.findtext(f".//{_T}TSLSequenceNumber") or "0"
        next_update = root.findtext(f".//{_T}NextUpdate/{_T}dateTime") or ""
        return int(sequence), datetime.fromisoformat(next_update)
    except (OSError, etree.XMLSyntaxError, ValueError):
        return 0, installation.created_at
