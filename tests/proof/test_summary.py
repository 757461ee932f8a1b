import pytest

from securecart.proof.journeys import JOURNEYS
from securecart.proof.model import Proof
from securecart.proof.summary import COLUMNS, Summary, duration, listed


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
