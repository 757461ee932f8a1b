import sys
import urllib.error
import urllib.request
from email.message import Message
from types import ModuleType, SimpleNamespace
from typing import Any, Self

import pytest

from components.observability.canary_script import visit_shop
from components.observability.canary_script.visit_shop import VisitError

PATH = "https://api.example/health/account/token"


class Answer:
    def __init__(self, status: int) -> None:
        self.status = status

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def with_title(monkeypatch: pytest.MonkeyPatch, title: str) -> list[str]:
    visited: list[str] = []
    browser = SimpleNamespace(set_page_load_timeout=lambda _: None, get=visited.append, title=title)
    selenium: Any = ModuleType("aws_synthetics.selenium")
    selenium.synthetics_webdriver = SimpleNamespace(Chrome=lambda: browser)
    monkeypatch.setitem(sys.modules, "aws_synthetics", ModuleType("aws_synthetics"))
    monkeypatch.setitem(sys.modules, "aws_synthetics.selenium", selenium)
    return visited


def test_visits_the_shop_the_api_and_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    visited = with_title(monkeypatch, "SecureCart")

    def answer(url: str, timeout: float) -> Answer:
        assert timeout > 0
        visited.append(url)
        return Answer(200)

    monkeypatch.setattr(urllib.request, "urlopen", answer)
    for name in ("SHOP", "API", "CHECKOUT"):
        monkeypatch.setenv(f"{name}_URL", f"https://{name.lower()}.example")
    visit_shop.handler({}, None)
    assert visited == ["https://shop.example", "https://api.example", "https://checkout.example"]


def test_a_page_without_a_title_is_no_shop(monkeypatch: pytest.MonkeyPatch) -> None:
    with_title(monkeypatch, "")
    with pytest.raises(VisitError, match="no title"):
        visit_shop.open_shop("https://shop.example")


def test_tells_what_fails_and_never_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(url: str, timeout: float) -> Answer:
        raise urllib.error.URLError(f"{url} after {timeout}")

    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    with pytest.raises(VisitError) as failure:
        visit_shop.ask("API", PATH)
    assert str(failure.value) == "API does not answer: URLError"
    assert failure.value.__suppress_context__


def test_another_answer_than_success_fails_the_visit(monkeypatch: pytest.MonkeyPatch) -> None:
    def unavailable(url: str, timeout: float) -> Answer:
        raise urllib.error.HTTPError(url, 503, f"after {timeout}", Message(), None)

    monkeypatch.setattr(urllib.request, "urlopen", unavailable)
    with pytest.raises(VisitError, match="API answers with 503"):
        visit_shop.ask("API", PATH)
