"""What Pulumi is told of the project agrees with what `make` sets up."""

import re

import yaml

from tests.fleet import ROOT


def test_pulumi_runs_the_program_in_the_environment_that_make_sets_up() -> None:
    options = yaml.safe_load((ROOT / "Pulumi.yaml").read_text(encoding="utf-8"))["runtime"]["options"]
    (virtualenv,) = re.findall(r"^VENV := (\S+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    # No type checker: Pulumi would want it in that environment, where `make install` puts no development tools, and
    # run it before each preview over whatever is in the folder. `make check` runs it.
    assert options == {"toolchain": "pip", "virtualenv": virtualenv}
