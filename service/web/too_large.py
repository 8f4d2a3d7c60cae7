"""The framework's body limit stands outside of everything and says 413 in plain text: here it is said as everything else is."""

from collections.abc import Callable

from fastapi import FastAPI, Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOO_LARGE = 413


class Application(FastAPI):
    """FastAPI whose own refusals of large bodies are worded by `say_too_large`."""

    say_too_large: Callable[[Scope], Response] | None = None
    around: Callable[[ASGIApp], ASGIApp] | None = None
    """Put around everything, the framework's own answer to a defect included, which stands outside of all other middleware."""

    def build_middleware_stack(self) -> ASGIApp:
        stack = super().build_middleware_stack()
        return self.around(stack) if self.around is not None else stack

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        words = self.say_too_large
        replacing = False

        async def worded(message: Message) -> None:
            nonlocal replacing
            if message["type"] == "http.response.start" and message["status"] == TOO_LARGE and words is not None:
                replacing = Headers(raw=message["headers"]).get("content-type", "").startswith("text/plain")
                if replacing:
                    await words(scope)(scope, receive, send)
            if not replacing:
                await send(message)

        await super().__call__(scope, receive, worded if scope["type"] == "http" else send)
