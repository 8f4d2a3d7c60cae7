"""Somebody at a browser: keeps cookies, follows redirects, fills in forms; and somebody's programme with a token."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin

import httpx2

TIMEOUT_S = 60.0


class StepFailed(Exception):
    """A step did not hold; the text says what the service answered."""


@dataclass(slots=True)
class Form:
    """One form of a page, with the values it came with."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(values.get("action", "")))
        elif tag == "input" and self.forms and "name" in values and self._is_sent(values):
            self.forms[-1].fields[values["name"]] = values.get("value", "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    @staticmethod
    def _is_sent(values: dict[str, str]) -> bool:
        return values.get("type") not in {"radio", "checkbox", "submit"} or "checked" in values


class Browser:
    """One person's browser."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._http = httpx2.Client(follow_redirects=True, trust_env=False, timeout=TIMEOUT_S)
        self._page = httpx2.Response(200)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._http.close()

    @property
    def url(self) -> str:
        """Where the last redirect led."""
        return str(self._page.url)

    @property
    def text(self) -> str:
        return self._page.text

    def open(self, path: str) -> None:
        self._arrived(self._http.get(urljoin(self._base_url, path)))

    def has_form(self, action: str) -> bool:
        return self._form(action) is not None

    def send(self, action: str, **values: str) -> None:
        """Fill in and send the form whose address ends so; what it came with stays.

        Raises:
            StepFailed: there is no such form, or its answer is a failure.
        """
        form = self._form(action)
        if form is None:
            raise StepFailed(f"{self.url} has no form {action}")
        self._arrived(self._http.post(urljoin(self.url, form.action), data={**form.fields, **values}))

    def _form(self, action: str) -> Form | None:
        parser = _Forms()
        parser.feed(self._page.text)
        return next((form for form in parser.forms if form.action.endswith(action)), None)

    def _arrived(self, page: httpx2.Response) -> None:
        self._page = page
        if page.status_code >= 400:
            raise StepFailed(f"{page.request.method} {page.url.path}: {page.status_code}")


class Programme:
    """One person's or system's client of the JSON API."""

    def __init__(self, base_url: str, email: str, password: str, customer_no: str | None = None) -> None:
        self._http = httpx2.Client(base_url=base_url, trust_env=False, timeout=TIMEOUT_S)
        given = {"email": email, "password": password, "customer_no": customer_no}
        self._http.headers["authorization"] = f"Bearer {self.post('/v1/sessions', given)['token']}"

    def close(self) -> None:
        self._http.close()

    @property
    def authorization(self) -> dict[str, str]:
        return {"authorization": self._http.headers["authorization"]}

    def get(self, path: str) -> Any:
        return self._checked(self._http.get(path)).json()

    def download(self, path: str) -> bytes:
        return self._checked(self._http.get(path)).content

    def post(self, path: str, given: Mapping[str, object] | None = None) -> Any:
        return self._checked(self._http.post(path, json=dict(given or {}))).json()

    def send(self, path: str, content: bytes, media_type: str) -> Any:
        return self._checked(self._http.post(path, content=content, headers={"content-type": media_type})).json()

    def upload(self, path: str, name: str, content: bytes, media_type: str, **fields: str) -> Any:
        return self._checked(self._http.post(path, data=fields, files={"file": (name, content, media_type)})).json()

    @staticmethod
    def _checked(answer: httpx2.Response) -> httpx2.Response:
        if answer.status_code >= 400:
            problem = answer.json()
            faults = " ".join(f"{one['path']} {one['text']}" for one in problem.get("faults", []))
            said = f"{problem.get('detail', '')} {faults}".strip()
            raise StepFailed(f"{answer.request.method} {answer.url.path}: {answer.status_code} {problem.get('code', '')}: {said}")
        return answer
