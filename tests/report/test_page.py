"""The page as text; tests/report/test_page_in_browser.py opens it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from securecart.report import page
from securecart.report.model import Report
from tests.report.conftest import HOSTILE

MOST_BYTES = 3_000_000


@pytest.fixture(scope="session")
def text(page_file: Path) -> str:
    return page_file.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def bad(bad_page_file: Path) -> str:
    return bad_page_file.read_text(encoding="utf-8")


def test_is_the_same_whatever_it_took(text: str, report: Report) -> None:
    slower = replace(
        report,
        preview=replace(report.preview, seconds=99.0),
        proof=replace(report.proof, seconds=report.proof.seconds + 1),
    )

    assert page.render(slower) == text


def test_asks_nobody_for_anything(text: str) -> None:
    asked = re.findall(r'(?:src|href|action)="([^"]*)"', text)

    assert {each for each in asked if not each.startswith("#")} == {"data:,"}
    assert "@import" not in text
    assert "url(" not in text.replace("url(#arrow)", "")


def test_allows_its_own_script_and_style_alone(text: str) -> None:
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)

    assert policy.startswith("default-src 'none'; ")
    assert f"style-src '{_hash(style)}'" in policy.replace("&#43;", "+")
    assert f"script-src '{_hash(script)}'" in policy.replace("&#43;", "+")
    assert " style=" not in text
    assert not re.search(r"\son[a-z]+=", text)


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def test_stays_small(text: str) -> None:
    assert len(text.encode()) < MOST_BYTES


def test_names_every_managed_resource(text: str, report: Report) -> None:
    rows = re.findall(r"<tr><td>([^<]*)(?: <span[^>]*>protected</span>)?</td><td>([^<]*)</td>", text)
    managed = [(resource.name, resource.type) for stack in report.preview.stacks for resource in stack.plan.managed]

    assert sorted(rows) == sorted(managed)


def test_escapes_what_it_is_told(bad: str) -> None:
    assert HOSTILE not in bad
    assert bad.count("&lt;/script&gt;&lt;script&gt;document.title = &#39;taken&#39;") >= 5
    assert bad.count("<script") == 2


def test_the_data_is_read_as_it_was_written(bad: str) -> None:
    (data,) = re.findall(r'<script type="application/json" id="answers">(.*?)</script>', bad, re.DOTALL)

    assert json.loads(data)["customers"]


def test_says_what_is_refused_and_not_proven(bad: str, bad_report: Report) -> None:
    assert "Refused by the policy pack: 1 violation" in bad
    for found in bad_report.proof.counterexamples:
        assert found.cause.reason in bad.replace("&#39;", "'")
        assert all(step.place in bad for step in found.path)
    assert bad_report.proof.counterexamples
    assert not bad_report.is_fine


def test_says_that_all_is_well(text: str, report: Report) -> None:
    assert report.is_fine
    assert "Accepted by the policy pack" in text
    assert "None: every promise is kept." in text
