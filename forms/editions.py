"""Editions: the wording of all documents as data, fixed for ever once released.

An edition is a folder `forms/wording/NAME` of one TOML file a document and language, beside `edition.toml` with what they
share. The edition's name and SHA-256 are stored with every document made from it. The SHA-256 is that of a list, which
any system with coreutils makes again: `cd forms/wording/NAME && sha256sum *.toml | sha256sum` (files in the order of
`LC_ALL=C`). The first edition, 2026-11, is a single file; its SHA-256 is the file's.

`forms/wording/released.toml` names the released ones with their SHA-256. An edition whose files no longer give that
SHA-256 is refused; one that is not named there is a draft.
"""

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from forms.errors import EditionChanged, EditionUnknown
from forms.wording.edition import Edition
from forms.wording.parsing import parse_edition

_FOLDER = Path(__file__).parent / "wording"
_RELEASED = _FOLDER / "released.toml"
_SHARED = "edition"
BINDING_LANGUAGE = "de"
MAIN_DOCUMENT = "power-of-attorney"


@dataclass(frozen=True, slots=True)
class Release:
    """A released edition. `withdrawn_on` is the first day on which no new draft may use it (None: in use); `reviewed_on` the
    day on which a lawyer had read it (None: nobody has)."""

    sha256: str
    released_on: date
    withdrawn_on: date | None = None
    reviewed_on: date | None = None


def edition_names() -> tuple[str, ...]:
    """All editions, oldest first by name."""
    found = [path.parent.name for path in _FOLDER.glob(f"*/{_SHARED}.toml")]
    found += [path.stem for path in _FOLDER.glob("*.toml") if path != _RELEASED]
    return tuple(sorted(found))


def documents_of(name: str) -> tuple[tuple[str, str], ...]:
    """The documents an edition has wording for, each with its language: `("first-information", "en")`.

    Raises:
        EditionUnknown: there is none of that name.
    """
    if _single(name).exists():
        return ((MAIN_DOCUMENT, BINDING_LANGUAGE),)
    pairs = (path.stem.partition(".") for path in _files_of(name))
    return tuple((document, language or BINDING_LANGUAGE) for document, _, language in pairs if document != _SHARED)


@cache
def load_edition(name: str, document: str = MAIN_DOCUMENT, language: str = BINDING_LANGUAGE) -> Edition:
    """The wording of a document in an edition.

    Raises:
        EditionUnknown: there is no such edition, or it has no such document in that language.
        EditionUnusable: it cannot be read or contradicts itself.
        EditionChanged: it was released with other words.
    """
    if (document, language) not in documents_of(name):
        raise EditionUnknown(name, document, language)
    sha256 = edition_sha256(name)
    release = releases().get(name)
    if release and release.sha256 != sha256:
        raise EditionChanged(name, released=release.sha256, found=sha256)
    if _single(name).exists():
        return parse_edition(_single(name).read_bytes(), sha256=sha256)
    suffix = "" if language == BINDING_LANGUAGE else f".{language}"
    own, shared = (_FOLDER / name / f"{part}{suffix}.toml" for part in (document, _SHARED))
    return parse_edition(own.read_bytes(), shared=shared.read_bytes(), sha256=sha256)


def is_in_use(name: str, on: date) -> bool:
    """Whether a new draft may use the edition on that day: released, and not withdrawn."""
    release = releases().get(name)
    return release is not None and release.released_on <= on and (release.withdrawn_on is None or on < release.withdrawn_on)


def edition_sha256(name: str) -> str:
    """Over all files of an edition, in hex. Raises EditionUnknown."""
    if _single(name).exists():
        return hashlib.sha256(_single(name).read_bytes()).hexdigest()
    return sha256_of(_files_of(name))


def sha256_of(files: Iterable[Path]) -> str:
    """As `sha256sum FILES | sha256sum`, the files by name."""
    lines = (f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(files))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@cache
def releases() -> MappingProxyType[str, Release]:
    """The released editions by name."""
    raw = tomllib.loads(_RELEASED.read_text("utf-8"))["edition"]
    return MappingProxyType(
        {one["name"]: Release(one["sha256"], one["released_on"], one.get("withdrawn_on"), one.get("reviewed_on")) for one in raw},
    )


def _single(name: str) -> Path:
    if name not in edition_names():
        raise EditionUnknown(name)
    return _FOLDER / f"{name}.toml"


def _files_of(name: str) -> list[Path]:
    return sorted((_FOLDER / name).glob("*.toml"))
