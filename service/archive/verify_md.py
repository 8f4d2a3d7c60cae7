"""VERIFY.md: how to verify a package offline, with standard tools, in ten years."""

import hashlib
from collections.abc import Sequence

from service.use_cases.ports import EvidencePackage


def verify_md(package: EvidencePackage, files: Sequence[str]) -> bytes:
    """The exact commands, with this package's own names and hashes."""
    sha256 = hashlib.sha256(package.pdf).hexdigest()
    stamps = [name for name in files if name.endswith(".tsr")]
    commands = "\n".join(
        f"openssl ts -verify -token_in -in data/{name} -data data/{name.removesuffix('.tsr')}.data \\\n"
        f"  -CAfile data/certificates/all.pem -partial_chain -attime $(date -d '{_stamped(package)}' +%s)"
        for name in stamps
    )
    sandbox = (
        "\n> **SANDBOX**: signatures, lists and timestamps in this package are test material without legal effect.\n"
        if package.sandbox
        else ""
    )
    text = f"""# How to verify this package
{sandbox}
Evidence of the Vollmacht **{package.number}** (id `{package.power_of_attorney}`), exported {package.exported_at:%Y-%m-%d %H:%M:%S} UTC.
Everything below works offline. No program of ours is needed.

## 1. Nothing was changed since the export

In the folder that holds `bagit.txt`:

    sha256sum -c manifest-sha256.txt
    sha256sum -c tagmanifest-sha256.txt

or, with Python alone: `python3 data/verify.py`. It is a BagIt 1.0 bag (RFC 8493): any BagIt tool validates it.

## 2. The document is the archived one

    sha256sum data/vollmacht.pdf

must print `{sha256}`, the hash in `data/storage-proof.json` and in `data/verdict.json`.

## 3. The signatures are intact

    pdfsig data/vollmacht.pdf

Every `ETSI.CAdES.detached` signature must read "Signature is Valid", and the document timestamp "Total document signed". EU DSS, Adobe Acrobat and any
other PAdES validator read the same file; certificates, CRLs and OCSP responses as of the signing lie inside it (PAdES B-LTA) and beside it under
`data/certificates` and `data/revocation`.

## 4. The timestamps hold

{commands or "No timestamp could be taken out of the file."}

## 5. What it says and who decided

`data/vollmacht.json` is the record attached to the PDF, `data/verdict.json` the verdict step by step as of the sealing, sentence by sentence
against Art. 32 (1) eIDAS, `data/verdict.xml` the same as an ETSI TS 119 102-2 report, `data/state.json` the Vollmacht's state at
the export, `data/audit-events.json` who did what and when, `data/register-extracts.json` what proved the representation.
`data/annahme.pdf`, once it is issued, is the hoster's acceptance; it names the SHA-256 of the file as it was when he accepted.

This report is not a qualified validation (Art. 33 eIDAS). A trusted list of the time shows whether the certificates were qualified.
"""
    return text.encode()


def _stamped(package: EvidencePackage) -> str:
    signatures = package.verdict.get("signatures")
    found = [str(one.get("signed_at")) for one in signatures] if isinstance(signatures, list) else []
    return max(found, default=package.exported_at.isoformat())
