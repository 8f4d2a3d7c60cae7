"""A real S3 server with versioning and Object Lock, on loopback: SeaweedFS from its PyPI wheel. A test peer, never an archive."""

import json
import secrets
import shutil
import signal
import socket
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

GRPC_OFFSET = 10_000  # SeaweedFS listens there, too
START_S = 60


@dataclass(frozen=True)
class S3Server:
    """A running server. `environment` is what boto3 reads."""

    endpoint: str
    access_key: str
    secret_key: str
    pid: int

    @property
    def environment(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL_S3": self.endpoint,
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
        }

    def client(self) -> Any:
        """boto3's, as the bucket's owner: for what an operator or an attacker does."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            region_name="us-east-1",
            config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=10),
        )

    def new_bucket(self, *, lock: bool = True) -> str:
        name = f"archive-{secrets.token_hex(6)}"
        client = self.client()
        client.create_bucket(Bucket=name, ObjectLockEnabledForBucket=lock)
        client.close()
        return name


@contextmanager
def running_s3_server(port: int | None = None, data: Path | None = None) -> Iterator[S3Server]:
    """Started, answering, and gone at the end.

    Args:
        port: the one to listen on again after a stop; None: a free one.
        data: kept between two starts; None: a temporary folder.
    """
    with ExitStack() as stack:
        place = data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="s3-", ignore_cleanup_errors=True)))
        run = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="s3-run-", ignore_cleanup_errors=True)))
        # The same keys after a restart on the same data.
        keys = place / "keys.json"
        if not keys.exists():
            keys.write_text(json.dumps([secrets.token_hex(8), secrets.token_hex(16)]))
        access_key, secret_key = json.loads(keys.read_text())
        command, port = _command(place, run, port, access_key, secret_key)
        log = stack.enter_context((run / "log").open("wb"))
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=run)
        stack.callback(_stop, process)
        server = S3Server(f"http://127.0.0.1:{port}", access_key, secret_key, process.pid)
        _wait(server, process, run / "log")
        yield server


def _command(place: Path, run: Path, port: int | None, access_key: str, secret_key: str) -> tuple[list[str], int]:
    weed = Path(sysconfig.get_path("scripts")) / "weed"
    configuration = run / "s3.json"
    identity = {
        "name": "root",
        "credentials": [{"accessKey": access_key, "secretKey": secret_key}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    configuration.write_text(json.dumps({"identities": [identity]}))
    (place / "mini.options").unlink(missing_ok=True)  # else it would override what is said here
    free = _free_ports(7)
    chosen = port or free[0]
    return [
        str(weed), "mini", f"-dir={place}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-s3.port={chosen}", f"-s3.port.grpc={free[5]}",
        f"-s3.config={configuration}", f"-master.port={free[1]}", f"-volume.port={free[2]}", f"-filer.port={free[3]}",
        f"-admin.port={free[4]}", "-admin.ui=false", "-webdav=false", "-s3.port.iceberg=0", "-s3.port.lance=0",
        "-master.telemetry=false", "-volume.max=0", "-master.volumeSizeLimitMB=64", f"-filer.localSocket={run}/filer.sock",
        f"-s3.localSocket={run}/s3.sock",
    ], chosen  # fmt: skip


def _free_ports(count: int) -> list[int]:
    """Ports whose neighbour 10,000 above is free as well."""
    with ExitStack() as stack:
        found: list[int] = []
        while len(found) < count:
            port = 12_000 + secrets.randbelow(9_000)
            with suppress(OSError):
                for number in (port, port + GRPC_OFFSET):
                    held = stack.enter_context(socket.socket())
                    held.bind(("127.0.0.1", number))
                found.append(port)
        return found


def _wait(server: S3Server, process: subprocess.Popen[bytes], log: Path) -> None:
    client, deadline = server.client(), time.monotonic() + START_S
    while True:
        try:
            client.list_buckets()
        except (BotoCoreError, ClientError) as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the S3 server does not start: {log.read_text(errors='replace')[-2000:]}") from error
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.1)
        else:
            client.close()
            return


def _stop(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def is_installed() -> bool:
    return shutil.which("weed", path=sysconfig.get_path("scripts")) is not None
