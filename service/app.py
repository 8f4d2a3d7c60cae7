"""The web application: pages and API on one set of tools."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from service import pages
from service.api import (
    authority,
    authzen,
    calls,
    customer_notices,
    drafts,
    emergency_cases,
    emergency_contacts,
    emergency_course,
    emergency_reports,
    first_information,
    health,
    imports,
    metrics,
    name_reviews,
    objections,
    power_of_attorney_ends,
    powers_of_attorney,
    resellers,
    sessions,
    signature_callbacks,
    tokens,
    users,
    verifications,
)
from service.api.examples import add_examples
from service.api.problems import SCHEMA, http_problem, problem, problem_answer
from service.domain.errors import Fault, InputRefused, NotFound, ServiceError
from service.pages import failure
from service.use_cases.note_foreign_access import note_foreign_access
from service.web.headers import SecurityHeaders
from service.web.measuring import Measured
from service.web.state import BODY_BYTES, WebState
from service.web.too_large import Application

log = logging.getLogger(__name__)
API_RESOURCES = (
    sessions,
    tokens,
    users,
    imports,
    resellers,
    customer_notices,
    objections,
    calls,
    name_reviews,  # before `powers-of-attorney/{id}`: `name-reviews` is no id
    powers_of_attorney,
    power_of_attorney_ends,
    drafts,
    signature_callbacks,
    emergency_cases,
    emergency_course,
    emergency_reports,
    emergency_contacts,
    authority,
    first_information,
    verifications,
)
JSON_PATHS = ("/v1", "/access/", "/.well-known/", "/livez", "/readyz", "/metrics")
DESCRIPTION = "Emergency provision for a hosting company's resellers. Texts are German, codes are stable."


def create_app(web: WebState, *, version: str) -> FastAPI:
    """The whole application; `web.tools` decides what it stands on."""
    app = Application(
        title="Vollmacht",
        version=version,
        description=DESCRIPTION,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        max_body_size=BODY_BYTES,
    )
    app.state.web = web
    app.say_too_large = lambda scope: _too_large(app, scope, sandbox=web.tools.policy.sandbox)
    for resource in API_RESOURCES:
        app.include_router(resource.router)
    app.include_router(authzen.router)
    app.include_router(health.router)
    app.include_router(metrics.router)
    for router in pages.routers():
        app.include_router(router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=Path(pages.__file__).parent / "static"), name="static")
    _answer_errors(app, web)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]  # FastAPI's documented way
    app.add_middleware(Measured, meter=web.meter)
    app.around = lambda stack: SecurityHeaders(stack, form_targets=web.provider_origins, https=web.secure)
    return app


def _answer_errors(app: FastAPI, web: WebState) -> None:
    sandbox = web.tools.policy.sandbox

    def face(as_json: Callable[[Any], Response], as_page: Callable[[Request, Any], Response]) -> Any:
        async def answer(request: Request, error: Any) -> Response:
            response = as_json(error) if request.url.path.startswith(JSON_PATHS) else as_page(request, error)
            identity = getattr(request.state, "identity", None)
            if isinstance(error, NotFound) and identity is not None:
                # After the answer: how long it took tells nobody whether the id exists.
                asked_for = [str(value) for value in request.path_params.values()]
                response.background = BackgroundTask(note_foreign_access, asked_for, identity.actor, web.tools)
            return response

        return answer

    def invalid(error: RequestValidationError) -> InputRefused:
        return InputRefused([_fault(one) for one in error.errors()])

    def defect(error: Exception) -> Response:
        log.error("defect", exc_info=error)
        return problem_answer(500, "defect", "Das ist ein Fehler von uns. Bitte versuchen Sie es später.", sandbox=sandbox)

    handlers: list[tuple[Any, Callable[[Any], Response], Callable[[Request, Any], Response]]] = [
        (ServiceError, lambda error: problem(error, sandbox=sandbox), failure.service_error),
        (
            RequestValidationError,
            lambda error: problem(invalid(error), sandbox=sandbox),
            lambda request, error: failure.service_error(request, invalid(error)),
        ),
        (
            HTTPException,
            lambda error: http_problem(error.status_code, sandbox=sandbox, headers=error.headers),
            failure.http_error,
        ),
        (Exception, defect, failure.defect),
    ]
    for kind, as_json, as_page in handlers:
        app.add_exception_handler(kind, face(as_json, as_page))


def _too_large(app: FastAPI, scope: Scope, *, sandbox: bool) -> Response:
    if scope["path"].startswith(JSON_PATHS):
        return http_problem(413, sandbox=sandbox, headers=None)
    return failure.http_error(Request({**scope, "app": app}), HTTPException(413))


def _fault(error: Any) -> Fault:
    """Pydantic's finding with a JSON path; its `input` is not repeated: it may be personal."""
    where = [part for part in error["loc"] if part not in {"body", "query", "path", "header"}]
    path = "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where)
    code = {"missing": "MISSING", "extra_forbidden": "UNKNOWN_FIELD"}.get(error["type"], str(error["type"]).upper())
    text = {"missing": "Dieses Feld fehlt.", "extra_forbidden": "Dieses Feld gibt es hier nicht."}.get(error["type"])
    return Fault(path, code, text or f"Dieser Wert passt nicht: {error['msg']}.")


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        components = schema.setdefault("components", {})
        components.setdefault("schemas", {})["Problem"] = SCHEMA
        components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
        schema["security"] = [{"bearer": []}]
        add_examples(schema)
        app.openapi_schema = schema
    return app.openapi_schema
