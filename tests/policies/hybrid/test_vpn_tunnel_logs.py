from __future__ import annotations

import pytest

from policies.hybrid.vpn_tunnel_logs import vpn_tunnel_logs as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:ec2/vpnConnection:VpnConnection"
EAST, WEST = "edge-warehouse-us-east-1", "edge-warehouse-us-west-2"

MUTANTS = (
    mutant(
        "a tunnel's log off",
        "global",
        lambda d: d.set(EAST, "tunnel1LogOptions.cloudwatchLogOptions.logEnabled", False, type_=TYPE),
        EAST,
    ),
    mutant(
        "a tunnel's log left to the default",
        "global",
        lambda d: d.set(WEST, "tunnel2LogOptions.cloudwatchLogOptions.logEnabled", ABSENT, type_=TYPE),
        WEST,
    ),
    mutant("a tunnel without a log", "global", lambda d: d.set(WEST, "tunnel1LogOptions", ABSENT, type_=TYPE), WEST),
)

ON = "{cloudwatchLogOptions: {logEnabled: true}}"


def connection(first: str, second: str) -> Deployment:
    return program(f"""
        resources:
          vpn:
            type: aws:ec2:VpnConnection
            properties: {{tunnel1LogOptions: {first}, tunnel2LogOptions: {second}}}
    """)


def test_satisfied() -> None:
    judged = judge(rule, connection(ON, ON))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize("off", ["{}", "{cloudwatchLogOptions: {}}", "{cloudwatchLogOptions: {logEnabled: false}}"])
def test_violated(off: str) -> None:
    for first, second, tunnel in ((off, ON, 1), (ON, off, 2), ("unknown!", off, 2)):
        judged = judge(rule, connection(first, second))
        assert f"`tunnel{tunnel}LogOptions.cloudwatchLogOptions.logEnabled`" in judged.violated[rule.id]["vpn"]


def test_undecided() -> None:
    judged = judge(rule, connection(ON, "unknown!"))
    assert not judged.violated
    assert "tunnel2LogOptions" in judged.undecided[rule.id]
