"""The command in a process of its own, on a small project with the real settings."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]

PROGRAM = """\
import pulumi
import pulumi_random

stack = pulumi.get_stack()
if stack == "global":
    for region in ("us-east-1", "us-west-2"):
        other = pulumi.StackReference(f"{pulumi.get_organization()}/{pulumi.get_project()}/{region}")
        pulumi.export(region, other.require_output("pet"))
pet = pulumi_random.RandomPet(f"{stack}-pet")
pulumi.export("pet", pet.id)
pulumi.export("secret", pulumi.Config().require_secret("originSecret"))
"""

PACK = """\
import os
import pulumi
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy

def judge(args, report):
    if args.resource_type == "random:index/randomPet:RandomPet" and pulumi.get_stack() == os.environ.get("REFUSE"):
        report("it is a pet, not cattle")

PolicyPack("small", [ResourceValidationPolicy("no-pets", "No pets", judge, remediation_steps="Keep cattle.")],
    enforcement_level=EnforcementLevel.MANDATORY)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the fleet's own settings and a small program and pack."""
    folder = tmp_path / "project"
    (folder / "policies").mkdir(parents=True)
    for file in ROOT.glob("Pulumi*.yaml"):
        shutil.copy(file, folder)
    (folder / "__main__.py").write_text(PROGRAM)
    (folder / "policies" / "PulumiPolicy.yaml").write_text("runtime: python\nversion: 0.0.1\n")
    (folder / "policies" / "__main__.py").write_text(PACK)
    return folder


@pytest.fixture
def run(project: Path) -> Run:
    """Runs the command in the project's folder."""

    def securecart(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "securecart", *arguments],
            cwd=project,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return securecart
