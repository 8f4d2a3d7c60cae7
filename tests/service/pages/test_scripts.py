"""The one vendored script is what it was, and no page needs more than our own origin."""

import hashlib
import re
from pathlib import Path

import service.pages

PLACE = Path(service.pages.__file__).parent
STATIC = PLACE / "static"


def templates() -> list[Path]:
    return sorted((PLACE / "templates").glob("*.html"))


def test_the_vendored_script_is_the_one_whose_hash_stands_beside_it() -> None:
    expected, name = (STATIC / "htmx.sha256").read_text().split()

    assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == expected
    assert "Zero-Clause BSD" in (STATIC / "htmx.LICENSE").read_text()


def test_no_template_has_a_script_of_its_own_or_a_handler_in_an_attribute() -> None:
    assert templates()
    for template in templates():
        text = template.read_text("utf-8")
        assert not re.findall(r"\son[a-z]+=", text), template.name
        assert not re.findall(r"<style|\sstyle=|javascript:|hx-on|hx-vals=.js:", text), template.name
        assert all(source.startswith("/static/") for source in re.findall(r'<script[^>]*src="([^"]+)"', text)), template.name
        assert not re.findall(r"<script(?![^>]*src=)", text), template.name


def test_the_only_other_script_is_short_enough_to_read() -> None:
    assert {script.name for script in STATIC.glob("*.js")} == {"htmx-4.0.1.min.js", "once.js"}
    assert len((STATIC / "once.js").read_text().splitlines()) <= 15


def test_every_page_asks_for_nothing_from_elsewhere() -> None:
    for template in templates():
        assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', template.read_text("utf-8")), template.name
