"""The mark that a file of ours bears: a comment line in the PDF's header, naming the document's id.

    %PDF-1.7
    %<four bytes above 127>
    %VOLLMACHT document=0192f0c1-…

A comment is no part of the document (ISO 32000-1 § 7.2.3), so it disturbs no reader; it lies within the first signed
range, so no signature leaves it out. It proves nothing: it only says where to look the file up. Light: no PDF library.
"""

import re

_SEARCHED_BYTES = 1024
_MARK = re.compile(rb"[\r\n]%VOLLMACHT document=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})[\r\n]")


def mark_line(document_id: str) -> bytes:
    """The header line for that document, newline included. `document_id`: a UUID in lower case."""
    line = f"%VOLLMACHT document={document_id}\n".encode("ascii")
    if _MARK.fullmatch(b"\n" + line) is None:
        raise ValueError("document_id must be a UUID in lower case")
    return line


def read_mark(pdf: bytes) -> str | None:
    """The document id in the mark, looked for in the first 1024 bytes of a file that starts as PDF; else None."""
    head = pdf[:_SEARCHED_BYTES]
    if not head.startswith(b"%PDF-"):
        return None
    found = _MARK.search(head)
    return found.group(1).decode("ascii") if found else None
