"""An installation keeps its keys for years; what its lists say is what this version says."""

import json
from pathlib import Path

from signing.sandbox.publication import renew_lists
from signing.sandbox.trusted_lists import EDITION
from tests.signing.builders import MADE_AT, Authority

SAID = """2
CA/QC, Sandbox qualified certificates, ForeSignatures ForeSeals
CA/QC, Sandbox later qualified certificates, ForeSignatures
TSA/QTST, Sandbox qualified time stamps, """


def said(authority: Authority) -> str:
    """The edition, then each service's type, name and purposes now."""
    rows = [
        f"{one.history[0].type}, {one.name}, {' '.join(dict.fromkeys(one.history[0].additional))}" for one in authority.registry()
    ]
    return "\n".join([str(EDITION), *sorted(rows, key=SAID.index)])


def test_whoever_changes_what_the_lists_say_raises_their_edition(authority: Authority) -> None:
    assert said(authority) == SAID


def test_lists_of_an_older_version_are_made_anew_with_the_same_keys(tmp_path: Path) -> None:
    authority = Authority.at(tmp_path / "sandbox")
    index = authority.mirror / "index.json"
    old = json.loads(index.read_bytes())
    del old["edition"]
    index.write_text(json.dumps(old))
    anchor = authority.anchor

    assert renew_lists(authority.installation, MADE_AT)
    assert not renew_lists(authority.installation, MADE_AT)

    facts = json.loads(index.read_bytes())
    assert (facts["edition"], facts["lists"]["XS"]["sequence"]) == (EDITION, old["lists"]["XS"]["sequence"] + 1)
    assert authority.anchor == anchor
    assert said(authority) == SAID
