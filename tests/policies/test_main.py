"""The pack as Pulumi starts it: a process, the protocol, a folder of any name."""

from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pulumi_aws import rds

from policies.catalogue import rules
from securecart.plan.analyzer.fleet import FleetAnalyzer
from securecart.plan.analyzer.requests import Requests
from securecart.plan.embedded.runtime import Recording, run
from securecart.plan.stack import Stack

PACK = Path(__file__).parents[2] / "policies"
STACK = Stack(name="us-east-1", project="shop")


@pytest.fixture(scope="module")
def recording() -> Recording:
    """One database that breaks these rules, and others."""

    def declare() -> None:
        rds.Instance("orders", instance_class="db.r8g.large", multi_az=False)

    return run(declare, STACK)


@pytest.mark.parametrize("name", ["policies", "0.1.0"])
def test_the_pack_judges_in_a_process_of_its_own_in_a_folder_of_any_name(
    name: str, tmp_path: Path, recording: Recording
) -> None:
    folder = tmp_path / name
    shutil.copytree(PACK, folder, ignore=shutil.ignore_patterns("__pycache__"))
    with ThreadPoolExecutor() as executor, FleetAnalyzer(folder, [STACK], executor) as analyzer:
        analysis = analyzer.submit(STACK, Requests(recording).serialized()).result()
    assert {policy.name for policy in analysis.policies} >= {rule.id for rule in rules()}
    assert {(verdict.policy, verdict.urn.rsplit("::", 1)[1], verdict.refuses) for verdict in analysis.verdicts} > {
        ("relational-data-multi-az", "orders", True),
        ("relational-data-backups-on", "orders", True),
    }


def test_the_pack_imports_no_provider_and_nothing_of_the_project() -> None:
    code = textwrap.dedent(
        f"""
        import runpy, sys
        import pulumi_policy
        pulumi_policy.PolicyPack = lambda name, policies: print(name, len(policies))
        runpy.run_path({str(PACK)!r}, run_name="__main__")
        print([name for name in sys.modules if name.split(".")[0] in ("pulumi_aws", "components", "securecart")])
        """
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PACK, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"securecart {len(rules()) + 4}", "[]"]


def test_the_pack_has_a_version_and_its_virtual_environment() -> None:
    text = (PACK / "PulumiPolicy.yaml").read_text()
    assert "version: 0.1.0" in text
    assert "virtualenv: ../.venv" in text
