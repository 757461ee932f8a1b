from __future__ import annotations

import pytest

from policies.compute.container_insights import container_insights as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:ecs/cluster:Cluster"

MUTANTS = (
    mutant("no setting", "us-east-1", lambda d: d.set("shop-cluster", "settings", ABSENT, type_=TYPE), "shop-cluster"),
    mutant(
        "Container Insights switched off",
        "eu-central-1",
        lambda d: d.set("shop-cluster", "settings[0].value", "disabled", type_=TYPE),
        "shop-cluster",
    ),
    mutant(
        "no setting in a standby",
        "ap-southeast-1",
        lambda d: d.set("shop-cluster", "settings", [], type_=TYPE),
        "shop-cluster",
    ),
)


def subject(properties: str) -> Deployment:
    return program(f"""
        resources:
          shop: {{type: "aws:ecs:Cluster", properties: {{{properties}}}}}
    """)


@pytest.mark.parametrize(
    "properties",
    [
        "settings: [{name: containerInsights, value: enabled}]",
        "settings: [{name: containerInsights, value: enhanced}]",
        "settings: [unknown!, {name: containerInsights, value: enhanced}]",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, subject(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("name: shop", "`settings` does not switch `containerInsights` on"),
        ("settings: []", "`settings`"),
        ("settings: [{name: containerInsights, value: disabled}]", "`settings`"),
        ("settings: [{name: somethingElse, value: enabled}]", "`settings`"),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    judged = judge(rule, subject(properties))
    assert judged.names(rule.id) == {"shop"}
    assert reason in judged.violated[rule.id]["shop"]


@pytest.mark.parametrize(
    "properties",
    [
        "settings: unknown!",
        "settings: [unknown!]",
        "settings: [{name: unknown!, value: enabled}]",
        "settings: [{name: containerInsights, value: unknown!}]",
    ],
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, subject(properties))
    assert not judged.violated
    assert "shop" in judged.undecided[rule.id]


def with_default(value: str, of_cluster: str = "name: shop", default: str = "name: containerInsights") -> Deployment:
    return program(f"""
        resources:
          shop: {{type: "aws:ecs:Cluster", properties: {{{of_cluster}}}}}
          default: {{type: "aws:ecs:AccountSettingDefault", properties: {{{default}, value: {value}}}}}
    """)


@pytest.mark.parametrize("value", ["enabled", "enhanced"])
def test_the_account_s_default_is_enough(value: str) -> None:
    judged = judge(rule, with_default(value))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "deployment",
    [
        with_default("disabled"),
        with_default("enabled", default="name: awsvpcTrunking"),
        with_default("enabled", "settings: [{name: containerInsights, value: disabled}]"),
        with_default("enabled", "region: us-west-2"),
        with_default("disabled", "region: unknown!"),
    ],
)
def test_the_account_s_default_is_of_another_thing(deployment: Deployment) -> None:
    assert judge(rule, deployment).names(rule.id) == {"shop"}


@pytest.mark.parametrize(
    "deployment",
    [
        with_default("unknown!"),
        with_default("enabled", default="name: unknown!"),
        with_default("enabled", "region: unknown!"),
        with_default("disabled", "settings: unknown!"),
    ],
)
def test_the_account_s_default_may_be_unknown(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert "shop" in judged.undecided[rule.id]
