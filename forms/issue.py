"""What every document beside the main one bears: number, wording, addresses, and what kind of copy it is."""

from dataclasses import dataclass
from datetime import date

from forms.parties import Principal, Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One making of a document.

    Attributes:
        document_id: UUID in lower case; the file's mark names it.
        number: the printed number, "VM-2026-000123".
        edition: name of the wording edition.
        verification_url: address of the public verification page; no code or secret in it.
        sandbox: every page says that the document has no effect.
        sample: some of what it says is made up; every page says so.
        language: of the wording; anything but German is a translation for convenience.
        record_json: the same facts as data, attached under `record_name`; None: nothing is attached.
    """

    document_id: str
    number: str
    edition: str
    verification_url: str
    sandbox: bool
    sample: bool = False
    language: str = "de"
    record_json: bytes | None = None
    record_name: str = "vollmacht.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantedPower:
    """The Vollmacht a document speaks of.

    Attributes:
        signers: of the chosen set; a natural person's name is the signer's.
        declared_on: the day of the last signature, Berlin; None: not signed yet.
        sha256: of the signed file, in hex; None: not signed yet.
    """

    number: str
    principal: Principal
    signers: tuple[Signer, ...]
    scopes: tuple[str, ...]
    declared_on: date | None = None
    sha256: str | None = None
