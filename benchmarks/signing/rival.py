"""pyHanko as it is, in a process of its own: nothing of ours is imported there. Reads orders, one JSON a line; answers milliseconds.

Orders: {"do": "seal", "pdf", "p12"} · {"do": "validate", "pdf", "root"} · {"do": "complete", "pdf", "p12", "root", "tsa", "field", "base"}; paths and
addresses. `base`: where the names under .test that stand in the certificates lie today.
"""

import asyncio
import io
import json
import logging
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

RESOLVE = socket.getaddrinfo


class Rival:
    """The parent's side."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def milliseconds(self, *, waits: bool, **order: str) -> float:
        """Time of one run; the first one of an order is for warming up and is the caller's to throw away."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({**order, "waits": waits}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return float(answer["milliseconds"])

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def _sealed(pdf: bytes, order: dict[str, str]) -> None:
    signer = SimpleSigner.load_pkcs12(order["p12"])
    metadata = PdfSignatureMetadata(field_name="seal", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    asyncio.run(PdfSigner(metadata, signer).async_sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=io.BytesIO()))


def _validated(pdf: bytes, order: dict[str, str]) -> None:
    """The plain call, once: the first signature."""
    context = ValidationContext(trust_roots=list(load_certs_from_pemder([order["root"]])))
    assert validate_pdf_signature(PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures[0], context).bottom_line


def _completed(pdf: bytes, order: dict[str, str]) -> None:
    """Signature, timestamp, validation data and document timestamp in one call."""
    _send_test_names_to(urlsplit(order["base"]).port or 80)
    context = ValidationContext(
        trust_roots=list(load_certs_from_pemder([order["root"]])),
        allow_fetching=True,
        revocation_mode="hard-fail",
        time_tolerance=timedelta(
            minutes=1
        ),  # on a busy machine an OCSP response is more than the usual second younger than the call
    )
    metadata = PdfSignatureMetadata(
        field_name=order["field"],
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        embed_validation_info=True,
        use_pades_lta=True,
        validation_context=context,
    )
    signer = PdfSigner(metadata, SimpleSigner.load_pkcs12(order["p12"]), timestamper=HTTPTimeStamper(order["tsa"]))
    asyncio.run(signer.async_sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=io.BytesIO()))


def _send_test_names_to(port: int) -> None:
    def resolved(host: str, wanted: object, *rest: Any, **named: Any) -> Any:
        ours = isinstance(host, str) and host.endswith(".test")
        return RESOLVE("127.0.0.1", port, *rest, **named) if ours else RESOLVE(host, wanted, *rest, **named)

    socket.getaddrinfo = resolved  # type: ignore[assignment]


ACTS: dict[str, Callable[[bytes, dict[str, str]], None]] = {"seal": _sealed, "validate": _validated, "complete": _completed}


def main() -> None:
    logging.disable(logging.CRITICAL)
    for text in sys.stdin:
        order: dict[str, Any] = json.loads(text)
        pdf = Path(order["pdf"]).read_bytes()
        clock = time.perf_counter if order["waits"] else time.process_time
        started = clock()
        ACTS[order["do"]](pdf, order)
        print(json.dumps({"milliseconds": (clock() - started) * 1000}), flush=True)


if __name__ == "__main__":
    main()
