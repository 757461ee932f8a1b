from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from policies.catalogue import rules

ROOT = Path(__file__).parents[2]


def securecart(*arguments: str, directory: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from securecart.cli import main; main()", "-C", str(directory), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_lists_every_rule_in_80_columns() -> None:
    done = securecart("policies")
    assert done.returncode == 0
    for rule in rules():
        assert rule.id in done.stdout
        assert rule.title in " ".join(done.stdout.split())
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_explains_a_rule_with_its_examples() -> None:
    done = securecart("policies", "relational-data-backups-on")
    assert done.returncode == 0
    for text in ("Why:", "Fix:", "recoveryWindowDays", "RDS.11", "Passes:", "Fails:", "backupRetentionPeriod: 35"):
        assert text in done.stdout


def test_works_from_a_folder_below() -> None:
    assert securecart("policies", directory=ROOT / "docs").stdout == securecart("policies").stdout


def test_a_rule_that_does_not_exist_is_told() -> None:
    done = securecart("policies", "nonsense")
    assert done.returncode == 2
    assert done.stderr.startswith(
        "error: nonsense: there is no such rule; `securecart policies` lists them; concerns are "
    )
    near = securecart("policies", "relational-data-multiaz")
    assert "did you mean relational-data-multi-az" in near.stderr


def test_lists_the_rules_of_a_concern() -> None:
    done = securecart("policies", "relational-data")
    assert done.returncode == 0
    assert "relational-data-multi-az" in done.stdout
    assert "edge-" not in done.stdout


def test_a_folder_without_a_pack_is_told(tmp_path: Path) -> None:
    done = securecart("policies", directory=tmp_path)
    assert done.returncode == 2
    assert "there is no policy pack" in done.stderr
