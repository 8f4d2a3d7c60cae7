"""What a hostile file could make the judge do."""

import os
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def sizes(blobs: Sequence[bytes], parameters: dict[str, Any]) -> dict[str, Any]:
    return {"sizes": [len(blob) for blob in blobs], "said": parameters["say"]}


def eat_memory(_blobs: Sequence[bytes], _parameters: dict[str, Any]) -> dict[str, Any]:
    return {"size": len(bytearray(4 * 1024**3))}


def burn(_blobs: Sequence[bytes], _parameters: dict[str, Any]) -> dict[str, Any]:
    while True:
        pass


def linger(_blobs: Sequence[bytes], _parameters: dict[str, Any]) -> dict[str, Any]:
    time.sleep(60)
    return {}


def die(_blobs: Sequence[bytes], _parameters: dict[str, Any]) -> dict[str, Any]:
    os.kill(os.getpid(), 11)
    return {}


def fail(_blobs: Sequence[bytes], _parameters: dict[str, Any]) -> dict[str, Any]:
    raise ValueError("no")


def write_elsewhere(_blobs: Sequence[bytes], parameters: dict[str, Any]) -> dict[str, Any]:
    Path(parameters["path"]).write_bytes(b"x" * 1000)
    return {}


def connect(_blobs: Sequence[bytes], parameters: dict[str, Any]) -> dict[str, Any]:
    with socket.create_connection(("127.0.0.1", parameters["port"]), timeout=2):
        return {"connected": True}


def chatter(_blobs: Sequence[bytes], _parameters: dict[str, Any]) -> dict[str, Any]:
    return {"said": "x" * (32 * 1024 * 1024)}


def fork_bomb(_blobs: Sequence[bytes], _parameters: dict[str, Any]) -> dict[str, Any]:
    return {"child": os.fork()}
