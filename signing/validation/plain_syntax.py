"""Objects that are written plainly, read by one pattern a token instead of byte by byte; whatever is not plain is left to pyHanko.

Plain is what every reader takes for the same: no comments, no escapes in names, none in strings but a byte in three octal digits (so pyHanko writes a hyphen), no signs
or points out of place, references with single spaces, no key twice, streams whose length is given in the dictionary and fits. What is read has the types, values and
containers that pyHanko's own parser gives, and ends where that one ends (`tests/signing/validation/test_plain_syntax.py` holds both against each other).
ISO 32000-2 §§ 7.3, 7.5.7.
"""

import re
from binascii import unhexlify
from typing import Any, TypeAlias

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.rw_common import PdfHandler

__all__ = ["PlainSyntax"]

_SPACE = rb" \n\r\t\f\x00"
_REGULAR = rb"!\"$&'*+,\-.0-9:;=?@A-Z\\\^_`a-z|~"
_TOKEN = re.compile(
    rb"[%(space)s]*(?:"
    rb"/(?P<name>[%(regular)s]*)(?=[%(space)s()<>\[\]{}/%%]|\Z)"
    rb"|(?P<number>[0-9]{1,10})[ \n\r\t\f](?P<generation>[0-9]{1,5})[ \n\r\t\f]R(?=[^a-zA-Z])"
    rb"|(?P<whole>[+-]?[0-9]{1,15})(?![-+,.0-9])(?!\s+[0-9]+\s+R)"
    rb"|(?P<open><<|\[)"
    rb"|(?P<close>>>|\])"
    rb"|\((?P<text>[^()\\]*(?:\\[0-3][0-7][0-7][^()\\]*)*)\)"
    rb"|<(?P<digits>[0-9a-fA-F]*)>"
    rb"|(?P<real>[+-]?(?:[0-9]{1,15}\.[0-9]{0,15}|\.[0-9]{1,15}))(?![-+,.0-9])"
    rb"|(?P<word>true|false|null)(?=[%(space)s()<>\[\]{}/%%])"
    rb")" % {b"space": _SPACE, b"regular": _REGULAR}
)
_HEADER = re.compile(rb"([0-9]{1,10}) ([0-9]{1,5}) obj[%(space)s]*(?=[^%(space)s%%])" % {b"space": _SPACE})
_FOOTER = re.compile(rb"[%(space)s]*endobj(?=[%(space)s]*[^%(space)s%%])" % {b"space": _SPACE})
_AFTER_DICTIONARY = re.compile(rb"[%(space)s]*(?:(?P<stream>stream\r?\n)|(?P<unclear>stream|%%)|)" % {b"space": _SPACE})
_END_OF_STREAM = re.compile(rb"[%(space)s]*endstream" % {b"space": _SPACE})
_ESCAPED = re.compile(rb"\\([0-7]{3})")
_SPACES = b" \n\r\t\f\x00"
_LENGTH = generic.NameObject("/Length")
_DEEPEST = 50

Token: TypeAlias = re.Match[bytes]


class _NotPlainError(Exception):
    """Not ours to read."""


class PlainSyntax:
    """Reads objects out of bytes: a file's, or those of an object stream.

    Args:
        keys: dictionaries' keys that were read before, by their bytes; shared by all of a file.
    """

    def __init__(self, content: bytes, keys: dict[bytes, generic.NameObject]) -> None:
        self._content, self._keys = content, keys

    def numbered(self, reference: generic.Reference, offset: int) -> tuple[generic.PdfObject, int] | None:
        """The object at an offset of the file, with its header and `endobj`, and where that ends; None if it is not plain, or another object."""
        header = _HEADER.match(self._content, offset)
        if header is None or (int(header[1]), int(header[2])) != (reference.idnum, reference.generation):
            return None
        found = self.read(reference, header.end())
        if found is None:
            return None
        footer = _FOOTER.match(self._content, found[1])
        return (found[0], footer.end()) if footer is not None else None

    def unknown(self, handler: PdfHandler, offset: int) -> tuple[generic.Reference, generic.PdfObject, int] | None:
        """Whatever object has its header at an offset of the file, and where it ends, before its `endobj`; None if it is not plain."""
        header = _HEADER.match(self._content, offset)
        if header is None:
            return None
        reference = generic.Reference(int(header[1]), int(header[2]), handler)
        found = self.read(reference, header.end())
        return (reference, *found) if found is not None else None

    def read(self, container: generic.Reference, offset: int) -> tuple[generic.PdfObject, int] | None:
        """The object that begins at this very offset, and where it ends; None if it is not plain."""
        if self._content[offset : offset + 1] in _SPACES:
            return None
        try:
            return self._value(self._token(offset), container, 0)
        except _NotPlainError:
            return None

    def _token(self, offset: int) -> Token:
        token = _TOKEN.match(self._content, offset)
        if token is None:
            raise _NotPlainError
        return token

    def _value(self, token: Token, container: generic.Reference, depth: int) -> tuple[Any, int]:
        found: Any
        match token.lastgroup:
            case "name":
                found = generic.NameObject("/" + token["name"].decode("ascii"))
            case "generation":
                found = _referred(token, container)
            case "whole":
                found = generic.NumberObject(token["whole"])
            case "open":
                return self._container(token, container, depth + 1)
            case "text":
                found = generic.pdf_string(_ESCAPED.sub(_octal, token["text"]))
            case "digits":
                digits = token["digits"]
                found = generic.pdf_string(unhexlify(digits + b"0" * (len(digits) % 2)))
            case "real":
                found = generic.FloatObject(token["real"].decode("ascii"))
            case "word":
                found = generic.NullObject() if token["word"] == b"null" else generic.BooleanObject(token["word"] == b"true")
            case _:
                raise _NotPlainError
        found.container_ref = container
        return found, token.end()

    def _container(self, token: Token, container: generic.Reference, depth: int) -> tuple[Any, int]:
        if depth > _DEEPEST:
            raise _NotPlainError
        found: generic.ArrayObject | generic.DictionaryObject
        if token["open"] == b"[":
            found, end = self._array(container, token.end(), depth)
        else:
            found, end = self._dictionary(container, token.end(), depth)
        found.container_ref = container
        return found, end

    def _array(self, container: generic.Reference, offset: int, depth: int) -> tuple[generic.ArrayObject, int]:
        found = generic.ArrayObject()
        while (token := self._token(offset))["close"] != b"]":
            value, offset = self._value(token, container, depth)
            found.append(value)
        return found, token.end()

    def _dictionary(self, container: generic.Reference, offset: int, depth: int) -> tuple[generic.DictionaryObject, int]:
        entries: dict[generic.NameObject, Any] = {}
        while (token := self._token(offset))["close"] != b">>":
            key = self._key(token["name"])
            if key in entries:
                raise _NotPlainError
            entries[key], offset = self._value(self._token(token.end()), container, depth)
        following = _AFTER_DICTIONARY.match(self._content, token.end())
        if following is None or following["unclear"]:
            raise _NotPlainError
        if following["stream"]:
            return self._stream(entries, following.end())
        found = generic.DictionaryObject()
        found.update(entries)
        return found, token.end()

    def _stream(self, entries: dict[generic.NameObject, Any], start: int) -> tuple[generic.StreamObject, int]:
        length = entries.get(_LENGTH)
        if not isinstance(length, generic.NumberObject) or not 0 <= length <= len(self._content):
            raise _NotPlainError
        end = _END_OF_STREAM.match(self._content, start + length)
        if end is None:
            raise _NotPlainError
        return generic.StreamObject(entries, encoded_data=self._content[start : start + length]), end.end()

    def _key(self, name: bytes | None) -> generic.NameObject:
        if name is None:
            raise _NotPlainError
        if name not in self._keys:
            self._keys[name] = generic.NameObject("/" + name.decode("ascii"))
        return self._keys[name]


def _octal(escape: re.Match[bytes]) -> bytes:
    return bytes((int(escape[1], 8),))


def _referred(token: Token, container: generic.Reference) -> generic.IndirectObject:
    number = int(token["number"])
    if number == 0:
        raise _NotPlainError
    return generic.IndirectObject(number, int(token["generation"]), container.get_pdf_handler())
