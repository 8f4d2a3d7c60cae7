"""An encoded structure (BER, X.690) without anything between its elements: a length one too great would swallow padding, and readers that stop early do not see it."""

from asn1crypto import parser

from signing.validation.errors import SignatureMalformed

__all__ = ["check_nothing_between"]

_INDEFINITE = 0x80
_BIT_STRING = 3
_MOST_UNUSED_BITS = 7
_CONSTRUCTED = 0x20
_LONG_TAG = 0x1F


def check_nothing_between(encoded: bytes) -> None:
    """Raises SignatureMalformed or ValueError unless every byte of this one element belongs to an element in it."""
    if parser.peek(encoded) != len(encoded):
        raise SignatureMalformed("something behind the structure")
    _check_elements(encoded, 0, len(encoded))


def _check_elements(encoded: bytes, position: int, end: int) -> None:
    """The elements that lie between two offsets, and all in them. asn1crypto's parser takes three times as long, and is asked about rare forms only."""
    while position < end:
        first, length = encoded[position], encoded[position + 1]
        start = position + 2
        if first & _LONG_TAG == _LONG_TAG or length == _INDEFINITE:
            position = _check_rare(encoded, position, end)
            continue
        if length > _INDEFINITE:
            start += length - _INDEFINITE
            length = int.from_bytes(encoded[position + 2 : start])
        position = start + length
        if position > end:
            raise SignatureMalformed("an element that ends behind its frame")
        if first in {0, _CONSTRUCTED}:
            raise SignatureMalformed("an element without a type")
        if first == _BIT_STRING and length and encoded[start] > _MOST_UNUSED_BITS:
            raise SignatureMalformed("a bit string with more unused bits than a byte has")
        if first & _CONSTRUCTED:
            _check_elements(encoded, start, position)


def _check_rare(encoded: bytes, position: int, end: int) -> int:
    """An element with a tag of several octets or without a length; returns where it ends. Within the latter its reader looks for itself."""
    element = encoded[position:end]
    element = element[: parser.peek(element)]
    class_, constructed, tag, header, content, _ = parser.parse(element, strict=True)
    if class_ == 0 and tag == 0:
        raise SignatureMalformed("an element without a type")
    if constructed and element[1] != _INDEFINITE:
        _check_elements(encoded, position + len(header), position + len(header) + len(content))
    return position + len(element)
