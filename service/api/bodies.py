"""What the resources' bodies have in common."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from service.api.problems import RESPONSES
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


def resource(tag: str) -> APIRouter:
    """A router whose writes honour `Idempotency-Key` and whose errors are documented."""
    return APIRouter(prefix="/v1", tags=[tag], route_class=IdempotentRoute, responses=RESPONSES)


def binary(media_type: str) -> dict[str, object]:
    """OpenAPI of a raw body."""
    return {"requestBody": {"required": True, "content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}}
