"""What comes in: bearer tokens, forms, JSON objects. Everything else is refused in the standards' words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

from signing.sandbox.described import Json
from signing.sandbox.errors import RequestRefused


def authorization(request: Request) -> str:
    return request.headers.get("authorization", "")


def bearer(request: Request) -> str:
    scheme, _, token = authorization(request).partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise RequestRefused("invalid_token", "Authorization: Bearer is required", 401)
    return token.strip()


def form(body: bytes) -> Mapping[str, str]:
    try:
        return pairs(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=50))
    except ValueError as fault:
        raise RequestRefused("invalid_request", "not a form") from fault


def pairs(pairs: list[tuple[str, str]]) -> Mapping[str, str]:
    """RFC 6749 § 3.1: no parameter twice; an empty one counts as absent."""
    if len({name for name, _ in pairs}) != len(pairs):
        raise RequestRefused("invalid_request", "a parameter is given twice")
    return {name: value for name, value in pairs if value}


def json_object(body: bytes) -> Json:
    try:
        content = json.loads(body or b"{}")
    except (ValueError, RecursionError) as fault:
        raise RequestRefused("invalid_request", "The request body is not JSON") from fault
    if not isinstance(content, dict):
        raise RequestRefused("invalid_request", "The request body is no JSON object")
    return content
