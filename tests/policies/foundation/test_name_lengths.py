from __future__ import annotations

import pytest

from policies.foundation.name_lengths import name_lengths as rule
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"
ROLE = "aws:iam/role:Role"
INSTANCE = "aws:rds/instance:Instance"

MUTANTS = (
    mutant(
        "a target group with a long name",
        "us-east-1",
        lambda d: d.set("blue-storefront", "name", "s" * 33, type_=TARGET_GROUP),
        "blue-storefront",
    ),
    mutant(
        "a target group with a long prefix",
        "ap-southeast-1",
        lambda d: d.set("blue-checkout", "namePrefix", "checkout-", type_=TARGET_GROUP),
        "blue-checkout",
    ),
    mutant(
        "a role with a long name",
        "eu-central-1",
        lambda d: d.set("shop-network-flow-logs-eu-central-1", "name", "r" * 65, type_=ROLE),
        "shop-network-flow-logs-eu-central-1",
    ),
    mutant(
        "a database with a long identifier",
        "us-west-2",
        lambda d: d.set("shop-db-g1-search-1", "identifier", "d" * 64, type_=INSTANCE),
        "shop-db-g1-search-1",
        related=("observability-replica-lag-alarms",),
    ),
)


def resource(name: str, type_: str, properties: str = "") -> Deployment:
    return program(f'resources: {{{name}: {{type: "aws:{type_}", properties: {{{properties}}}}}}}')


@pytest.mark.parametrize(
    "deployment",
    [
        resource("a" * 24, "lb:LoadBalancer"),
        resource("a" * 60, "lb:LoadBalancer", f"name: {'b' * 32}"),
        resource("a" * 60, "lb:LoadBalancer", "namePrefix: shop-a"),
        resource("a" * 60, "alb:TargetGroup", "name: '', namePrefix: shop-a"),
        resource("a" * 60, "lb:LoadBalancer", "name: shop, namePrefix: unknown!"),
        resource("a" * 56, "iam:Role"),
        resource("a" * 56, "rds:Instance"),
        resource("a" * 99, "rds:Cluster"),
        resource("a" * 55, "s3:Bucket"),
        resource("a" * 99, "xray:Group", "groupName: shop"),
    ],
)
def test_satisfied(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("deployment", "reason"),
    [
        (resource("a" * 25, "lb:LoadBalancer"), "has 25 characters and gets 8 more; 32 are allowed"),
        (resource("a", "lb:LoadBalancer", f"name: {'b' * 33}"), "`name` has 33 characters; 32 are allowed"),
        (resource("a", "lb:TargetGroup", "namePrefix: shop-ab"), "'shop-ab' has 7 characters and gets 26 more"),
        (resource("a" * 57, "iam:Role"), "gets 8 more; 64 are allowed"),
        (resource("a" * 57, "rds:Instance"), "gets 7 more; 63 are allowed"),
        (resource("a" * 43, "backup:Vault"), "gets 8 more; 50 are allowed"),
        (resource("a", "rds:Cluster", f"clusterIdentifier: {'b' * 64}"), "`clusterIdentifier` has 64 characters"),
        (resource("a", "s3:Bucket", f"bucketPrefix: {'b' * 38}"), "has 38 characters and gets 26 more"),
        (resource("a", "xray:Group", f"groupName: {'b' * 33}"), "`groupName` has 33 characters"),
    ],
)
def test_violated(deployment: Deployment, reason: str) -> None:
    (message,) = judge(rule, deployment).violated[rule.id].values()
    assert reason in message


@pytest.mark.parametrize("properties", ["name: unknown!", "namePrefix: unknown!"])
def test_undecided(properties: str) -> None:
    judged = judge(rule, resource("a" * 60, "lb:LoadBalancer", properties))
    assert not judged.violated
    assert "name" in judged.undecided[rule.id]
