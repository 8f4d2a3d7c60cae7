"""What every handler needs of the process: handed to the application once, found on each request."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from service.use_cases.ports import Tools
from service.web.measuring import RequestMeter

BODY_BYTES = 1_000_000
UPLOAD_BYTES = 30_000_000
"""Largest body of a route, and of one that takes a file (`max_body_size`); more is 413."""


@dataclass(frozen=True, slots=True)
class WebState:
    """Attributes:
    public_url: where people reach the service, without trailing slash.
    provider_origins: scheme and host of the signature providers, for Content-Security-Policy.
    metrics_token: who may read /metrics from elsewhere; None: only this machine.
    """

    tools: Tools
    public_url: str
    provider_origins: tuple[str, ...] = ()
    metrics_token: str | None = None
    meter: RequestMeter = field(default_factory=RequestMeter)

    @property
    def redirect_uri(self) -> str:
        """Where signature providers send the signer back."""
        return f"{self.public_url}/signatures/callback"

    @property
    def secure(self) -> bool:
        """Whether cookies may demand https."""
        return self.public_url.startswith("https://")


def web_state(request: Request) -> WebState:
    state: WebState = request.app.state.web
    return state


def tools_of(request: Request) -> Tools:
    return web_state(request).tools


State = Annotated[WebState, Depends(web_state)]
RequestTools = Annotated[Tools, Depends(tools_of)]
