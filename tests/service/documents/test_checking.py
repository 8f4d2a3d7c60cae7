"""What `verify` says of the attached record."""

import pytest

from service.confinement import Completed, Crashed, Outcome
from service.documents.checking import record_check

ISSUED = b"{}"
ISSUED_SHA256 = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def check(result: dict[str, object] | None, issued: bytes | None) -> dict[str, object]:
    outcome: Outcome = Crashed("9") if result is None else Completed(result)
    return dict(record_check(b"%PDF-", issued, lambda _blobs, _parameters: outcome))


def found(sha256: str | None = ISSUED_SHA256, *, equals_text: bool | None = True, page: int | None = None) -> dict[str, object]:
    return {"sha256": sha256, "equals_text": equals_text, "differs_on_page": page}


@pytest.mark.parametrize(
    ("result", "issued", "equals_issued", "words"),
    [
        (found(), ISSUED, True, "ist der ausgestellte und stimmt mit dem Text überein"),
        (found(), None, None, "stimmt mit dem Text überein"),
        (found(), b"{ }", False, "ist nicht der ausgestellte"),
        (found(equals_text=False, page=4), None, None, "zuerst auf Seite 4. Es gilt der Text."),
        (found(equals_text=None), ISSUED, True, "mit dem Text ließ er sich nicht vergleichen"),
        (found(equals_text=None), None, None, "ließ sich nicht mit dem Text vergleichen"),
        (found(None, equals_text=None), ISSUED, None, "kein Datensatz"),
    ],
)
def test_each_finding_has_its_sentence(
    result: dict[str, object], issued: bytes | None, equals_issued: bool | None, words: str
) -> None:
    said = check(result, issued)

    assert said["equals_issued"] is equals_issued
    assert words in str(said["text"])


def test_a_file_that_broke_the_child_leaves_all_open() -> None:
    assert check(None, ISSUED)["found"] is None
