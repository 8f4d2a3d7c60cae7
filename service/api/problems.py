"""Errors as RFC 9457 problem documents with a stable `code`."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse

from service.domain.errors import InputRefused, ServiceError, SignatureRefused
from service.web.statuses import headers_of, status_of

MEDIA_TYPE = "application/problem+json"
# One of each status, as it comes.
EXAMPLES: dict[int, tuple[str, str]] = {
    400: ("malformed-body", "Der Inhalt der Anfrage lässt sich nicht lesen: Erwartet wird JSON in UTF-8."),
    401: ("not-logged-in", "Bitte melden Sie sich an."),
    403: ("forbidden", "Ihre Rolle erlaubt das nicht."),
    404: ("not-found", "Das gibt es hier nicht."),
    409: ("wrong-state", "Diese Vollmacht wartet nicht auf Unterschriften."),
    413: ("too-large", "Die Anfrage ist zu groß. Erlaubt sind 1 MB, für Dateien 30 MB."),
    422: ("input-refused", "Die Eingabe wurde abgelehnt, nichts wurde geändert."),
    429: ("too-many-requests", "Das war zu oft in kurzer Zeit. Bitte warten Sie etwas und versuchen Sie es dann noch einmal."),
    503: ("unavailable", "Die Datenbank antwortet gerade nicht. Bitte gleich noch einmal versuchen."),
}
FAULTS = {"faults": [{"path": "$.scopes", "code": "MISSING", "text": "Dieses Feld fehlt."}]}
RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {
        "description": HTTPStatus(status).phrase,
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": {
                    "type": "about:blank",
                    "title": HTTPStatus(status).phrase,
                    "status": status,
                    "code": code,
                    "detail": detail,
                    "sandbox": True,
                    **(FAULTS if status == 422 else {}),
                },
            }
        },
    }
    for status, (code, detail) in EXAMPLES.items()
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
