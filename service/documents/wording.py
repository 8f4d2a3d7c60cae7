"""The editions of the wording, for those who keep them: which there are, and what differs between two."""

from datetime import date
from typing import Any

from forms.editions import documents_of, edition_names, edition_sha256, is_in_use, releases
from forms.errors import EditionUnknown
from forms.power_of_attorney import schema
from forms.wording.comparison import changes_between
from service.domain.errors import NotFound


def editions(on: date) -> list[dict[str, Any]]:
    """All editions, oldest first, as plain values. `state`: DRAFT, IN_USE or WITHDRAWN on that day."""
    return [_edition(name, on) for name in edition_names()]


def changes(old: str, new: str) -> list[dict[str, Any]]:
    """What differs, place by place. Raises NotFound."""
    try:
        found = changes_between(old, new)
    except EditionUnknown as unknown:
        known = ", ".join(edition_names())
        raise NotFound(f"Eine Fassung „{unknown.name}“ gibt es nicht. Es gibt: {known}.") from unknown
    return [
        {
            "document": change.document,
            "language": change.language,
            "place": change.place,
            "removed": list(change.removed),
            "added": list(change.added),
        }
        for change in found
    ]


def _edition(name: str, on: date) -> dict[str, Any]:
    release = releases().get(name)
    state = "DRAFT" if release is None else "IN_USE" if is_in_use(name, on) else "WITHDRAWN"
    return {
        "name": name,
        "state": state,
        "released_on": release.released_on.isoformat() if release else None,
        "withdrawn_on": release.withdrawn_on.isoformat() if release and release.withdrawn_on else None,
        "reviewed_on": release.reviewed_on.isoformat() if release and release.reviewed_on else None,
        "sha256": edition_sha256(name),
        "documents": [f"{document} ({language})" for document, language in documents_of(name)],
    }


def record_schema() -> dict[str, Any]:
    """The JSON Schema of `vollmacht.json`, the record attached to every main document."""
    return schema()
