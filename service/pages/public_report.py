"""Report an emergency without a link or an account. The page discloses nothing, whoever is named."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from service.domain.emergency_case import Ground
from service.domain.emergency_report import PUBLIC_GROUNDS, ReporterKind
from service.domain.errors import InputRefused
from service.pages.rendering import render
from service.pages.words import GROUNDS_OUTSIDE, REPORTER_KINDS
from service.use_cases.report_publicly import report_publicly
from service.web.identity import PUBLIC, require_same_origin
from service.web.limits import PUBLIC_REPORT, LimitedByClient
from service.web.state import RequestTools

router = APIRouter()
Typed = Annotated[str, Form(max_length=300)]
TITLE = "Einen Notfall melden"
FIELDS = ("about", "ground", "reporter", "name", "call_back")


@dataclass(frozen=True, slots=True)
class ReportForm:
    """Attributes:
    typed, wrong: field → what stands in it, what to change.
    """

    typed: dict[str, str]
    wrong: dict[str, str]
    grounds: tuple[tuple[str, str], ...]
    reporters: tuple[tuple[str, str], ...]
    hotline: str


@router.get("/notfall", dependencies=[Depends(PUBLIC)])
def form(request: Request, tools: RequestTools) -> Response:
    return render(request, "public-report.html", TITLE, page=_form(tools, {}))


@router.post("/notfall", dependencies=[Depends(PUBLIC), Depends(require_same_origin), Depends(LimitedByClient(PUBLIC_REPORT))])
def report(
    request: Request, tools: RequestTools,
    about: Typed = "", ground: Typed = "", reporter: Typed = "", name: Typed = "", call_back: Typed = "",
) -> Response:  # fmt: skip
    typed = dict(zip(FIELDS, (about, ground, reporter, name, call_back), strict=True))
    try:
        taken = report_publicly(
            tools, about=about, name=name, call_back=call_back,
            ground=next((one for one in Ground if one.value == ground), None),
            reporter=next((one for one in ReporterKind if one.value == reporter), None),
        )  # fmt: skip
    except InputRefused as refused:
        return render(request, "public-report.html", TITLE, status=422, page=_form(tools, typed, refused))
    return render(
        request, "public-reported.html", "Danke, dass Sie uns Bescheid geben", code=taken.code, call_back=taken.call_back
    )


def _form(tools: RequestTools, typed: dict[str, str], refused: InputRefused | None = None) -> ReportForm:
    return ReportForm(
        typed=dict.fromkeys(FIELDS, "") | typed,
        wrong=dict.fromkeys(FIELDS, "")
        | {fault.path.removeprefix("$."): fault.text for fault in (refused.faults if refused else ())},
        grounds=tuple((one.value, GROUNDS_OUTSIDE[one]) for one in PUBLIC_GROUNDS),
        reporters=tuple((one.value, REPORTER_KINDS[one]) for one in ReporterKind),
        hotline=tools.policy.hoster.phone if tools.policy.hoster else "",
    )
