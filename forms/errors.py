"""What can go wrong when a document is made.

FormsError
├── InputRefused               the input cannot become a document
│   ├── UndrawableText         a character no embedded font draws, or one that hides
│   ├── UnknownCode            a legal form, function, scope or level the edition does not know
│   ├── SignersRefused         no signer, or more or other signers than the legal form can have
│   ├── SelfDealingWithoutTransfer
│   └── TextTooLong            a part that must stay whole is taller than a page
├── EditionUnknown             no wording of that name, or none for that document and language
├── EditionUnusable            the wording cannot be read, or contradicts itself
├── EditionChanged             the wording is not the one that was released
├── BrandUnusable              a logo or colour that cannot be drawn or read
├── DocumentUnknown            no document of that name
├── RecordUnusable             an attached record that is none of ours
└── UnreadableFile             a PDF that cannot be parsed
"""


class FormsError(Exception):
    """Root of everything this package raises on purpose."""

    code = "forms-error"


class InputRefused(FormsError):
    """The input cannot become a document. `path` names the field within the input, never its content."""

    code = "input-refused"

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path


class UndrawableText(InputRefused):
    """`characters` are those that no embedded font draws, each once, in order of appearance."""

    code = "undrawable-text"

    def __init__(self, path: str, characters: tuple[str, ...]) -> None:
        listed = ", ".join(f"U+{ord(character):04X}" for character in characters)
        super().__init__(path, f"cannot be drawn: {listed}")
        self.characters = characters


class UnknownCode(InputRefused):
    code = "unknown-code"

    def __init__(self, path: str, value: str) -> None:
        super().__init__(path, f"unknown code {value!r}")
        self.value = value


class SignersRefused(InputRefused):
    code = "signers-refused"


class SelfDealingWithoutTransfer(InputRefused):
    """The exemption of § 181 BGB is offered only for the part taken in a transfer of contract."""

    code = "self-dealing-without-transfer"

    def __init__(self) -> None:
        super().__init__("self_dealing_option", "needs the scope TAKE_PART_IN_CONTRACT_TRANSFER")


class TextTooLong(InputRefused):
    code = "text-too-long"


class EditionUnknown(FormsError):
    code = "edition-unknown"

    def __init__(self, name: str, document: str | None = None, language: str | None = None) -> None:
        what = f"document {document!r} in language {language!r}"
        super().__init__(f"edition {name!r} has no {what}" if document else f"no edition {name!r}")
        self.name = name


class EditionUnusable(FormsError):
    code = "edition-unusable"


class EditionChanged(FormsError):
    """A released edition never changes: documents name its SHA-256. Both digests are hex."""

    code = "edition-changed"

    def __init__(self, name: str, *, released: str, found: str) -> None:
        super().__init__(f"edition {name!r} was released as {released}, its files now give {found}: install the program anew")
        self.name = name


class BrandUnusable(FormsError):
    """The message says what is wrong with the logo or the colour, and what to do."""

    code = "brand-unusable"


class DocumentUnknown(FormsError):
    code = "document-unknown"

    def __init__(self, name: str) -> None:
        super().__init__(f"no document {name!r}")
        self.name = name


class RecordUnusable(FormsError):
    code = "record-unusable"


class UnreadableFile(FormsError):
    code = "unreadable-file"
