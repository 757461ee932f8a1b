from __future__ import annotations

import json
from typing import Any

import pytest

from policies.foundation.required_tags import required_tags as rule
from tests.policies.harness import UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TABLE = "aws:dynamodb/table:Table"
VPC = "aws:ec2/vpc:Vpc"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
ALL = {"Project": "shop", "Stack": "us-east-1", "Owner": "orders-team", "ManagedBy": "pulumi"}


def with_default_tags(deployment: Deployment, name: str, type_: str, said: Any) -> Deployment:
    """Have a resource made by a provider with other default tags; None for none."""
    everything: list[Any] = [*deployment.alone, *deployment.together.resources]
    for request in everything:
        if request.name == name and request.type == type_:
            request.provider.properties.fields.pop("defaultTags", None)
            if said is not None:
                request.provider.properties.update({"defaultTags": said})
    return deployment


MUTANTS = (
    mutant(
        "a provider without default tags",
        "us-east-1",
        lambda d: with_default_tags(d, "shop-orders", "aws:sqs/queue:Queue", None),
        "shop-orders",
    ),
    mutant(
        "a provider without an owner",
        "eu-central-1",
        lambda d: with_default_tags(
            d, "shop-network", VPC, json.dumps({"tags": {key: value for key, value in ALL.items() if key != "Owner"}})
        ),
        "shop-network",
    ),
    mutant(
        "a tag without a value",
        "global",
        lambda d: d.set("edge-content", "tags", {"Name": "edge", "Owner": ""}, type_=DISTRIBUTION),
        "edge-content",
    ),
)


def table(own: str, default: Any = None) -> Deployment:
    deployment = program(f'resources: {{orders: {{type: "aws:dynamodb:Table", properties: {{tags: {own}}}}}}}')
    return with_default_tags(deployment, "orders", TABLE, default)


@pytest.mark.parametrize(
    ("own", "default"),
    [
        (json.dumps(ALL), None),
        ("{}", json.dumps({"tags": ALL})),
        ("{}", {"tags": ALL}),
        ("{Owner: orders-team}", json.dumps({"tags": {**ALL, "Owner": ""}})),
    ],
)
def test_satisfied(own: str, default: Any) -> None:
    judged = judge(rule, table(own, default))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("own", "default", "missing"),
    [
        ("{}", None, "Project, Stack, Owner, ManagedBy"),
        ("{Owner: ''}", json.dumps({"tags": ALL}), "Owner"),
        ("{Project: shop, Stack: s, Owner: o}", "not JSON", "ManagedBy"),
        ("{Project: shop, Stack: s, Owner: o}", json.dumps(["no", "block"]), "ManagedBy"),
        ("{owner: o}", json.dumps({"tags": {"Project": "shop", "Stack": "s", "ManagedBy": "pulumi"}}), "Owner"),
    ],
)
def test_violated(own: str, default: Any, missing: str) -> None:
    judged = judge(rule, table(own, default))
    assert f"It has no tag {missing}, neither" in judged.violated[rule.id]["orders"]


@pytest.mark.parametrize(
    ("own", "default"),
    [
        ("unknown!", json.dumps({"tags": ALL})),
        ("{Owner: unknown!}", json.dumps({"tags": ALL})),
        ("{}", UNKNOWN),
    ],
)
def test_undecided(own: str, default: Any) -> None:
    judged = judge(rule, table(own, default))
    assert not judged.violated
    assert "orders" in judged.undecided[rule.id]


def test_the_keys_are_a_parameter() -> None:
    deployment = table(json.dumps(ALL))
    assert judge(rule, deployment, {rule.id: {"tags": ["CostCenter"]}}).names(rule.id) == {"orders"}
    assert not judge(rule, deployment, {rule.id: {"tags": ["Owner"]}}).violated
