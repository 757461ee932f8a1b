import pytest

from securecart.proof.estate.model import Estate
from securecart.proof.failures import failures
from securecart.proof.journeys import JOURNEYS
from securecart.proof.model import Proof
from securecart.proof.proving import Question, prove
from securecart.proof.summary import COLUMNS, Summary, duration, listed
from securecart.settings import Project
from securecart.settings.objectives import ObjectiveSettings, RecoveryObjective


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "-"),
        (0, "0 s"),
        (599, "599 s"),
        (600, "10 min"),
        (601, "11 min"),
        (7200, "2 h"),
        (14400, "4 h"),
        (9000, "2.5 h"),
    ],
)
def test_times_are_told_rounded_up(seconds: int | None, text: str) -> None:
    assert duration(seconds) == text


def test_some_names_and_how_many_more() -> None:
    assert listed(["a", "b"]) == "a, b"
    assert listed(["a", "b", "c"], 2) == "a, b and 1 more"


def test_a_cell_has_the_worst_of_its_cases(proof: Proof) -> None:
    summary = Summary(proof)
    checkout = next(journey for journey in JOURNEYS if journey.id == "checkout")
    cells = {column.title: summary.cell(checkout, column) for column in COLUMNS}

    assert (cells["Region"].seconds, cells["Region"].loss, cells["Region"].refused) == (2700, 300, True)
    assert (cells["Accel."].unserved, cells["Accel."].missed) == (True, False)
    assert (cells["R53"].seconds, cells["R53"].refused, cells["R53"].known) == (0, False, True)


def test_a_broken_promise_is_marked_where_it_is_broken(estate: Estate, project: Project) -> None:
    within = RecoveryObjective(read_seconds=100, write_seconds=10_000, data_loss_seconds=10_000)
    objectives = ObjectiveSettings(region=within, zone=within, service=within)
    edge = project.fleet.edge.model_copy(update={"objectives": objectives})
    singles = [(), *((failure,) for failure in failures(estate))]
    summary = Summary(prove(estate, edge, "securecart", Question(scenarios=singles)))
    storefront = next(journey for journey in JOURNEYS if journey.id == "storefront")
    cells = {column.title: summary.cell(storefront, column) for column in COLUMNS}
    late = {title for title, cell in cells.items() if cell.known and cell.seconds is not None and cell.seconds > 100}
    assert {"Region", "Service"} <= late
    assert {title for title, cell in cells.items() if cell.missed} == late
