"""certomancer-csc-dummy, an independent server of CSC 1.0.4, in this process: a small PKI of its own, keys made for the test."""

import asyncio
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiohttp import web
from certomancer.registry import CertomancerConfig
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from csc_dummy.csc_dummy_server import CSCWithCertomancer, DummyServiceParams

from tests.signing.served import loopback, url_of

_PKI = """
external-url-prefix: "http://test.invalid"
keysets:
  keys:
    path-prefix: {folder}
    keys:
      root: {{path: root.pem}}
      zoe: {{path: zoe.pem}}
pki-architectures:
  people:
    keyset: keys
    entity-defaults: {{country-name: DE, organization-name: Test}}
    entities:
      root: {{common-name: Test Root}}
      zoe: {{common-name: "Zoë Łukaszewicz", given-name: "Zoë", surname: "Łukaszewicz"}}
    certs:
      root:
        subject: root
        subject-key: root
        issuer: root
        authority-key: root
        validity: {{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2500-01-01T00:00:00+0000"}}
        extensions:
          - {{id: basic_constraints, critical: true, value: {{ca: true}}}}
          - {{id: key_usage, critical: true, smart-value: {{schema: key-usage, params: [key_cert_sign]}}}}
      zoe:
        subject: zoe
        subject-key: zoe
        issuer: root
        authority-key: root
        validity: {{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2500-01-01T00:00:00+0000"}}
        extensions:
          - {{id: basic_constraints, critical: true, value: {{ca: false}}}}
          - {{id: key_usage, critical: true, smart-value: {{schema: key-usage, params: [non_repudiation]}}}}
"""


@contextmanager
def running_dummy(folder: Path, *, scal: int) -> Iterator[str]:
    """Its URL while the block runs. At SCAL 2 it signs only hashes that were named at the authorisation."""
    keys: dict[str, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey] = {
        "root": rsa.generate_private_key(65537, 3072),
        "zoe": ec.generate_private_key(ec.SECP256R1()),
    }
    for name, key in keys.items():
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (folder / f"{name}.pem").write_bytes(pem)
    (folder / "pki.yml").write_text(_PKI.format(folder=folder), "utf-8")
    config = CertomancerConfig.from_file(str(folder / "pki.yml"), key_search_dir="/", config_search_dir="/")
    with warnings.catch_warnings():  # its own habits with aiohttp are not ours
        warnings.simplefilter("ignore", web.NotAppKeyWarning)
        server = CSCWithCertomancer(config, service_params=DummyServiceParams(hash_pinning_required=scal == 2))
    server.register_routes()
    bound, loop, answering = loopback(), asyncio.new_event_loop(), threading.Event()

    async def serve() -> web.AppRunner:
        runner = web.AppRunner(server.app, access_log=None)
        await runner.setup()
        await web.SockSite(runner, bound).start()
        return runner

    def run() -> None:
        runner = loop.run_until_complete(serve())
        answering.set()
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert answering.wait(20)
        yield url_of(bound)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)
        bound.close()
