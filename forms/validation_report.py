"""Prüfbericht: the verdict on a file's signatures, each against Art. 32 (1) (a)–(h) eIDAS; a sidecar, never part of the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from forms.blocks import Block, Column, Document, Grid, Heading
from forms.composing import document_of, edition_for, fill, table
from forms.errors import InputRefused, UnknownCode
from forms.filled_wording import FilledWording
from forms.issue import Issue
from forms.parties import Hoster
from forms.phrases import instant
from forms.refusing import refuse_unless_sha256
from forms.wording.edition import Edition

NAME = "validation-report"
LETTERS = "abcdefgh"
_SIGNATURE_LEVEL = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One letter of Art. 32 (1): PASSED, FAILED, UNKNOWN or SKIPPED, and what the answer rests on (None: not recorded)."""

    letter: str
    outcome: str
    finding: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedSignature:
    """One signature. `requirements`: all of a to h, in that order. The codes are those of `verify --json`."""

    field: str
    signer: str | None
    expected_signer: str | None
    indication: str
    sub_indication: str | None
    qualification: str
    level: str
    signed_at: datetime | None
    signed_at_source: str
    requirements: tuple[Requirement, ...]
    issuer: str | None = None
    certificate_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedTimestamp:
    """`kind`: SIGNATURE or DOCUMENT; `at` None: it could not be read."""

    kind: str
    at: datetime | None
    indication: str
    qualified: bool
    authority: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedReason:
    """Why the file is not valid: the verdict's code and its sentence."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationReportInput:
    """The verdict as `verify --json` gives it.

    Attributes:
        file_sha256: of the judged file, hex; `file_bytes`: its size.
        judged_at: the instant for which the verdict holds.
        lists: the trusted lists it rests on, as printed ("DE 187, ausgestellt am 01.11.2026"); empty: none was needed.
    """

    issue: Issue
    hoster: Hoster
    verdict: str
    judged_at: datetime
    file_sha256: str
    file_bytes: int
    issued_here: bool
    complete: bool
    reasons: tuple[ReportedReason, ...] = ()
    signatures: tuple[ReportedSignature, ...] = ()
    timestamps: tuple[ReportedTimestamp, ...] = ()
    lists: tuple[str, ...] = ()


def build(data: ValidationReportInput) -> Document:
    """The document as a tree of blocks. Raises as `forms.composing.edition_for`."""
    edition = edition_for(NAME, data)
    _refuse_unknown(data, edition)
    wording = fill(
        edition,
        data,
        traits={
            "reasons": bool(data.reasons),
            "signatures": bool(data.signatures),
            "timestamps": bool(data.timestamps),
        },
        fields={"verdict": edition.codes["verdict"][data.verdict]},
    )
    return document_of(
        wording,
        data.issue,
        {
            "file_table": lambda _: (_file(data, wording),),
            "reasons": lambda _: (_reasons(data, wording),),
            "signatures": lambda _: tuple(_signatures(data, wording)),
            "timestamps": lambda _: (_timestamps(data, wording),),
        },
    )


def _refuse_unknown(data: ValidationReportInput, edition: Edition) -> None:
    refuse_unless_sha256("file_sha256", data.file_sha256)
    codes = [("verdict", data.verdict, "verdict")]
    for position, one in enumerate(data.signatures):
        path = f"signatures[{position}]"
        codes += [
            (f"{path}.indication", one.indication, "indication"),
            (f"{path}.qualification", one.qualification, "qualification"),
            (f"{path}.signed_at_source", one.signed_at_source, "time_source"),
            *((f"{path}.requirements", requirement.outcome, "outcome") for requirement in one.requirements),
        ]
        if "".join(requirement.letter for requirement in one.requirements) != LETTERS:
            raise InputRefused(f"{path}.requirements", "must be a to h, each once, in order")
    for position, stamp in enumerate(data.timestamps):
        codes += [
            (f"timestamps[{position}].kind", stamp.kind, "timestamp_kind"),
            (f"timestamps[{position}].indication", stamp.indication, "indication"),
        ]
    for path, code, name in codes:
        if code not in edition.codes[name]:
            raise UnknownCode(path, code)


def _file(data: ValidationReportInput, wording: FilledWording) -> Block:
    label = wording.label
    rows = [
        (label("judged_at"), instant(data.judged_at, wording.edition)),
        (label("file_sha256"), data.file_sha256),
        (label("file_bytes"), label("bytes", count=str(data.file_bytes))),
        (label("issued_here"), label("yes" if data.issued_here else "no")),
        (label("complete"), label("yes" if data.complete else "no") if data.issued_here else None),
        (label("lists"), "; ".join(data.lists)),
    ]
    return table(label("table_file"), rows)


def _reasons(data: ValidationReportInput, wording: FilledWording) -> Block:
    columns = (Column(wording.label("reason_column"), 3), Column(wording.label("reason_text"), 6))
    return Grid(columns, tuple((reason.code, reason.text) for reason in data.reasons), wording.label("reasons_summary"))


def _signatures(data: ValidationReportInput, wording: FilledWording) -> Iterator[Block]:
    label, codes = wording.label, wording.edition.codes
    for position, one in enumerate(data.signatures, start=1):
        number = str(position)
        heading = label("signature_heading", position=number, signer=one.signer or label("unknown_signer"))
        yield Heading(_SIGNATURE_LEVEL, heading)
        rows = [
            (label("field"), one.field),
            (label("expected_signer"), one.expected_signer),
            (label("indication"), codes["indication"][one.indication]),
            (label("sub_indication"), one.sub_indication),
            (label("qualification"), codes["qualification"][one.qualification]),
            (label("level_of_signature"), one.level),
            (label("signed_at"), instant(one.signed_at, wording.edition) if one.signed_at else label("unknown_signer")),
            (label("time_source"), codes["time_source"][one.signed_at_source]),
            (label("issuer"), one.issuer),
            (label("certificate_sha256"), one.certificate_sha256),
        ]
        yield table(label("table_signature", position=number), rows)
        yield _requirements(one, number, wording)


def _requirements(one: ReportedSignature, number: str, wording: FilledWording) -> Block:
    label, codes = wording.label, wording.edition.codes
    columns = (
        Column(label("letter"), 1.1),
        Column(label("requirement_column"), 4.4),
        Column(label("finding_column"), 4.6),
        Column(label("outcome"), 2),
    )
    rows = tuple(
        (
            label("letter_value", letter=requirement.letter),
            codes["requirement"][requirement.letter],
            requirement.finding or label("no_finding"),
            codes["outcome"][requirement.outcome],
        )
        for requirement in one.requirements
    )
    return Grid(columns, rows, label("requirements_summary", position=number))


def _timestamps(data: ValidationReportInput, wording: FilledWording) -> Block:
    label, codes = wording.label, wording.edition.codes
    columns = (
        Column(label("timestamp_kind"), 4.2),
        Column(label("timestamp_at"), 3.6),
        Column(label("timestamp_authority"), 4),
        Column(label("timestamp_qualified"), 2.4),
        Column(label("outcome"), 3.4),
    )
    rows = tuple(
        (
            codes["timestamp_kind"][stamp.kind],
            instant(stamp.at, wording.edition) if stamp.at else label("unknown_signer"),
            stamp.authority or label("unknown_signer"),
            label("yes" if stamp.qualified else "no"),
            codes["indication"][stamp.indication],
        )
        for stamp in data.timestamps
    )
    return Grid(columns, rows, label("timestamps_summary"))
