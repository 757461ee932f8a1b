"""A synthetic customer: opens the shop in a browser, and asks the API and checkout whether they are well.

The environment says where to go. Checkout and the API are asked on their health paths, which the web ACLs let pass: bot
control would take a canary for what it is.
"""

import os
import urllib.error
import urllib.request
from typing import Any

TIMEOUT_SECONDS = 10
SUCCESS = 200


class VisitError(Exception):
    """Something that customers need does not answer as it should."""


def handler(_event: object, _context: object) -> str:
    """Visits everything once; a raised error is a failed run."""
    open_shop(os.environ["SHOP_URL"])
    for subject in ("API", "CHECKOUT"):
        ask(subject, os.environ[f"{subject}_URL"])
    return "The shop, the API and checkout answer."


def open_shop(url: str) -> None:
    """Opens the shop's first page in a browser, scripts and images included, and looks for a title."""
    from aws_synthetics.selenium import (  # type: ignore[import-not-found]  # noqa: PLC0415 (the canary's runtime has it)
        synthetics_webdriver,
    )

    browser: Any = synthetics_webdriver.Chrome()
    browser.set_page_load_timeout(TIMEOUT_SECONDS)
    browser.get(url)
    if not browser.title:
        raise VisitError("the shop's first page has no title")


def ask(subject: str, url: str) -> None:
    """Asks a health path over HTTPS. Messages name the subject and never the path: its last part is a secret."""
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 (the URL is the program's own)
            status = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
        error.close()
    except OSError as error:
        raise VisitError(f"{subject} does not answer: {type(error).__name__}") from None
    if status != SUCCESS:
        raise VisitError(f"{subject} answers with {status}")
