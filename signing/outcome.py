"""What pyHanko's coroutines give, where nothing else runs meanwhile."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

__all__ = ["outcome_of"]

Given = TypeVar("Given")


def outcome_of(coroutine: Coroutine[Any, Any, Given]) -> Given:
    """Wait for it, with whatever it raises.

    `asyncio.run` would spell out a whole signature in Python 3.11's main thread: to find out that its own handler of SIGINT is no number, it formats it, with the
    task and the task's result. That was a third of preparing a signature.
    """
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(coroutine)
    finally:
        loop.close()
