from __future__ import annotations

import pytest

from policies.hybrid.vpn_dynamic_routing import vpn_dynamic_routing as rule
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:ec2/vpnConnection:VpnConnection"
EAST, WEST = "edge-warehouse-us-east-1", "edge-warehouse-us-west-2"

MUTANTS = (
    mutant("static routes", "global", lambda d: d.set(EAST, "staticRoutesOnly", True, type_=TYPE), EAST),
    mutant(
        "static routes, deployed",
        "global",
        lambda d: d.set(WEST, "staticRoutesOnly", "true", type_=TYPE),
        WEST,
        view=View.DEPLOYED,
    ),
    mutant(
        "static routes everywhere",
        "global",
        lambda d: d.set(EAST, "staticRoutesOnly", True, type_=TYPE).set(WEST, "staticRoutesOnly", True, type_=TYPE),
        EAST,
        WEST,
    ),
)


def connection(properties: str) -> Deployment:
    return program(f'resources: {{vpn: {{type: "aws:ec2:VpnConnection", properties: {{{properties}}}}}}}')


@pytest.mark.parametrize(
    ("properties", "violated", "undecided"),
    [
        ("type: ipsec.1", False, False),
        ("staticRoutesOnly: false", False, False),
        ("staticRoutesOnly: true", True, False),
        ("staticRoutesOnly: unknown!", False, True),
    ],
)
def test_bgp_is_the_default(properties: str, *, violated: bool, undecided: bool) -> None:
    judged = judge(rule, connection(properties))
    assert (bool(judged.violated), bool(judged.undecided)) == (violated, undecided)
