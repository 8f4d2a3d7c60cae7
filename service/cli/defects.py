"""Where the traceback of a defect goes: a 0600 file of the installation, never the terminal."""

import os

from service.settings import settings_from


def keep(reference: str, details: str) -> str:
    """Write the details; returns the file's path."""
    folder = settings_from().home / "log"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"defect-{reference}.txt"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(details)
    return str(path)
