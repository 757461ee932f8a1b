"""A real browser, without a window, for pages that are files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
_FLAGS: Final = (
    "--no-sandbox",  # which root must not have
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def missing() -> str:
    """Why there is no browser; empty if there is one."""
    return "" if _executable() else f"none of {', '.join(_NAMES)} is on PATH; Debian's package is `chromium`"


@contextmanager
def started() -> Iterator[Browser]:
    """A browser with a profile of its own, which is thrown away."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (where it is needed)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_executable(), args=list(_FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def _executable() -> str | None:
    return next(filter(None, map(shutil.which, _NAMES)), None)
