"""Reading pyHanko's PDF objects: dereferenced, and as bytes to compare."""

from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic

__all__ = ["name_at", "raw", "resolved", "value_at", "written"]


def resolved(item: Any) -> Any:
    """The object a reference points to; anything else as it is."""
    return item.get_object()


def value_at(container: Any, key: str) -> Any:
    """The value, dereferenced; None if there is none, or no dictionary (pyHanko's own `get` does not dereference)."""
    return container[key] if isinstance(container, generic.DictionaryObject) and key in container else None


def name_at(container: Any, key: str) -> str:
    """A name with its slash, "" if it is none."""
    value = value_at(container, key)
    return str(value) if isinstance(value, generic.NameObject) else ""


def raw(container: Any, key: str) -> bytes:
    """The value as bytes, references as references; b"" if there is none."""
    return written(container.raw_get(key)) if key in container else b""


def written(item: generic.PdfObject) -> bytes:
    """The object as bytes; references as references, streams with their encoded content."""
    stream = BytesIO()
    item.write_to_stream(stream)
    return stream.getvalue()
