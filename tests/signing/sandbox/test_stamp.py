"""What `sandbox sign` puts on the page is to EU DSS a field filled in: a form like the empty one it replaces but for its content."""

import io
from typing import Any

import pypdf

from signing.sandbox.bad_credentials import sign_with
from signing.sandbox.credentials import Kind, Person
from tests.signing.builders import MADE_AT, Authority, issued_pdf
from tests.signing.served import FONT


def appearance(pdf: bytes, field: str) -> Any:
    found = pypdf.PdfReader(io.BytesIO(pdf)).get_fields()[field]  # type: ignore[index]
    return found.indirect_reference.get_object()["/AP"]["/N"].get_object()


def test_the_stamp_differs_from_the_empty_appearance_in_its_content_alone(authority: Authority) -> None:
    issued = issued_pdf(["signer-1"])
    person = Person.parse("Aïssatou N’Diaye")

    signed = sign_with(authority.installation, authority.register, issued, Kind.GOOD, person, MADE_AT, font_file=FONT)

    empty, stamped = appearance(issued, "signer-1"), appearance(signed, "signer-1")
    assert [float(side) for side in stamped["/BBox"]] == [float(side) for side in empty["/BBox"]]
    assert stamped["/FormType"] == 1
    assert stamped["/Filter"] == "/FlateDecode"
