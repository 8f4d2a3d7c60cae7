"""Bodies have an end: refused by their announced length, and again while they arrive."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

DEFAULT_BYTES = 1_000_000
UPLOAD_BYTES = 30_000_000
UPLOADS = (
    "/signed-files",
    "/verifications",
    "/evidence",
    "/register-extracts",
    "/imports",
    "/hochladen",
    "/nachweise",
    "/registerauszug",
    "/datei-pruefen",
)


class BodyTooLarge(Exception):
    """Raised inside `receive`; answered with 413 if nothing was sent yet."""


class BodyLimit:
    """ASGI middleware: 413 once a body exceeds the route's limit; memory stays flat."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = UPLOAD_BYTES if scope["path"].endswith(UPLOADS) else DEFAULT_BYTES
        announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if not announced.isdigit() or int(announced) > limit:
            await _refuse(send, limit)
            return
        await self._counted(scope, receive, send, limit)

    async def _counted(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        arrived, answered = 0, False

        async def counted() -> Message:
            nonlocal arrived
            message = await receive()
            arrived += len(message.get("body", b""))
            if arrived > limit:
                raise BodyTooLarge
            return message

        async def watched(message: Message) -> None:
            # Frameworks turn an exception while reading into an answer of their own: 413 goes out in its place.
            nonlocal answered
            if arrived <= limit:
                await send(message)
            elif not answered:
                answered = True
                await _refuse(send, limit)

        try:
            await self._app(scope, counted, watched)
        except BodyTooLarge:
            if not answered:
                await _refuse(send, limit)


async def _refuse(send: Send, limit: int) -> None:
    text = f"Die Datei ist zu groß: erlaubt sind {limit // 1_000_000} MB."
    body = f'{{"type": "about:blank", "title": "Zu groß", "status": 413, "code": "too-large", "detail": "{text}"}}'.encode()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
