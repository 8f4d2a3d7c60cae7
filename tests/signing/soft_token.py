"""Tokens of SoftHSM in a folder of the test's own. Without SoftHSM the test is skipped by name; CI demands it."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from signing.seal import PinFile
from signing.seal.token import TokenPlace

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so", "/opt/homebrew/lib/softhsm/libsofthsm2.so")
PIN = "40 Pfennige"
OFFICER_PIN = "officer-31415"


@dataclass(frozen=True)
class Tokens:
    """The tokens of one folder.

    Attributes:
        environment: what a process needs to see them.
    """

    folder: Path
    module: Path
    tool: str

    @property
    def environment(self) -> dict[str, str]:
        return {"SOFTHSM2_CONF": str(self.folder / "softhsm2.conf")}

    def made(self, label: str, *, pin: str = PIN) -> None:
        """An empty token."""
        self._run("--init-token", "--free", "--label", label, "--pin", pin, "--so-pin", OFFICER_PIN)

    def filled(
        self, label: str, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, *, key_label: str = "seal", pin: str = PIN
    ) -> None:
        """The private key goes into the token."""
        file = self.folder / f"{label}-{key_label}.pem"
        file.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        )
        self._run("--import", str(file), "--token", label, "--label", key_label, "--id", "a1", "--pin", pin)
        file.unlink()

    def pulled(self, label: str) -> None:
        """The token is gone, with all it holds."""
        self._run("--delete-token", "--token", label)

    def place(self, label: str, chain: tuple[bytes, ...], *, pin: str = PIN, key_label: str = "seal") -> TokenPlace:
        """Where a seal of that chain is looked for."""
        certificates = self.folder / f"{label}-chain.pem"
        certificates.write_bytes(
            b"".join(x509.load_der_x509_certificate(der).public_bytes(serialization.Encoding.PEM) for der in chain)
        )
        pin_file = self.folder / f"{label}-pin"
        pin_file.write_text(pin + "\n")
        pin_file.chmod(0o600)
        return TokenPlace(self.module, label, key_label, PinFile(pin_file, self.folder / f"{label}-refused"), certificates)

    def _run(self, *arguments: str) -> None:
        environment = {**os.environ, **self.environment}
        ran = subprocess.run([self.tool, *arguments], env=environment, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr


def soft_tokens(folder: Path) -> Tokens:
    """A new, empty folder of tokens."""
    module = next((Path(one) for one in MODULES if Path(one).is_file()), None)
    tool = shutil.which("softhsm2-util")
    if module is None or tool is None:
        missing = "SoftHSM is not installed (Debian package softhsm2)"
        if os.environ.get("VOLLMACHT_TESTS_SKIP_NOTHING"):
            pytest.fail(missing)
        pytest.skip(missing)
    (folder / "tokens").mkdir(parents=True)
    (folder / "softhsm2.conf").write_text(
        f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    return Tokens(folder, module, tool)
