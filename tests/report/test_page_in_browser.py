"""The page in a real browser, by clicking and by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from securecart.proof.model import Case
from securecart.report.model import Report
from tests import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.needs_browser

Open = Callable[..., "Page"]
WIDE = {"width": 1440, "height": 900}
MILLISECONDS = 60_000
"""How long a page may take for what it is asked, on a machine that has other things to do."""
NARROW = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def chromium(page_file: Path, bad_page_file: Path) -> Iterator[Browser]:
    """A browser, for these tests only: it has an event loop, beside which no program runs; so the pages come first."""
    del page_file, bad_page_file
    with browser.started() as found:
        yield found


@pytest.fixture
def opened(chromium: Browser, page_file: Path) -> Iterator[Open]:
    """Opens the page; at the end nothing may have gone wrong, nor anything been asked of anybody."""
    trouble: list[str] = []
    contexts = []

    def open_(file: Path = page_file, viewport: dict[str, int] = WIDE, **options: Any) -> Page:
        context = chromium.new_context(viewport=viewport, **options)  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(MILLISECONDS)
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda message: trouble.append(message.text))
        page.on("request", lambda request: trouble.append(request.url) if request.url != file.as_uri() else None)
        page.goto(file.as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not trouble


def _rows(page: Page) -> dict[str, list[str]]:
    """The table of who answers whom, by customer."""
    rows = page.locator("#rows tr").all()
    cells = [row.locator("th, td").all_inner_texts() for row in rows]
    return {name: rest for name, *rest in cells}


def _cases(report: Report, journey: str, failure: str) -> list[Case]:
    return [
        case
        for case in report.proof.cases
        if case.journey.id == journey and [each.id for each in case.scenario] == ([failure] if failure else [])
    ]


@pytest.mark.parametrize(
    ("journey", "failure"),
    [
        ("api-read", "region:eu-central-1"),
        ("checkout", "region:us-east-1"),
        ("storefront", ""),
        ("warehouse", "location:EqDC2"),
        ("api-write", "database:securecart-us-east-1-g1"),
        ("checkout", "accelerator:edge-eu"),
    ],
)
def test_shows_who_answers_whom(opened: Open, report: Report, journey: str, failure: str) -> None:
    page = opened()

    page.select_option("#journey", journey)
    page.select_option("#failure", failure)

    rows = _rows(page)
    expected = {name: case.outcome for case in _cases(report, journey, failure) for name in case.customers}
    assert rows.keys() == expected.keys()
    for name, outcome in expected.items():
        far = report.proof.latency(name, outcome)
        assert all(region in rows[name][1] for region in outcome.regions)
        assert rows[name][2] == ("" if far is None else f"{round(far)} ms")


def test_draws_a_line_to_each_region_that_answers(opened: Open) -> None:
    page = opened()

    page.select_option("#journey", "api-read")
    page.select_option("#failure", "region:eu-central-1")

    refused = [name for name, row in _rows(page).items() if row[1].startswith("an error")]
    assert len(refused) > 20
    assert page.locator("#ways .refused").count() == len(refused)
    assert page.locator("#regions .lost").get_attribute("data-region") == "eu-central-1"


def test_marks_who_is_not_answered(opened: Open) -> None:
    page = opened()

    page.select_option("#journey", "checkout")
    page.select_option("#failure", "accelerator:edge-world")

    unserved = [name for name, row in _rows(page).items() if row[1].startswith("no answer")]
    assert unserved
    assert page.locator("#troubled .trouble").count() == len(unserved)
    assert f"{len(unserved)} customers not answered" in page.inner_text("#answer")


def test_a_click_on_a_region_takes_it_down_and_back(opened: Open) -> None:
    page = opened()
    region = page.locator("[data-region='us-east-1'] rect")

    region.click()
    assert page.input_value("#failure") == "region:us-east-1"
    assert page.inner_text("#answer").startswith("Region us-east-1 fails. ")

    region.click()
    assert page.input_value("#failure") == ""
    assert page.inner_text("#answer").startswith("Nothing fails. ")


def test_a_click_on_a_client_tells_of_that_client(opened: Open) -> None:
    page = opened()

    page.locator("[data-client='sao-paulo']").dispatch_event("click")

    assert page.input_value("#client") == "sao-paulo"
    assert list(_rows(page)) == ["sao-paulo"]
    assert "sao-paulo gets an answer from us-east-1" in page.inner_text("#answer")


def test_the_keyboard_reaches_everything(opened: Open) -> None:
    page = opened()
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
        if reached[-1] == "failure":
            page.keyboard.press("ArrowDown")

    assert reached[0] == "Skip to the report"
    assert {"journey", "failure", "client", "filter", "The same as a table"} <= set(reached)
    assert page.input_value("#failure").startswith("region:")
    assert page.locator("#answer").get_attribute("aria-live") == "polite"


def test_finds_resources(opened: Open, report: Report) -> None:
    page = opened()
    assert page.locator("details.stack[open]").count() == 0

    page.locator("#filter").fill("Region:ap us-west-2")
    assert page.inner_text("#found") == "0 resources found"

    page.locator("#filter").fill("TABLE securecart-catalogue")
    page.locator("#filter").fill("rds/instance us-west-2")
    expected = [
        resource
        for stack in report.preview.stacks
        for resource in stack.plan.managed
        if "rds/instance" in resource.type and "us-west-2" in (resource.name, resource.region)
    ]
    assert expected
    shown = page.locator("details.stack tbody tr:visible")
    assert shown.count() == len(expected)
    assert page.inner_text("#found") == f"{len(expected)} resources found"

    page.locator("#filter").fill("")
    assert page.locator("details.stack[open]").count() == 0
    assert page.locator("details.stack:visible").count() == len(report.preview.stacks)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_follows_the_system_and_can_be_switched(opened: Open, scheme: str) -> None:
    page = opened(color_scheme=scheme)
    background = "getComputedStyle(document.body).backgroundColor"
    first = page.evaluate(background)

    page.get_by_label("Dark" if scheme == "light" else "Light").check()
    assert page.evaluate(background) != first

    page.get_by_label("System").check()
    assert page.evaluate(background) == first


@pytest.mark.parametrize("viewport", [WIDE, NARROW, {"width": 768, "height": 1024}])
def test_the_page_never_scrolls_sideways(opened: Open, viewport: dict[str, int], bad_page_file: Path) -> None:
    for page in (opened(viewport=viewport), opened(bad_page_file, viewport=viewport)):
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")

        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_on_paper_nothing_is_cut_off(opened: Open, bad_page_file: Path) -> None:
    paper = {"width": 700, "height": 1000}  # A4 with a browser's own margins is 718 pixels wide
    for page in (opened(viewport=paper), opened(bad_page_file, viewport=paper)):
        page.emulate_media(media="print")

        assert page.evaluate("document.documentElement.scrollWidth") <= paper["width"]
        assert not page.get_by_role("navigation").is_visible()


def test_the_tables_are_there_without_javascript(opened: Open) -> None:
    page = opened(java_script_enabled=False)

    assert page.locator(".recovery tbody tr").count() > 10
    assert page.locator("#choices").is_hidden()
    assert page.locator("#search").is_hidden()
    assert page.get_by_text("The map needs JavaScript").is_visible()


def test_markup_in_a_name_stays_text(opened: Open, bad_page_file: Path) -> None:
    page = opened(bad_page_file)

    assert page.title() != "taken"
    assert page.locator("img").count() == 0
    assert page.locator("article.finding").count() > 1


@pytest.mark.parametrize(("scheme", "viewport"), [("light", WIDE), ("dark", NARROW)])
def test_breaks_no_rule_of_accessibility(
    opened: Open, bad_page_file: Path, scheme: str, viewport: dict[str, int]
) -> None:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 (only with a browser)

    for page in (
        opened(viewport=viewport, color_scheme=scheme),
        opened(bad_page_file, viewport=viewport, color_scheme=scheme),
    ):
        page.evaluate(
            "document.querySelectorAll('details:not(.stack ~ .stack)').forEach((each) => { each.open = true })"
        )
        page.select_option("#failure", "region:eu-central-1")

        found = Axe().run(page)

        assert found.violations_count == 0, found.generate_report()
