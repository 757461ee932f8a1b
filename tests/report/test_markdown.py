from securecart.preview import markdown as preview_markdown
from securecart.proof import markdown as proof_markdown
from securecart.report.markdown import render
from securecart.report.model import Report


def test_has_proof_architecture_and_preview(report: Report) -> None:
    text = render(report)

    assert text.startswith(proof_markdown.render(report.proof))
    assert text.endswith(preview_markdown.render(report.preview))
    assert "| Route 53 | serves | serves | stands by |  |  |" in text
    assert "| CloudFront /images/\\*" not in text.replace("CloudFront /images/\\*, /scripts/\\*", "")


def test_every_row_has_as_many_cells(report: Report) -> None:
    _, _, after = render(report).partition("<details><summary>Architecture</summary>\n\n")
    rows = after.partition("\n\n")[0].splitlines()

    assert len(rows) > 20
    assert {row.count("|") for row in rows} == {rows[0].count("|")}


def test_escapes_what_it_is_told(bad_report: Report) -> None:
    assert "<script>" not in render(bad_report)
