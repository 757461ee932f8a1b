from __future__ import annotations

import pytest

from policies.routing.check_protocol import check_protocol as rule
from tests.policies.harness import ABSENT, judge
from tests.policies.mutants.mutant import mutant
from tests.policies.routing.records import HEALTH_CHECK, check, records

MUTANTS = (
    mutant(
        "a release's check over HTTP",
        "us-east-1",
        lambda d: d.set("shop-records-blue-api", "type", "HTTP", type_=HEALTH_CHECK),
        "shop-records-blue-api",
    ),
    mutant(
        "a Region's check of the connection alone",
        "eu-central-1",
        lambda d: d.set("shop-records-region-api", "type", "TCP", type_=HEALTH_CHECK),
        "shop-records-region-api",
    ),
    mutant(
        "a check of the home page",
        "ap-southeast-1",
        lambda d: d.set("shop-records-blue-checkout", "resourcePath", ABSENT, type_=HEALTH_CHECK),
        "shop-records-blue-checkout",
        related=("edge-web-acl-health-path",),
    ),
)


@pytest.mark.parametrize(
    "properties",
    [
        "type: HTTPS, resourcePath: /health",
        "type: HTTPS_STR_MATCH, resourcePath: /health, searchString: fine",
        "type: TCP, port: 5432",
        "type: CALCULATED, childHealthThreshold: 1",
        "type: CLOUDWATCH_METRIC",
        "type: RECOVERY_CONTROL",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, records(also=check("check", properties)))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "properties",
    [
        "type: HTTP, resourcePath: /health",
        "type: HTTP_STR_MATCH, resourcePath: /health",
        "type: HTTPS",
        'type: HTTPS, resourcePath: ""',
        "type: TCP",
        "type: TCP, port: 443",
        "type: TCP, port: 80",
    ],
)
def test_violated(properties: str) -> None:
    assert judge(rule, records(also=check("check", properties))).names(rule.id) == {"check"}


@pytest.mark.parametrize(
    "properties", ["type: unknown!", "type: HTTPS, resourcePath: unknown!", "type: TCP, port: unknown!"]
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, records(also=check("check", properties)))
    assert not judged.violated
    assert "check (" in judged.undecided[rule.id]
