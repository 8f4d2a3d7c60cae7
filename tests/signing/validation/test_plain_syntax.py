"""What is read plainly is what pyHanko's own parser reads: same types, values, containers, and the same end."""

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.validation.plain_syntax import PlainSyntax
from tests.signing.builders import issued_pdf

READER = PdfFileReader(io.BytesIO(issued_pdf()))
CONTAINER = generic.Reference(7, 0, READER)

PIECES = [
    *(b"<<", b">>", b"[", b"]", b"(", b")", b"<", b">", b"\\", b"%", b"#41", b"/", b"/A", b"/B", b"/A#42", b"/Length"),
    *(b" ", b"\n", b"\r", b"\r\n", b"\t", b"\f", b"\0", b"\x0b", b"\x80", b"\xfe\xff", b",", b"'", b'"', b"{", b"}"),
    *(
        b"0",
        b"1",
        b"4",
        b"12",
        b"007",
        b"12345678901",
        b"99999999999999999",
        b"1.5",
        b"-1",
        b"+.5",
        b".",
        b"-",
        b"+",
        b"1.",
        b"--1",
    ),
    *(b"5 0 R", b"5 0 R ", b"5  0 R", b"0 0 R", b"5 65535 R/", b"5 0\nR]", b"R", b"5 0 obj", b"endobj"),
    *(
        b"true",
        b"false",
        b"null",
        b"true ",
        b"null]",
        b"tru",
        b"x",
        b"stream\n",
        b"stream\r\n",
        b"stream\r",
        b"endstream",
        b"abcd",
    ),
    *(
        b"(text)",
        b"(a(b)c)",
        b"(a\\)b)",
        b"(a\\055b)",
        b"(\\055\\0551\\377)",
        b"(\\400)",
        b"(\\55)",
        b"(\\5)",
        b"(\\058)",
        b"(\\\\055)",
        b"(\\376\\377\\000A)",
        b"(\xfe\xff\0a)",
        b"<41>",
        b"<4>",
        b"<4 1>",
        b"<FEFF0041>",
        b"<4G>",
    ),
]


def read_by_pyhanko(content: bytes) -> tuple[Any, int] | None:
    stream = io.BytesIO(content)
    try:
        return shape(generic.read_object(stream, CONTAINER)), stream.tell()
    except Exception:
        return None


def read_plainly(content: bytes) -> tuple[Any, int] | None:
    found = PlainSyntax(content, {}).read(CONTAINER, 0)
    return None if found is None else (shape(found[0]), found[1])


def shape(item: generic.PdfObject) -> Any:
    """Everything that anybody could ask an object for."""
    held = item.container_ref
    place = (held.idnum, held.generation, id(held.get_pdf_handler())) if isinstance(held, generic.Reference) else None
    return type(item), place, content_of(item)


def content_of(item: generic.PdfObject) -> Any:
    match item:
        case generic.StreamObject():
            return entries_of(item), item.encoded_data
        case generic.DictionaryObject():
            return entries_of(item)
        case generic.ArrayObject():
            return [shape(value) for value in list.__iter__(item)]
        case generic.IndirectObject():
            return item.idnum, item.generation, id(item.get_pdf_handler())
        case generic.TextStringObject():
            return str(item), item.autodetected_encoding, item.original_bytes
        case generic.NullObject():
            return None
        case generic.BooleanObject():
            return item.value
        case _:
            return repr(item)


def entries_of(item: generic.DictionaryObject) -> Any:
    return [(type(key), str(key), shape(value)) for key, value in item.items()]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join))
@settings(max_examples=300, deadline=None)
def test_whatever_is_plain_means_the_same_to_pyhanko(content: bytes) -> None:
    plain = read_plainly(content)

    assert plain is None or plain == read_by_pyhanko(content)


def values() -> st.SearchStrategy[bytes]:
    """Well-formed objects, now and then with a flaw."""
    simple = st.sampled_from(
        [b"1", b"-2.50", b"/Name", b"(text)", b"<4142>", b"<FEFF20AC>", b"true ", b"null ", b"5 0 R ", *PIECES]
    )
    spaces = st.sampled_from([b"", b" ", b"\n", b" \r\n ", b"\0", b"%c\n"])
    keys = st.sampled_from([b"/A", b"/B", b"/Length", b"/Type", b"/K#20"])

    def nested(children: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
        arrays = st.lists(st.tuples(spaces, children).map(b"".join), max_size=4).map(lambda items: b"[" + b" ".join(items) + b"]")
        entries = st.lists(st.tuples(keys, spaces, children, spaces).map(b"".join), max_size=4)
        return st.one_of(arrays, entries.map(lambda items: b"<<" + b" ".join(items) + b">>"))

    return st.recursive(simple, nested, max_leaves=12)


@given(
    values(),
    st.sampled_from(
        [b"", b"\nendobj\n", b" stream\nab\nendstream\nendobj\n", b"stream\r\nab endstream", b"%c\nstream\nab\nendstream"]
    ),
)
@settings(max_examples=300, deadline=None)
def test_and_so_it_is_with_nested_objects(content: bytes, following: bytes) -> None:
    plain = read_plainly(content + following)

    assert plain is None or plain == read_by_pyhanko(content + following)


@pytest.mark.parametrize(
    "content",
    [
        b"<</Type/Annot/Rect[0 0 10.5 -7]/P 5 0 R/T(field)/V<FEFF0041>/F 132/AP<</N 6 0 R>>/Z null /Y true>> ",
        b"<</Length 4/Filter[/FlateDecode]>>\nstream\r\nabcd\nendstream ",
        b"[/A/B 1 2.5(x)<00>false ]",
        b"<</T (document\\055timestamp\\0551)/U(\\376\\377\\000A)/V(\\377)>> ",
    ],
)
def test_ordinary_objects_are_plain(content: bytes) -> None:
    plain = read_plainly(content)

    assert plain is not None
    assert plain == read_by_pyhanko(content)


@pytest.mark.parametrize(
    "content",
    [
        b" 1",
        b"<</A 1/A 2>>",
        b"<</A 1%\n>>",
        b"/A#42 ",
        b"(a\\)b)",
        b"(\\55)",
        b"(\\400)",
        b"(\\n)",
        b"5  0 R ",
        b"0 0 R ",
        b"<</Length 5 0 R>>stream\nab\nendstream",
        b"<</Length 9>>stream\nab\nendstream",
        b"[" * 60 + b"]" * 60,
    ],
)
def test_what_readers_might_disagree_about_is_left_to_pyhanko(content: bytes) -> None:
    assert read_plainly(content) is None
