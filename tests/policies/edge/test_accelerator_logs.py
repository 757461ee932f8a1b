from __future__ import annotations

import pytest

from policies.edge.accelerator_logs import accelerator_logs as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:globalaccelerator/accelerator:Accelerator"

MUTANTS = (
    mutant(
        "logs that are off",
        "global",
        lambda d: d.set("edge-world", "attributes.flowLogsEnabled", False, type_=TYPE),
        "edge-world",
    ),
    mutant("logs that are left out", "global", lambda d: d.set("edge-eu", "attributes", ABSENT, type_=TYPE), "edge-eu"),
    mutant(
        "logs without a bucket",
        "global",
        lambda d: d.set("edge-eu", "attributes.flowLogsS3Bucket", ABSENT, type_=TYPE),
        "edge-eu",
        view=View.DEPLOYED,
    ),
)


def accelerator(attributes: str) -> Deployment:
    return program(f"""
        resources:
          world: {{type: "aws:globalaccelerator:Accelerator", properties: {{attributes: {attributes}}}}}
    """)


@pytest.mark.parametrize("bucket", ["shop-logs", "unknown!"])
def test_satisfied(bucket: str) -> None:
    judged = judge(rule, accelerator(f"{{flowLogsEnabled: true, flowLogsS3Bucket: {bucket}}}"))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ("{flowLogsEnabled: false, flowLogsS3Bucket: shop-logs}", "`flowLogsEnabled` is not true."),
        ("{flowLogsS3Bucket: shop-logs}", "`flowLogsEnabled` is not true."),
        ("{flowLogsEnabled: true}", "`flowLogsS3Bucket` is not set."),
        ("{flowLogsEnabled: unknown!, flowLogsS3Bucket: ''}", "`flowLogsS3Bucket` is not set."),
    ],
)
def test_violated(attributes: str, reason: str) -> None:
    assert reason in judge(rule, accelerator(attributes)).violated[rule.id]["world"]


@pytest.mark.parametrize("attributes", ["unknown!", "{flowLogsEnabled: unknown!, flowLogsS3Bucket: shop-logs}"])
def test_undecided(attributes: str) -> None:
    judged = judge(rule, accelerator(attributes))
    assert not judged.violated
    assert judged.undecided[rule.id]
