from __future__ import annotations

import json
from typing import Any

import pytest

from policies.access.scp_fleet_regions import scp_fleet_regions as rule
from tests.policies.harness import UNKNOWN, Deployment, judge, merged, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:organizations/policy:Policy"


def without(region: str) -> Any:
    def edit(document: Any) -> None:
        document["Statement"][0]["Condition"]["StringNotEquals"]["aws:RequestedRegion"].remove(region)

    return lambda d: d.edit_json("edge-guardrails-regions", "content", edit, type_=TYPE)


MUTANTS = (
    mutant("a Region of the fleet", "global", without("ap-southeast-1"), "global/edge-guardrails-regions", fleet=True),
    mutant("the Region of backups", "global", without("eu-west-1"), "global/edge-guardrails-regions", fleet=True),
    mutant(
        "a Region that moved",
        "us-west-2",
        lambda d: d.set("shop-key", "region", "us-west-1", type_="aws:kms/key:Key"),
        "global/edge-guardrails-regions",
        fleet=True,
        related=("recovery-backup-keys",),
    ),
)


def fleet(*, type_: str = "SERVICE_CONTROL_POLICY", **elements: Any) -> Deployment:
    statement = {
        "Effect": "Deny",
        "NotAction": "iam:*",
        "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["us-east-1"]}},
    }
    content = json.dumps({"Version": "2012-10-17", "Statement": statement | elements})
    edge = program('{name: global, resources: {regions: {type: "aws:organizations:Policy"}}}')
    edge.set("regions", "content", content).set("regions", "type", type_)
    shop = program(
        '{name: europe, config: {"aws:region": eu-central-1}, resources: {orders: {type: "aws:sqs:Queue"}, '
        'other: {type: "aws:sqs:Queue", properties: {region: us-east-1}}}}'
    )
    return merged(edge, shop)


@pytest.mark.parametrize(
    "elements",
    [
        {"Condition": {"StringNotEquals": {"aws:RequestedRegion": ["us-east-1", "eu-central-1"]}}},
        {"Condition": {"StringNotLike": {"aws:RequestedRegion": ["us-*", "eu-*"]}}},
        {"Condition": {"StringEquals": {"aws:RequestedRegion": ["sa-east-1"]}}},
        {"Effect": "Allow"},
        {"Resource": "arn:aws:s3:::logs"},
        {"NotAction": [], "Action": "ec2:RunInstances"},
        {"type_": "TAG_POLICY"},
    ],
)
def test_satisfied(elements: dict[str, Any]) -> None:
    judged = judge(rule, fleet(**elements))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "elements",
    [
        {},
        {"NotAction": [], "Action": "*"},
        {"Condition": {"StringEquals": {"aws:RequestedRegion": ["eu-central-1"]}}},
        {"Condition": {"StringNotEquals": {"aws:RequestedRegion": ["us-east-1"]},
                       "ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/break-glass"}}},
    ],
)  # fmt: skip
def test_violated(elements: dict[str, Any]) -> None:
    judged = judge(rule, fleet(**elements))
    assert judged.names(rule.id) == {"regions"}
    message = judged.violated[rule.id]["regions"]
    assert "denies eu-central-1, where europe declares orders (aws:sqs/queue:Queue)." in message


@pytest.mark.parametrize("path", ["content", "type"])
def test_undecided(path: str) -> None:
    deployed = fleet()
    changed = merged(deployed).set("regions", path, UNKNOWN)
    judged = judge(rule, changed)
    assert not judged.violated
    assert path in judged.undecided[rule.id]


def test_a_region_that_is_not_known_is_not_denied() -> None:
    deployed = fleet().set("orders", "region", UNKNOWN)
    assert not judge(rule, deployed).violated


def test_what_is_no_document_binds_nobody() -> None:
    assert not judge(rule, fleet().set("regions", "content", "not JSON")).violated
