"""What a process does not use is not built; using it all the same is a defect that names itself."""

from typing import Any


class Unwired:
    """Stands where a tool would: a command that needs less starts sooner."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{self._what}.{name} is not wired in this process")
