"""Errors as RFC 9457 problem documents with a stable `code`."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse

from service.domain.errors import InputRefused, ServiceError, SignatureRefused
from service.web.statuses import headers_of, status_of

MEDIA_TYPE = "application/problem+json"
RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status in (400, 401, 403, 404, 409, 413, 422, 429, 503)
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "sandbox"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "stable, kebab-case"},
        "detail": {"type": "string", "description": "German sentence: what is wrong and what to do"},
        "sandbox": {"type": "boolean"},
        "faults": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "code", "text"],
                "properties": {"path": {"type": "string"}, "code": {"type": "string"}, "text": {"type": "string"}},
            },
        },
        "reasons": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "text"],
                "properties": {"code": {"type": "string"}, "text": {"type": "string"}},
            },
        },
    },
}


# What the framework refuses before a handler is asked.
FRAMEWORK: dict[int, tuple[str, str]] = {
    400: ("malformed-body", "Der Inhalt der Anfrage lässt sich nicht lesen: Erwartet wird JSON in UTF-8."),
    404: ("not-found", "Diese Adresse gibt es hier nicht. Alle Adressen stehen unter /v1/openapi.json."),
    405: ("method-not-allowed", "Diese Adresse kennt diese Methode nicht; welche sie kennt, steht in der Kopfzeile Allow."),
    413: ("too-large", "Die Anfrage ist zu groß. Erlaubt sind 1 MB, für Dateien 30 MB."),
    415: ("unsupported-media-type", "Diese Art von Inhalt wird hier nicht angenommen."),
}


def http_problem(status: int, *, sandbox: bool, headers: Mapping[str, str] | None) -> JSONResponse:
    """The framework's own refusals, in our words."""
    code, text = FRAMEWORK.get(status, ("http", f"Das ging nicht ({HTTPStatus(status).phrase})."))
    return problem_answer(status, code, text, sandbox=sandbox, headers=headers)


def problem(error: ServiceError, *, sandbox: bool) -> JSONResponse:
    more: dict[str, object] = {}
    if isinstance(error, InputRefused):
        more["faults"] = [{"path": fault.path, "code": fault.code, "text": fault.text} for fault in error.faults]
    if isinstance(error, SignatureRefused):
        more["reasons"] = [{"code": code, "text": text} for code, text in error.reasons]
    return problem_answer(status_of(error), error.code, error.text, sandbox=sandbox, more=more, headers=headers_of(error))


def problem_answer(
    status: int,
    code: str,
    text: str,
    *,
    sandbox: bool,
    more: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": text,
        "sandbox": sandbox,
        **(more or {}),
    }
    return JSONResponse(body, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)
