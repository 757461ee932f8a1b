from __future__ import annotations

import pytest

from policies.edge.web_acl_logging import web_acl_logging as rule
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
LOGS = '["arn:aws:logs:us-east-1:123456789012:log-group:aws-waf-logs-filter"]'
ELSEWHERE = "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/other/0a1b2c3d"

MUTANTS = (
    mutant(
        "a Region's web ACL without a log", "us-east-1", lambda d: d.remove("shop-web-acl", type_=TYPE), "shop-web-acl"
    ),
    mutant("the edge's without one", "global", lambda d: d.remove("edge-web-acl", type_=TYPE), "edge-web-acl"),
    mutant(
        "a log without destination",
        "eu-central-1",
        lambda d: d.set("shop-web-acl", "logDestinationConfigs", [], type_=TYPE),
        "shop-web-acl",
    ),
    mutant(
        "a log of another web ACL",
        "us-west-2",
        lambda d: d.set("shop-web-acl", "resourceArn", ELSEWHERE, type_=TYPE),
        "shop-web-acl",
        view=View.DEPLOYED,
    ),
)


def filtered(log: str = "") -> Deployment:
    declared = f"log: {{type: 'aws:wafv2:WebAclLoggingConfiguration', properties: {{{log}}}}}"
    return program(f"""
        resources:
          filter: {{type: "aws:wafv2:WebAcl", properties: {{scope: REGIONAL}}}}
          {declared if log else ""}
    """)


def test_satisfied() -> None:
    judged = judge(rule, filtered(f'resourceArn: "${{filter.arn}}", logDestinationConfigs: {LOGS}'))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("log", "reason"),
    [
        ("", "No logging configuration names it."),
        (f"resourceArn: {ELSEWHERE}, logDestinationConfigs: {LOGS}", "No logging configuration names it."),
        ('resourceArn: "${filter.arn}"', "`logDestinationConfigs` of log"),
    ],
)
def test_violated(log: str, reason: str) -> None:
    assert reason in judge(rule, filtered(log)).violated[rule.id]["filter"]


@pytest.mark.parametrize(
    "log",
    [
        f"resourceArn: unknown!, logDestinationConfigs: {LOGS}",
        'resourceArn: "${filter.arn}", logDestinationConfigs: unknown!',
    ],
)
def test_undecided(log: str) -> None:
    judged = judge(rule, filtered(log))
    assert not judged.violated
    assert "filter" in judged.undecided[rule.id]
