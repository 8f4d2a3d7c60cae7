"""Any value in any place of a record is accepted or refused in words, never a crash; and what is refused can be printed."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from service.documents.drawable import undrawable
from service.domain.errors import InputRefused
from service.intake import parse_records
from service.intake.json_text import MAXIMUM_DEPTH
from tests.acceptance.records import example

Path = tuple[str | int, ...]
DEEP: list[Any] = []
for _ in range(MAXIMUM_DEPTH - 8):
    DEEP = [DEEP]
NASTY: dict[str, Any] = {
    "a float": 1.5,
    "a huge number": 10**400,
    "a negative number": -1,
    "true": True,
    "null": None,
    "half a surrogate pair": "\ud800",
    "NUL": "\x00",
    "a deep list": DEEP,
    "two deep lists": [DEEP, DEEP],
    "a list of almost the same": [1, 1.0, True],
    "an odd key": {"\ud800": 1},
    "a long text": "9" * 5000,
}


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for key, one in inner:
        yield from paths(one, (*path, key))


def put(record: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    changed = copy.deepcopy(record)
    place = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return changed


@pytest.mark.parametrize("kind", NASTY)
def test_a_nasty_value_anywhere_is_refused_in_words_that_can_be_printed(kind: str) -> None:
    record = example("gmbh-joint")
    places = list(paths(record))
    assert len(places) > 60
    for path in places:
        try:
            parse_records(json.dumps(put(record, path, NASTY[kind])).encode(), undrawable=undrawable)
        except InputRefused as refused:
            for fault in refused.faults:
                f"{fault.path} {fault.text}".encode()
        else:
            assert path[-1] in {"is_consumer", "self_dealing_option"}, path


@pytest.mark.parametrize(
    ("path", "number"),
    [
        (("trigger", "unreachable_days"), 30),
        (("trigger", "waiting_days"), 30),
        (("trigger", "attempts"), 10),
        (("term_years",), 10),
    ],
)
def test_a_whole_number_may_have_a_point_and_nothing_behind_it(path: Path, number: int) -> None:
    """The schema says integer, and to JSON Schema 30.0 is one; 30.5, a truth and a text are none."""
    field = "$." + ".".join(map(str, path))
    (plain,) = parse_records(json.dumps(put(example("gmbh-joint"), path, number)).encode(), undrawable=undrawable)
    for written in (f"{number}.0", f"{number // 10}e1", f"{number}0E-1"):
        content = json.dumps(put(example("gmbh-joint"), path, "HERE")).replace('"HERE"', written)
        (record,) = parse_records(content.encode(), undrawable=undrawable)
        assert repr(record) == repr(plain)
    for wrong in ("30.5", "true", '"30"', "1e999", "-0.5", "null"):
        content = json.dumps(put(example("gmbh-joint"), path, "HERE")).replace('"HERE"', wrong)
        with pytest.raises(InputRefused) as refused:
            parse_records(content.encode(), undrawable=undrawable)
        assert (field, "WRONG_TYPE") in {(fault.path, fault.code) for fault in refused.value.faults}


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(example("gmbh-joint")).encode("utf-16"),
        json.dumps(example("gmbh-joint")).encode("utf-16-le"),
        json.dumps(example("gmbh-joint")).encode("utf-32"),
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b"[" * 40 + b"]" * 40,
        b'{"a": 1, "a": 1}',
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": ' + b"9" * 100_000 + b"}",
        b"\xef\xbb\xbf\xef\xbb\xbf{}",
        b"\x00",
    ],
    ids=["UTF-16", "UTF-16 without BOM", "UTF-32", "deep list", "deep object", "too deep", "a key twice", "NaN", "infinity", "a giant number", "two BOMs", "NUL"],
)  # fmt: skip
def test_what_is_no_json_of_ours_has_one_clear_fault(content: bytes) -> None:
    with pytest.raises(InputRefused) as refused:
        parse_records(content, undrawable=undrawable)

    assert [fault.path for fault in refused.value.faults] == ["$"]


def test_a_byte_order_mark_is_no_fault() -> None:
    assert parse_records(b"\xef\xbb\xbf" + json.dumps(example("gmbh-joint")).encode(), undrawable=undrawable)
