"""What the resources' bodies have in common."""

import json
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from service.api.problems import RESPONSES, problem_answer
from service.domain.parties import Scope
from service.web.idempotency import IdempotentRoute

Reason = Annotated[str, Field(min_length=1, max_length=2000, description="Why; kept with the event.")]
Scopes = Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))]


class Given(BaseModel):
    """A request body: unknown fields are refused, so that a misspelt one is not silently ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Answer(BaseModel):
    """Every answer says whether it comes from a sandbox."""

    sandbox: bool


class GivenReason(Given):
    reason: Reason


async def raw_body(request: Request) -> bytes:
    return await request.body()


RawBody = Annotated[bytes, Depends(raw_body)]


class ShownOnceRoute(IdempotentRoute):
    """For answers that hold a secret: it is not kept, so a repeated request learns that it came before, and nothing is done twice."""

    def kept(self, response: Response) -> tuple[int, bytes]:
        if response.status_code != HTTPStatus.CREATED:
            return super().kept(response)
        text = "Diese Anfrage wurde schon ausgeführt. Ihre Antwort enthielt ein Geheimnis, das nur einmal gezeigt wird."
        sandbox = bool(json.loads(bytes(response.body)).get("sandbox"))
        return HTTPStatus.CONFLICT, bytes(problem_answer(409, "shown-once", text, sandbox=sandbox).body)


def resource(tag: str, *, shown_once: bool = False) -> APIRouter:
    """A router whose writes honour `Idempotency-Key` and whose errors are documented.

    Args:
        shown_once: what it creates comes with a secret.
    """
    route = ShownOnceRoute if shown_once else IdempotentRoute
    return APIRouter(prefix="/v1", tags=[tag], route_class=route, responses=RESPONSES)


def binary(media_type: str) -> dict[str, object]:
    """OpenAPI of a raw body."""
    return {"requestBody": {"required": True, "content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}}
