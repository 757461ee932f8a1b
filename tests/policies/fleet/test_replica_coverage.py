from __future__ import annotations

import json

import pytest

from policies.fleet.replica_coverage import replica_coverage
from tests.policies.harness import ABSENT, UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TABLE = "aws:dynamodb/table:Table"

MUTANTS = (
    mutant(
        "a catalogue without a replica in an active Region",
        "us-east-1",
        lambda d: d.set("shop-catalogue", "replicas[2]", ABSENT, type_=TABLE),
        "us-east-1/shop-catalogue",
        fleet=True,
    ),
    mutant(
        "carts without a replica in the standby",
        "us-east-1",
        lambda d: d.set("shop-carts", "replicas[0]", ABSENT, type_=TABLE),
        "us-east-1/shop-carts",
        fleet=True,
        view=View.DEPLOYED,
    ),
    mutant(
        "carts with a replica in the wrong Region",
        "us-east-1",
        lambda d: d.set("shop-carts", "replicas[1].regionName", "us-east-2", type_=TABLE),
        "us-east-1/shop-carts",
        fleet=True,
    ),
)


def document(resource: str, effect: str = "Allow") -> str:
    return json.dumps({"Statement": [{"Effect": effect, "Action": "dynamodb:GetItem", "Resource": resource}]})


IN_WEST = "arn:aws:dynamodb:us-west-2:123456789012:table/prices"


def fleet(
    table: str = "name: prices",
    policy: str | None = document(IN_WEST),
    *,
    definition: str = 'taskRoleArn: "${tasks.arn}"',
    role: str = "${tasks.name}",
    beside: str = 'type: "aws:ec2:Vpc"',
) -> Deployment:
    made = program(f"""
        name: one
        config: {{"aws:region": us-east-1}}
        resources:
          prices: {{type: "aws:dynamodb:Table", properties: {{{table}}}}}
          replica: {{{beside}}}
        ---
        name: two
        config: {{"aws:region": us-west-2}}
        resources:
          tasks: {{type: "aws:iam:Role"}}
          policy: {{type: "aws:iam:RolePolicy", properties: {{role: "{role}"}}}}
          shop: {{type: "aws:ecs:TaskDefinition", properties: {{family: shop, {definition}}}}}
          alarm: {{type: "aws:cloudwatch:MetricAlarm", properties: {{namespace: AWS/RDS}}}}
    """)
    return made if policy is None else made.set("policy", "policy", policy)


@pytest.mark.parametrize(
    "deployment",
    [
        fleet(),
        fleet(policy=document(f"{IN_WEST}/index/*")),
        fleet(definition="taskRoleArn: 'arn:aws:iam::1:role/path/tasks'", role="tasks"),
        fleet(table="name: prices, replicas: [{regionName: us-east-2}]"),
        fleet(policy=None)
        .set("alarm", "namespace", "AWS/DynamoDB")
        .set("alarm", "dimensions", {"TableName": "prices"}),
    ],
)
def test_violated(deployment: Deployment) -> None:
    judged = judge(replica_coverage, deployment)
    assert judged.names(replica_coverage.id) == {"prices"}
    assert "There is no replica in us-west-2, where " in judged.violated[replica_coverage.id]["prices"]


REPLICA = 'type: "aws:dynamodb:TableReplica", properties: {region: us-west-2, globalTableArn: "${prices.arn}"}'


@pytest.mark.parametrize(
    "deployment",
    [
        fleet(table="name: prices, replicas: [{regionName: us-west-2}]"),
        fleet(beside=REPLICA),
        fleet(beside='type: "aws:dynamodb:Table", properties: {name: prices, region: us-west-2}'),
        fleet(table="name: others"),
        fleet(policy=None),
        fleet(policy=document(IN_WEST, "Deny")),
        fleet(policy=document(IN_WEST.replace("dynamodb", "sqs"))),
        fleet(policy=document("*")),
        fleet(policy=document(IN_WEST.replace("us-west-2", "*").replace(":*:", "::"))),
        fleet(policy="no document"),
        fleet(definition="cpu: 256"),
        fleet(policy=None).set("alarm", "namespace", "AWS/DynamoDB").set("alarm", "dimensions", UNKNOWN),
    ],
)
def test_satisfied(deployment: Deployment) -> None:
    judged = judge(replica_coverage, deployment)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("deployment", "unknown"),
    [
        (fleet(table="name: unknown!"), "name"),
        (fleet(table="name: prices, replicas: unknown!"), "replicas"),
        (fleet(table="name: prices, replicas: [unknown!]"), "replicas"),
        (fleet(table="name: prices, replicas: [{regionName: unknown!}]"), "replicas"),
        (fleet(policy=UNKNOWN), "policy of policy (aws:iam/rolePolicy:RolePolicy)"),
        (
            fleet(beside='type: "aws:dynamodb:Table", properties: {name: unknown!, region: us-west-2}'),
            "the name of another table",
        ),
        (fleet(beside=REPLICA.replace("${prices.arn}", "unknown!")), "replicas"),
    ],
)
def test_undecided(deployment: Deployment, unknown: str) -> None:
    judged = judge(replica_coverage, deployment)
    assert not judged.violated
    assert f"prices (aws:dynamodb/table:Table): {unknown}" in judged.undecided[replica_coverage.id]
