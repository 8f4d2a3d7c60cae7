"""What the sandbox refuses.

SandboxError
├── DirectoryUnusable        the directory of the installation cannot be made or read
├── NameRefused              no given name and surname can be read out of it
├── DocumentRefused          the file to be signed is no PDF that can be signed
└── RequestRefused           an OAuth or CSC request: status, error code of the standard, description
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


class RequestRefused(SandboxError):
    """Told to the client as `{"error", "error_description"}` (RFC 6749 § 5.2, CSC API v2 § 10.1), in English like the standards' own texts."""

    code = "sandbox-request-refused"

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(f"{error}: {description}")
        self.error, self.description, self.status = error, description, status
