"""Deeds and extracts: what nobody could look at later is refused with words, whatever its sender calls it."""

import io

import pytest
from fastapi import UploadFile
from starlette.datastructures import Headers

from service.domain.errors import InputRefused
from service.pages.uploads import document_or_picture
from tests.service.conftest import Site
from tests.service.web.test_walls import AGENT, csrf_of


def handed_in(content: bytes, said: str = "application/pdf") -> UploadFile:
    return UploadFile(io.BytesIO(content), filename="urkunde.pdf", headers=Headers({"content-type": said}))


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\xff\xd8\xff\xe0 photo", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"II*\x00...", "image/tiff"),
        (b"MM\x00*...", "image/tiff"),
    ],
)
def test_the_beginning_says_what_it_is(content: bytes, media_type: str) -> None:
    assert document_or_picture(handed_in(content, "text/html")) == (content, media_type)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "nicht leer"),
        (b"MZ\x90", "weder PDF noch Bild"),
        (b"<html>", "weder PDF"),
        (b" %PDF-1.7", "weder PDF"),
        (b"GIF89a", "PDF"),
    ],
)
def test_anything_else_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(InputRefused) as refused:
        document_or_picture(handed_in(content))
    assert said in refused.value.faults[0].text


def test_a_program_is_no_register_extract(site: Site) -> None:
    agent = site.browser(AGENT)
    page = agent.get("/kunden/K-10472?zweck=vollmacht")
    form = {
        "csrf_token": csrf_of(page.text),
        "of": "GRANTOR",
        "court": "Amtsgericht",
        "number": "HRB 1",
        "dated_on": "2026-11-20",
    }
    files = {"file": ("auszug.exe", b"MZ\x90\x00", "application/pdf")}
    answer = agent.post("/kunden/K-10472/registerauszug", data=form, files=files)

    assert answer.status_code == 422
    assert "weder PDF noch Bild" in answer.text
    assert "Noch keiner." in agent.get("/kunden/K-10472?zweck=vollmacht").text
