"""What the sandbox refuses.

SandboxError
├── DirectoryUnusable        the directory of the installation cannot be made or read
├── NameRefused              no given name and surname can be read out of it
└── DocumentRefused          the file to be signed is no PDF that can be signed
"""

from pathlib import Path


class SandboxError(Exception):
    """Root of what signing.sandbox raises on purpose; `str()` is a German sentence."""

    code = "sandbox"


class DirectoryUnusable(SandboxError):
    code = "sandbox-directory-unusable"

    def __init__(self, directory: Path, reason: str) -> None:
        super().__init__(f"Das Verzeichnis {directory} der Sandbox-Vertrauensdienste ist nicht benutzbar: {reason}")
        self.directory = directory


class NameRefused(SandboxError):
    code = "sandbox-name-refused"

    def __init__(self) -> None:
        super().__init__("Gebraucht werden Vorname und Nachname, jeder höchstens 64 Zeichen und ohne Steuerzeichen.")


class DocumentRefused(SandboxError):
    code = "sandbox-document-refused"

    def __init__(self, reason: str) -> None:
        super().__init__(f"Die Datei lässt sich nicht signieren: {reason}")
        self.reason = reason
