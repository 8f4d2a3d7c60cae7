"""The system's Chromium, driven by Playwright; never a browser that Playwright downloads."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

EXECUTABLE = Path("/usr/bin/chromium")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def require_chromium() -> None:
    """Skips the asking test by name where it is absent; CI demands it."""
    if not EXECUTABLE.exists():
        missing = f"{EXECUTABLE} is not installed (Debian package chromium)"
        if os.environ.get("VOLLMACHT_TESTS_SKIP_NOTHING"):
            pytest.fail(missing)
        pytest.skip(missing)


@contextmanager
def chromium() -> Iterator[Browser]:
    require_chromium()
    # Its own sandbox cannot work for root.
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(EXECUTABLE), args=flags)
        yield browser
        browser.close()
