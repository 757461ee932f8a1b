"""Who makes the preview's workers ends them."""

from dataclasses import replace
from pathlib import Path
from typing import Self, cast

import pytest

from securecart.plan.analyzer.errors import AnalyzerError
from securecart.plan.fleet.workers import Workers
from securecart.preview.run import preview
from securecart.settings import load_project
from tests.fleet import ROOT


class Lent:
    """Workers of which only the end matters."""

    ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.ended = True


def test_workers_that_are_lent_are_not_ended(tmp_path: Path) -> None:
    without_pack = replace(load_project(ROOT), directory=tmp_path)
    lent = Lent()
    with pytest.raises(AnalyzerError, match="there is no policy pack here"):
        preview(without_pack, workers=cast(Workers, lent))
    assert not lent.ended
