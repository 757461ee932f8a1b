from __future__ import annotations

import json

import pytest

from policies.compute.no_secrets_in_environment import no_secrets_in_environment as rule
from tests.policies.harness import UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:ecs/taskDefinition:TaskDefinition"
PATH = "containerDefinitions"


def tell(deployment: Deployment, task_definition: str, name: str, value: str) -> Deployment:
    variable = {"name": name, "value": value}
    return deployment.edit_json(task_definition, PATH, lambda all_: all_[0]["environment"].append(variable), type_=TYPE)


MUTANTS = (
    mutant(
        "a password",
        "us-east-1",
        lambda d: tell(d, "shop-blue-checkout", "DATABASE_PASSWORD", "correct horse"),
        "shop-blue-checkout",
        view=View.DEPLOYED,
    ),
    mutant(
        "an address with a password",
        "eu-central-1",
        lambda d: tell(d, "shop-green-account", "DATABASE", "postgres://account:horse@db/shop"),
        "shop-green-account",
        view=View.DEPLOYED,
    ),
    mutant(
        "a token",
        "ap-southeast-1",
        lambda d: tell(d, "shop-blue-storefront", "PAYMENT_TOKEN", "correct horse"),
        "shop-blue-storefront",
    ),
    mutant(
        "a key in a store",
        "us-east-1",
        lambda d: tell(d, "shop-new-york-inventory", "AWS_SECRET_ACCESS_KEY", "correct horse"),
        "shop-new-york-inventory",
        view=View.DEPLOYED,
    ),
)


def task(*containers: object) -> Deployment:
    deployment = program('resources: {task: {type: "aws:ecs:TaskDefinition", properties: {family: shop}}}')
    return deployment.set("task", PATH, json.dumps(containers))


@pytest.mark.parametrize(
    "containers",
    [
        [],
        [{"name": "a"}],
        [
            {
                "name": "a",
                "environment": [{"name": "DATABASE_USER", "value": "checkout"}, {"name": "PORT", "value": "8080"}],
            }
        ],
        [{"name": "a", "environment": [{"name": "DATABASE_PASSWORD", "value": ""}]}],
        [{"name": "a", "environment": [{"name": "DATABASE_PASSWORD_ARN", "value": "x"}]}],
        [{"name": "a", "environment": [{"name": "DATABASE_SECRET_NAME", "value": "shop-db"}]}],
        [
            {
                "name": "a",
                "environment": [
                    {"name": "DATABASE_PASSWORD", "value": "arn:aws:ssm:us-east-1:123456789012:parameter/db"}
                ],
            }
        ],
        [{"name": "a", "environment": [{"name": "DATABASE_PASSWORD", "value": "/shop/db/password"}]}],
        [{"name": "a", "environment": [{"name": "TOKEN_TTL", "value": "3600"}]}],
        [
            {
                "name": "a",
                "environment": [{"name": "USE_TOKEN", "value": "true"}, {"name": "MAX_TOKEN", "value": "4096"}],
            }
        ],
        [{"name": "a", "environment": [{"name": "SECRET_ID", "value": "shop/db"}]}],
        [{"name": "a", "environment": [{"name": "API_KEY_HEADER", "value": "x-api-key"}]}],
        [
            {
                "name": "a",
                "environment": [
                    {"name": "TOKENIZER", "value": "fast"},
                    {"name": "SECRETARY", "value": "jane"},
                    {"name": "KEY", "value": "blue"},
                ],
            }
        ],
        [{"name": "a", "environment": [{"name": "DATABASE_URL", "value": "postgres://checkout:${PASSWORD}@db/shop"}]}],
        [{"name": "a", "environment": [{"name": "DATABASE_URL", "value": "postgres://checkout@db/shop"}]}],
        [{"name": "a", "environment": [{"name": "HOME", "value": "http://localhost:8080/a@b"}]}],
        [{"name": "a", "secrets": [{"name": "DATABASE_PASSWORD", "valueFrom": "x"}]}],
        [{"name": "a", "environment": [{"name": "DATABASE_PASSWORD", "value": "{{resolve:secretsmanager:db}}"}]}],
    ],
)
def test_satisfied(containers: list[object]) -> None:
    judged = judge(rule, task(*containers))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("containers", "reason"),
    [
        (
            [{"name": "a", "environment": [{"name": "DATABASE_PASSWORD", "value": "correct horse"}]}],
            "holds DATABASE_PASSWORD of a",
        ),
        ([{"name": "a", "environment": [{"name": "dbPassword", "value": "correct horse"}]}], "dbPassword of a"),
        (
            [{"name": "a", "environment": [{"name": "spring.datasource.password", "value": "correct horse"}]}],
            "spring.datasource.password of a",
        ),
        ([{"name": "a", "environment": [{"name": "AWS_ACCESS_KEY_ID", "value": "x"}]}], "AWS_ACCESS_KEY_ID of a"),
        (
            [{"name": "a", "environment": [{"name": "AWS_SECRET_ACCESS_KEY", "value": "x"}]}],
            "AWS_SECRET_ACCESS_KEY of a",
        ),
        ([{"name": "a", "environment": [{"name": "ECS_ENGINE_AUTH_DATA", "value": "x"}]}], "ECS_ENGINE_AUTH_DATA of a"),
        ([{"name": "a", "environment": [{"name": "GITHUB_TOKEN", "value": "x"}]}], "GITHUB_TOKEN of a"),
        ([{"name": "a", "environment": [{"name": "STRIPE_API_KEY", "value": "x"}]}], "STRIPE_API_KEY of a"),
        (
            [{"name": "a", "environment": [{"name": "CLIENT_SECRET", "value": "x"}, {"name": "PORT", "value": "1"}]}],
            "CLIENT_SECRET of a",
        ),
        (
            [{"name": "a", "environment": [{"name": "DATABASE_URL", "value": "postgres://checkout:horse@db/shop"}]}],
            "DATABASE_URL of a",
        ),
        ([{"name": "a", "environment": [{"name": "CONFIG", "value": "AKIAIOSFODNN7EXAMPLE"}]}], "CONFIG of a"),
        (
            [{"name": "a", "environment": [{"name": "CERTIFICATE", "value": "-----BEGIN RSA PRIVATE KEY-----\nMII"}]}],
            "CERTIFICATE of a",
        ),
        ([{"name": "a"}, {"name": "b", "environment": [{"name": "TOKEN", "value": "x"}]}], "TOKEN of b"),
    ],
)
def test_violated(containers: list[object], reason: str) -> None:
    judged = judge(rule, task(*containers))
    assert judged.names(rule.id) == {"task"}
    assert reason in judged.violated[rule.id]["task"]


def test_undecided() -> None:
    judged = judge(rule, task().set("task", PATH, UNKNOWN))
    assert not judged.violated
    assert "task" in judged.undecided[rule.id]


def test_values_are_not_told() -> None:
    environment = [{"name": "DATABASE_PASSWORD", "value": "correct horse"}]
    judged = judge(rule, task({"name": "a", "environment": environment}))
    assert "horse" not in judged.violated[rule.id]["task"]
