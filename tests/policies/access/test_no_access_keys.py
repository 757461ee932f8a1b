from __future__ import annotations

import pytest

from policies.access.no_access_keys import no_access_keys as rule
from tests.policies.harness import ABSENT, Deployment, judge
from tests.policies.mutants.mutant import mutant

ROLE = "aws:iam/role:Role"
KEY = "aws:iam/accessKey:AccessKey"


def turn_into_key(deployed: Deployment, name: str, status: object = ABSENT) -> Deployment:
    """A role gives way to an access key of the same name."""
    for requests in (deployed.alone, deployed.together.resources):
        for request in requests:
            if request.name == name and request.type == ROLE:
                request.type = KEY
                request.urn = request.urn.replace(ROLE, KEY)
                request.properties.Clear()
                request.properties.update({"user": name})
    return deployed if status is ABSENT else deployed.set(name, "status", status, type_=KEY)


MUTANTS = (
    mutant(
        "a task with a key",
        "us-east-1",
        lambda d: turn_into_key(d, "shop-storefront-us-east-1-task"),
        "shop-storefront-us-east-1-task",
    ),
    mutant(
        "backups with an active key",
        "eu-central-1",
        lambda d: turn_into_key(d, "shop-backup-eu-central-1", "Active"),
        "shop-backup-eu-central-1",
    ),
    mutant(
        "a replication with a key",
        "global",
        lambda d: turn_into_key(d, "edge-assets-replication"),
        "edge-assets-replication",
    ),
)


def key(properties: str) -> str:
    return f'{{resources: {{checkout: {{type: "aws:iam:AccessKey", properties: {{user: checkout, {properties}}}}}}}}}'


def test_satisfied() -> None:
    for text in (key("status: Inactive"), '{resources: {checkout: {type: "aws:iam:Role"}}}'):
        judged = judge(rule, text)
        assert not judged.violated
        assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"), [("", "absent, which means Active."), ("status: Active", "`status` is Active.")]
)
def test_violated(properties: str, reason: str) -> None:
    judged = judge(rule, key(properties))
    assert reason in judged.violated[rule.id]["checkout"]


def test_undecided() -> None:
    judged = judge(rule, key("status: unknown!"))
    assert not judged.violated
    assert "status" in judged.undecided[rule.id]
