"""What workers are forked from has loaded what the program will use."""

import os
from pathlib import Path

from securecart.plan.fleet import preloaded
from securecart.plan.fleet.workers import Workers
from tests.fleet import ROOT


def test_the_programs_own_names_are_found_in_its_source() -> None:
    found = set(preloaded.uses(ROOT))
    assert {("ec2", "Vpc"), ("rds", "Instance"), ("wafv2", "WebAcl"), ("route53", "HealthCheck")} <= found
    assert not {service for service, _ in found} & {"self", "pulumi", "args"}


def test_a_folder_without_a_program_has_none(tmp_path: Path) -> None:
    assert not list(preloaded.uses(tmp_path))


def test_what_cannot_be_loaded_ahead_is_left_to_the_program(tmp_path: Path) -> None:
    (tmp_path / "components").mkdir()
    (tmp_path / "components" / ".#vpc.py").symlink_to("somebody@somewhere")
    (tmp_path / "components" / "old.py").write_bytes("# für später\n".encode("latin-1"))
    (tmp_path / "__main__.py").write_text("from pulumi_aws import rdz, sqs\nrdz.Instance\nsqs.Queue\n")
    assert set(preloaded.uses(tmp_path)) == {("rdz", "Instance"), ("sqs", "Queue")}
    with Workers(tmp_path) as workers:
        assert workers.submit(os.getpid).result(timeout=60)
