"""The pages that a person sees: log in, sign or refuse, and a fault. Built as a tree by lxml, so that every text is escaped."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from lxml import etree

from signing.sandbox.authorisation_request import AuthorisationRequest, Document
from signing.sandbox.credentials import Person
from signing.xml_tree import Element, Maker

h = Maker()

_STYLE = """
:root { color-scheme: light; font: 100%/1.5 system-ui, sans-serif; }
body { margin: 0; color: #1b1b1b; background: #f4f4f1; }
.sandbox { margin: 0; padding: .75rem 1rem; background: #8a1c00; color: #fff; font-weight: 700; font-size: 1.25rem; text-align: center; }
main { max-width: 40rem; margin: 1rem auto; padding: 1rem 1.25rem; background: #fff; border: 1px solid #777; border-radius: .5rem; }
h1 { margin-top: 0; font-size: 1.4rem; line-height: 1.25; }
ol { padding-left: 1.5rem; }
code { display: block; overflow-wrap: anywhere; font-size: .85rem; color: #444; }
label { display: block; margin: .75rem 0 .25rem; font-weight: 600; }
input { box-sizing: border-box; width: 100%; min-height: 2.75rem; padding: .25rem .5rem; font: inherit; border: 1px solid #555; border-radius: .25rem; }
.choice { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.25rem; }
button { flex: 1 1 10rem; min-height: 3rem; font: inherit; font-weight: 600; border-radius: .25rem; border: 2px solid #0b4f6c; background: #fff; color: #0b4f6c; }
button.yes { background: #0b4f6c; color: #fff; }
:focus-visible { outline: 3px solid #d97800; outline-offset: 2px; }
.fault { border-left: .4rem solid #8a1c00; padding-left: .75rem; }
"""
STYLE_SOURCE = f"'sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'"
"""For Content-Security-Policy: the one style that the pages carry."""
BANNER = "SANDBOX – keine echte Signatur"


@dataclass(frozen=True, slots=True)
class Form:
    """What the form must send back unseen, and what it says already."""

    request_id: str
    form_token: str
    given_name: str = ""
    surname: str = ""
    fault: str | None = None
    action: str = "/oauth2/authorize"


def log_in_page(form: Form) -> bytes:
    """Who are you? The named person's certificate is then shown to the client."""
    said = "Die Anwendung möchte Ihr Signaturzertifikat abrufen, um damit ein Dokument zur Signatur vorzubereiten. Unterschrieben wird hier noch nichts."
    return _page("Beim Signaturdienst anmelden", [h.p(said), *_fault(form), _form(form, _name_fields(form), "Weiter")])


def consent_to_sign_page(form: Form, request: AuthorisationRequest, signer: Person | None) -> bytes:
    """What is to be signed, and by whom; without `signer` the person names herself."""
    count = len(request.documents)
    title = "Ein Dokument signieren" if count == 1 else f"{count} Dokumente signieren"
    who = [h.p("Es unterschreibt: ", h.strong(signer.full_name))] if signer else []
    listed = h.ol(*[_document(each) for each in request.documents])
    said = "Prüfen Sie, ob Name und Prüfsumme zu dem passen, was Ihnen die Anwendung gezeigt hat. Nur genau diese Prüfsummen werden unterschrieben."
    more = [h.p(request.description)] if request.description else []
    return _page(
        title, [*who, h.p(said), *more, listed, *_fault(form), _form(form, [] if signer else _name_fields(form), "Signieren")]
    )


def fault_page(title: str, text: str) -> bytes:
    return _page(title, [h.p(text, {"class": "fault", "role": "alert"})])


def _document(document: Document) -> Element:
    hexadecimal = base64.b64decode(document.hash).hex()
    grouped = " ".join(hexadecimal[start : start + 8] for start in range(0, 64, 8))
    return h.li(h.strong(document.label or "ohne Namen"), h.code(f"SHA-256 {grouped}"))


def _fault(form: Form) -> list[Element]:
    return [h.p(form.fault, {"class": "fault", "role": "alert"})] if form.fault else []


def _name_fields(form: Form) -> list[Element]:
    return [
        h.p("In der Sandbox genügt der Name: So lässt sich auch üben, was geschieht, wenn jemand Fremdes unterschreibt."),
        h.label("Vorname", {"for": "given_name"}),
        h.input(id="given_name", name="given_name", value=form.given_name, autocomplete="given-name", maxlength="64"),
        h.label("Nachname", {"for": "surname"}),
        h.input(id="surname", name="surname", value=form.surname, autocomplete="family-name", maxlength="64"),
    ]


def _form(form: Form, fields: list[Element], yes: str) -> Element:
    return h.form(
        h.input(type="hidden", name="request", value=form.request_id),
        h.input(type="hidden", name="form_token", value=form.form_token),
        *fields,
        h.div(
            h.button(yes, {"type": "submit", "name": "decision", "value": "sign", "class": "yes"}),
            h.button("Ablehnen", {"type": "submit", "name": "decision", "value": "refuse"}),
            {"class": "choice"},
        ),
        method="post",
        action=form.action,
    )


def _page(title: str, content: list[Element]) -> bytes:
    head = h.head(
        h.meta(charset="utf-8"),
        h.meta(name="viewport", content="width=device-width, initial-scale=1"),
        h.title(f"{title} – {BANNER}"),
        h.style(_STYLE),
    )
    body = h.body(h.p(BANNER, {"class": "sandbox", "role": "banner"}), h.main(h.h1(title), *content))
    # lxml's serialiser of HTML leaves the content of <style> alone and escapes every other text and attribute
    return etree.tostring(h.html(head, body, lang="de"), method="html", encoding="utf-8", doctype="<!DOCTYPE html>")
