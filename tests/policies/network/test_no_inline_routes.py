from __future__ import annotations

import pytest

from policies.network.no_inline_routes import no_inline_routes as rule
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:ec2/routeTable:RouteTable"
PUBLIC = "shop-network-public"
INTERNET = [{"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-0a1b2c3d"}]

MUTANTS = (
    mutant("a route inline", "us-east-1", lambda d: d.set(PUBLIC, "routes", INTERNET, type_=TYPE), PUBLIC),
    mutant("no route, inline", "eu-central-1", lambda d: d.set("shop-berlin", "routes", [], type_=TYPE), "shop-berlin"),
    mutant(
        "a VPN gateway inline",
        "us-west-2",
        lambda d: d.set("shop-network-data", "propagatingVgws", ["vgw-0a1b2c3d"], type_=TYPE),
        "shop-network-data",
    ),
)


def table(properties: str) -> Deployment:
    return program(f'resources: {{table: {{type: "aws:ec2:RouteTable", properties: {{{properties}}}}}}}')


def test_a_table_without_routes_of_its_own_satisfies() -> None:
    judged = judge(rule, table("vpcId: vpc-1"))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("routes", "[{cidrBlock: 0.0.0.0/0, gatewayId: igw-1}]"),
        ("routes", "[]"),
        ("propagatingVgws", "[vgw-1]"),
    ],
)
def test_whatever_is_inline_is_refused(path: str, value: str) -> None:
    judged = judge(rule, table(f"{path}: {value}"))
    assert f"`{path}` is set" in judged.violated[rule.id]["table"]


def test_undecided() -> None:
    judged = judge(rule, table("routes: unknown!"))
    assert not judged.violated
    assert "table" in judged.undecided[rule.id]
