"""What workers are forked from has loaded what the program will use."""

from pathlib import Path

from securecart.plan.fleet import preloaded
from tests.fleet import ROOT


def test_the_programs_own_names_are_found_in_its_source() -> None:
    found = set(preloaded.uses(ROOT))
    assert {("ec2", "Vpc"), ("rds", "Instance"), ("wafv2", "WebAcl"), ("route53", "HealthCheck")} <= found
    assert not {service for service, _ in found} & {"self", "pulumi", "args"}


def test_a_folder_without_a_program_has_none(tmp_path: Path) -> None:
    assert not list(preloaded.uses(tmp_path))
