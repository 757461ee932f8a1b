from securecart.proof.outcomes import Ending
from securecart.report.model import Report
from securecart.report.recovery import Recovery, recovery


def _lines(table: Recovery, journey: str, column: str) -> tuple[str, ...]:
    number = [each.title for each in table.columns].index(column)
    (row,) = (row for row in table.rows if row.title == journey)
    return row.cells[number].lines


def test_tells_the_worst_of_each_journey_and_failure(report: Report) -> None:
    table = recovery(report.proof)
    seconds = max(
        case.outcome.seconds or 0
        for case in report.proof.cases
        if case.journey.id == "api-read"
        and case.outcome.ending is Ending.SERVED
        and [failure.kind for failure in case.scenario] == ["region"]
    )

    assert _lines(table, "API read", "Region") == (f"{seconds} s", "told so")
    assert [row.title for row in table.rows] == [journey.title for journey in report.proof.journeys]


def test_tells_of_lost_data_where_something_is_written(report: Report) -> None:
    table = recovery(report.proof)

    assert any(line.endswith(" lost") for line in _lines(table, "Checkout", "Region"))
    assert not any("lost" in line for line in _lines(table, "API read", "Region"))


def test_tells_what_is_promised(report: Report) -> None:
    table = recovery(report.proof)
    promised = {title: dict(zip((c.title for c in table.columns), v, strict=True)) for title, v in table.promised}

    assert promised["Promised: reads"]["Region"] == f"{report.proof.objectives.region.read_seconds} s"
    assert promised["Promised: writes lost"]["Region"] == f"{report.proof.objectives.region.data_loss_seconds} s"
    assert promised["Promised: writes"]["Accel."] == "-"


def test_marks_a_promise_that_is_not_kept(bad_report: Report, report: Report) -> None:
    missed = {row.title for row in recovery(bad_report.proof).rows for cell in row.cells if cell.missed}

    assert not any(cell.missed for row in recovery(report.proof).rows for cell in row.cells)
    concerned = {
        journey for found in bad_report.proof.counterexamples if found.case.scenario for journey in found.journeys
    }
    assert missed == {journey.title for journey in bad_report.proof.journeys if journey.id in concerned}
