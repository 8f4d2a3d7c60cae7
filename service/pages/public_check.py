"""„Ist diese Nachricht echt?“: the page whose address every document prints. An end customer checks here with the code of his letter and his
own domain; code and domain travel in the form's body only, never in an address."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from service.domain.errors import InputRefused
from service.domain.verification_code import typed_code
from service.pages.public_check_words import FAULTS, LANGUAGES, SCOPES_OUTSIDE, STANDINGS, Words
from service.pages.rendering import day, render
from service.use_cases.limit_rate import limit_rate
from service.use_cases.look_up_code import END_CUSTOMER, PairUnknown, PublicStanding, Standing, look_up_code, object_by_code
from service.web.identity import PUBLIC, require_same_origin
from service.web.limits import CODE_BY_CLIENT, CODE_ITSELF, PUBLIC_LOOK_UP, LimitedByClient
from service.web.state import RequestTools

router = APIRouter(prefix="/pruefen")
Typed = Annotated[str, Form(max_length=300)]
ENTERING = [Depends(PUBLIC), Depends(require_same_origin), Depends(LimitedByClient(CODE_BY_CLIENT))]
FIELDS = ("code", "domain", "viewer")


@dataclass(frozen=True, slots=True)
class CheckForm:
    """Attributes:
    typed, wrong: field → what stands in it, what to change.
    refused: what is wrong with code and domain together; empty: nothing.
    """

    typed: dict[str, str]
    wrong: dict[str, str]
    refused: str
    phone: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Attributes:
    facts: label and text, in the order shown; none for a code past its time.
    may_object: he has not yet said that he wants to hear no more.
    """

    label: str
    tone: str
    facts: tuple[tuple[str, str], ...]
    scopes: tuple[str, ...]
    seen_at: datetime
    phone: str
    may_object: bool
    objected: bool
    typed: dict[str, str]


@router.get("", dependencies=[Depends(PUBLIC), Depends(LimitedByClient(PUBLIC_LOOK_UP))])
def form(request: Request, tools: RequestTools, sprache: str = "de") -> Response:
    return _form(request, tools, language_of(sprache), {})


@router.post("", dependencies=ENTERING)
def check(
    request: Request, tools: RequestTools, code: Typed = "", domain: Typed = "", viewer: Typed = "", sprache: Typed = "de"
) -> Response:
    language, typed = language_of(sprache), {"code": code, "domain": domain, "viewer": viewer}
    limit_rate(CODE_ITSELF, typed_code(code), END_CUSTOMER, tools)
    try:
        seen = look_up_code(code, domain, viewer, tools)
    except InputRefused as refused:
        wrong = {fault.path.removeprefix("$."): fault.text for fault in refused.faults}
        said = {name: FAULTS[name] if language == "en" else text for name, text in wrong.items()}
        return _form(request, tools, language, typed, wrong=said)
    except PairUnknown:
        return _form(request, tools, language, typed, refused=LANGUAGES[language]["unknown"])
    return _result(request, seen, language, typed)


@router.post("/widerspruch", dependencies=ENTERING)
def stop(request: Request, tools: RequestTools, code: Typed = "", domain: Typed = "", sprache: Typed = "de") -> Response:
    language, typed = language_of(sprache), {"code": code, "domain": domain}
    limit_rate(CODE_ITSELF, typed_code(code), END_CUSTOMER, tools)
    try:
        seen = object_by_code(code, domain, tools)
    except PairUnknown:
        return _form(request, tools, language, typed, refused=LANGUAGES[language]["unknown"])
    return _result(request, seen, language, typed)


def language_of(text: str) -> str:
    return text if text in LANGUAGES else "de"


def check_result(seen: PublicStanding, language: str, typed: dict[str, str]) -> CheckResult:
    words = LANGUAGES[language]
    label, tone = STANDINGS[language][seen.standing]
    expired = seen.standing is Standing.CODE_EXPIRED
    outside = SCOPES_OUTSIDE[language]
    return CheckResult(
        label=label,
        tone=tone,
        facts=() if expired else _facts(seen, words),
        scopes=tuple(outside[one] for one in seen.scopes if one in outside) if seen.standing is Standing.ACTING else (),
        seen_at=seen.seen_at,
        phone=seen.phone,
        may_object=not expired and not seen.objected,
        objected=not expired and seen.objected,
        typed=typed,
    )


def _facts(seen: PublicStanding, words: Words) -> tuple[tuple[str, str], ...]:
    basis = words["basis_text"].format(number=seen.number, declared_on=day(seen.declared_on))
    found = (
        (words["who"], seen.hoster),
        (words["for_whom"], seen.grantor),
        (words["basis"], basis),
        (words["since"], day(seen.since) if seen.since else ""),
        (words["until"], day(seen.until) if seen.until else ""),
        (words["your_domains"], ", ".join(seen.domains)),
        (words["reference"], seen.reference),
    )
    return tuple((label, text) for label, text in found if text)


def _form(
    request: Request, tools: RequestTools, language: str, typed: dict[str, str], *, wrong: dict[str, str] | None = None,
    refused: str = "",
) -> Response:  # fmt: skip
    words, hoster = LANGUAGES[language], tools.policy.hoster
    page = CheckForm(
        typed=dict.fromkeys(FIELDS, "") | typed,
        wrong=dict.fromkeys(FIELDS, "") | (wrong or {}),
        refused=refused,
        phone=hoster.phone if hoster else "",
    )
    status = 422 if wrong or refused else 200
    return render(request, "public-check.html", words["title"], status=status, language=language, page=page, words=words)


def _result(request: Request, seen: PublicStanding, language: str, typed: dict[str, str]) -> Response:
    words = LANGUAGES[language]
    page = check_result(seen, language, typed)
    return render(request, "public-checked.html", words["result"], language=language, page=page, words=words)
