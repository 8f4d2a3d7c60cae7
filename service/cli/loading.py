"""The one loader: modules a command needs only sometimes, by name."""

import importlib
from typing import Any


def load(name: str) -> Any:
    return importlib.import_module(name)
