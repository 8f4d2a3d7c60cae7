"""`Idempotency-Key`: the same request under the same key is carried out once and answered alike."""

import hashlib
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from service.domain.errors import Fault, InputRefused
from service.domain.ids import UserId
from service.use_cases.account_repositories import StoredResponse
from service.use_cases.log_in import SYSTEM
from service.use_cases.ports import Tools
from service.web.identity import bearer_identity
from service.web.state import tools_of

WRITES = {"POST", "PUT", "PATCH", "DELETE"}


class IdempotentRoute(APIRoute):
    """Route class of the API's routers. Without the header nothing changes."""

    def kept(self, response: Response) -> tuple[int, bytes]:
        """Status and body that a repeated request gets, and that stand in the database until they are forgotten."""
        return response.status_code, bytes(response.body)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def once(request: Request) -> Response:
            key = request.headers.get("idempotency-key")
            if key is None or request.method not in WRITES:
                return await handle(request)
            if not 1 <= len(key) <= 200:
                raise InputRefused([Fault("Idempotency-Key", "WRONG_LENGTH", "Der Idempotency-Key hat 1 bis 200 Zeichen.")])
            identity = await run_in_threadpool(bearer_identity, request)
            if identity is None:
                return await handle(request)
            return await _once(request, handle, self.kept, key, identity.user.id)

        return once


async def _once(
    request: Request,
    handle: Callable[[Request], Coroutine[Any, Any, Response]],
    kept: Callable[[Response], tuple[int, bytes]],
    key: str,
    user: UserId,
) -> Response:
    tools, body = tools_of(request), await request.body()
    asked = hashlib.sha256(b"\n".join([request.method.encode(), str(request.url).encode(), body])).hexdigest()
    stored = await run_in_threadpool(_claim, tools, key, user, asked)
    if stored is not None:
        return Response(
            stored.body,
            stored.status,
            headers={"idempotent-replayed": "true"},
            media_type="application/json" if stored.status < 400 else "application/problem+json",
        )
    try:
        response = await handle(request)
    except BaseException:
        # Refused or failed: nothing was changed, so the same key may try again.
        await run_in_threadpool(_release, tools, key, user)
        raise
    await run_in_threadpool(_store, tools, key, user, StoredResponse(asked, *kept(response)))
    return response


def _claim(tools: Tools, key: str, user: UserId, asked: str) -> StoredResponse | None:
    with tools.transactions(SYSTEM) as work:
        return work.idempotency_keys.claim(key, user, asked, tools.clock())


def _release(tools: Tools, key: str, user: UserId) -> None:
    with tools.transactions(SYSTEM) as work:
        work.idempotency_keys.release(key, user)


def _store(tools: Tools, key: str, user: UserId, response: StoredResponse) -> None:
    with tools.transactions(SYSTEM) as work:
        work.idempotency_keys.store(key, user, response)
