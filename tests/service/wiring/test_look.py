"""The installation's look: used as set, refused with the setting's name."""

from pathlib import Path

import pytest

from service.documents.look import PLAIN
from service.settings import SettingsError, settings_from
from service.wiring.look import look_of
from tests.forms.test_brand import SVG

SANDBOX = {"VOLLMACHT_HOME": "/nowhere"}


def test_without_settings_documents_are_plain() -> None:
    assert look_of(settings_from(SANDBOX)) == PLAIN


def test_colour_and_logo_are_as_set_and_the_logo_is_spoken(tmp_path: Path) -> None:
    file = tmp_path / "logo.svg"
    file.write_bytes(SVG)

    look = look_of(settings_from({**SANDBOX, "VOLLMACHT_ACCENT_COLOUR": "#800000", "VOLLMACHT_LOGO_FILE": str(file)}))

    assert look.accent == (128 / 255, 0.0, 0.0)
    assert look.logo is not None
    assert (look.logo.content, look.logo.alt) == (SVG, "Logo: Hoster")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("VOLLMACHT_ACCENT_COLOUR", "#ffee00", "choose a darker one"),
        ("VOLLMACHT_ACCENT_COLOUR", "rot", "write it like"),
        ("VOLLMACHT_LOGO_FILE", "/nowhere/logo.svg", "No such file"),
        ("VOLLMACHT_LOGO_FILE", __file__, "neither PNG nor SVG"),
    ],
)
def test_what_cannot_be_used_is_refused_by_the_settings_name(name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError, match=name) as refused:
        look_of(settings_from({**SANDBOX, name: value}))
    assert said in str(refused.value)
