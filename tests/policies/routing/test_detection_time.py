from __future__ import annotations

import pytest

from policies.routing.detection_time import detection_time as rule
from tests.policies.harness import ABSENT, Deployment, judge
from tests.policies.mutants.mutant import View, mutant
from tests.policies.routing.records import HEALTH_CHECK, RECORD, alias, check, records

SHARE = "shop-records-blue-share"
MUTANTS = (
    mutant(
        "a share with a check at the standard interval",
        "us-east-1",
        lambda d: d.set("shop-records-blue-checkout", "requestInterval", 30, type_=HEALTH_CHECK),
        SHARE,
        related=("routing-check-interval",),
    ),
    mutant(
        "a share with a patient check",
        "ap-southeast-1",
        lambda d: d.set("shop-records-blue-origin", "failureThreshold", 4, type_=HEALTH_CHECK),
        SHARE,
        view=View.DEPLOYED,
        related=("routing-check-interval",),
    ),
    mutant(
        "a share without check before slow target groups",
        "us-west-2",
        lambda d: d.set(SHARE, "healthCheckId", ABSENT, type_=RECORD).set(
            "blue-account", "healthCheck.interval", 30, type_=TARGET_GROUP
        ),
        SHARE,
        related=("load-balancing-target-group-detection",),
    ),
    mutant(
        "a share without check before patient target groups",
        "eu-central-1",
        lambda d: d.set(SHARE, "healthCheckId", ABSENT, type_=RECORD).set(
            "blue-storefront", "healthCheck.unhealthyThreshold", 6, type_=TARGET_GROUP
        ),
        SHARE,
        view=View.DEPLOYED,
        related=("load-balancing-target-group-detection",),
    ),
    mutant(
        "a share that resolvers keep for five minutes",
        "eu-central-1",
        lambda d: (
            d.set(SHARE, "aliases", ABSENT, type_=RECORD)
            .set(SHARE, "records", ["192.0.2.1"], type_=RECORD)
            .set(SHARE, "ttl", 300, type_=RECORD)
        ),
        SHARE,
        related=("load-balancing-deletion-protection",),
    ),
)
TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"
CARRIED = 'healthCheckId: "${a.id}"'
VALUE = "ttl: 60, records: [192.0.2.1]"
FAST = "type: HTTPS, requestInterval: 10"


@pytest.mark.parametrize(
    ("properties", "checked"),
    [
        (f"{CARRIED}, {VALUE}", FAST),
        (f"{CARRIED}, {alias('alb.elb.amazonaws.com', zone='Z9')}", f"{FAST}, failureThreshold: 3"),
        (f"{CARRIED}, ttl: 50, records: [192.0.2.1]", "type: TCP, requestInterval: 10"),
        (f"{CARRIED}, ttl: 110, records: [192.0.2.1]", "type: CLOUDWATCH_METRIC"),
        ("ttl: 300, records: [192.0.2.1]", FAST),
        ('healthCheckId: "", ttl: 300, records: [192.0.2.1]', FAST),
        (f"healthCheckId: elsewhere, {VALUE}", "type: HTTPS"),
        (f"{CARRIED}, {alias('elsewhere.shop.example')}", FAST),
    ],
    ids=range(8),
)
def test_satisfied(properties: str, checked: str) -> None:
    judged = judge(rule, records(properties, also=check("a", checked)))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "checked", "said"),
    [
        (f"{CARRIED}, {VALUE}", "type: HTTPS", "108 seconds, and resolvers keep the answer for 60"),
        (f"{CARRIED}, {VALUE}", f"{FAST}, failureThreshold: 4", "64 seconds"),
        (f"{CARRIED}, {VALUE}", "type: TCP, requestInterval: 10", "60 seconds"),
        (f"{CARRIED}, ttl: 300, records: [192.0.2.1]", "type: CLOUDWATCH_METRIC", "0 seconds"),
        ("healthCheckId: elsewhere, ttl: 300, records: [192.0.2.1]", FAST, "300"),
        (f"{CARRIED}, {alias('alb.elb.amazonaws.com', zone='Z9')}", "type: HTTPS", "60 more"),
    ],
    ids=range(6),
)
def test_violated(properties: str, checked: str, said: str) -> None:
    judged = judge(rule, records(properties, also=check("a", checked)))
    assert said in judged.violated[rule.id]["r0"]


@pytest.mark.parametrize(
    ("properties", "checked"),
    [
        (f"{CARRIED}, ttl: unknown!, records: [192.0.2.1]", FAST),
        (f"{CARRIED}, aliases: unknown!", FAST),
        (f"{CARRIED}, {VALUE}", "type: HTTPS, requestInterval: unknown!"),
        (f"{CARRIED}, {VALUE}", f"{FAST}, failureThreshold: unknown!"),
        (f"{CARRIED}, {VALUE}", "type: unknown!, requestInterval: 10"),
        (f"healthCheckId: unknown!, {VALUE}", FAST),
        ("healthCheckId: unknown!, ttl: 300, records: [192.0.2.1]", FAST),
    ],
    ids=range(7),
)
def test_undecided(properties: str, checked: str) -> None:
    judged = judge(rule, records(properties, also=check("a", checked)))
    assert not judged.violated
    assert "r0 (" in judged.undecided[rule.id]


def test_the_slowest_check_behind_a_calculated_one_decides() -> None:
    checks = [
        check("a", 'type: CALCULATED, childHealthThreshold: 1, childHealthchecks: ["${b.id}", "${c.id}"]'),
        check("b", FAST),
        check("c", "type: HTTPS, requestInterval: 30"),
    ]
    assert judge(rule, records(f"{CARRIED}, {VALUE}", also="\n".join(checks))).names(rule.id) == {"r0"}


def test_an_alias_to_records_is_kept_as_long_as_these() -> None:
    upper = f"{CARRIED}, {alias('a.shop.example')}"
    lower = "name: a.shop.example, ttl: 300, records: [192.0.2.1]"
    assert judge(rule, records(upper, lower, also=check("a", FAST))).names(rule.id) == {"r0"}
    unknown = "name: a.shop.example, zoneId: unknown!, ttl: 300, records: [192.0.2.1]"
    assert "r0" in judge(rule, records(upper, unknown, also=check("a", FAST))).undecided[rule.id]
    assert not judge(rule, records(f"{CARRIED}, {alias('shop.example')}", also=check("a", FAST))).violated


def test_a_company_has_its_own_time() -> None:
    deployed = records(f"{CARRIED}, {VALUE}", also=check("a", FAST))
    assert judge(rule, deployed, {rule.id: {"longestSeconds": 100}}).names(rule.id) == {"r0"}


BALANCED = """
balancer: {type: 'aws:lb:LoadBalancer'}
other: {type: 'aws:lb:LoadBalancer', properties: {dnsName: other.elb.amazonaws.com}}
listener: {type: 'aws:lb:Listener', properties: {loadBalancerArn: '${balancer.arn}', defaultActions: [{targetGroupArn: '${fast.arn}'}]}}
rule: {type: 'aws:lb:ListenerRule', properties: {listenerArn: '${listener.arn}', actions: [{targetGroupArn: '${slow.arn}'}]}}
fast: {type: 'aws:lb:TargetGroup', properties: {healthCheck: {interval: 10, unhealthyThreshold: 2}}}
"""  # noqa: E501 (one resource a line)
ALIAS = alias("${balancer.dnsName}", zone="x")


def balanced(properties: str, slow: str) -> Deployment:
    return records(properties, also=f"{BALANCED}slow: {{type: 'aws:lb:TargetGroup', properties: {{{slow}}}}}")


@pytest.mark.parametrize(
    ("slow", "said"),
    [
        ("healthCheck: {interval: 30, unhealthyThreshold: 2}", "60 seconds, and resolvers keep the answer for 60"),
        ("healthCheck: {interval: 10, unhealthyThreshold: 6}", "60 seconds"),
        ("healthCheck: {interval: 30, healthyThreshold: unknown!}", "90 seconds"),
        ("port: 80", "90 seconds"),
    ],
)
def test_an_alias_is_found_out_by_the_slowest_target_group(slow: str, said: str) -> None:
    assert said in judge(rule, balanced(ALIAS, slow)).violated[rule.id]["r0"]


@pytest.mark.parametrize(
    ("properties", "slow"),
    [
        (ALIAS, "healthCheck: {interval: 10, unhealthyThreshold: 5}"),
        (alias("${balancer.dnsName}", zone="x", evaluates=False), "port: 80"),
        (alias("${other.dnsName}", zone="x"), "port: 80"),
        (alias("elsewhere.elb.amazonaws.com", zone="x"), "port: 80"),
        (f"healthCheckId: elsewhere, {ALIAS}", "port: 80"),
    ],
)
def test_an_alias_with_fast_target_groups_or_others_is_well(properties: str, slow: str) -> None:
    judged = judge(rule, balanced(properties, slow))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "deployed",
    [
        balanced(ALIAS, "healthCheck: {interval: unknown!, unhealthyThreshold: 2}"),
        balanced(ALIAS, "healthCheck: unknown!"),
        balanced("aliases: [{name: '${balancer.dnsName}', zoneId: x, evaluateTargetHealth: unknown!}]", "port: 80"),
        balanced(ALIAS, "port: 80").sources("r0", "aliases", "balancer", "other"),
    ],
)
def test_an_alias_of_which_something_is_unknown_is_undecided(deployed: Deployment) -> None:
    deployed.set("other", "dnsName", ABSENT)
    judged = judge(rule, deployed)
    assert not judged.violated
    assert "r0 (" in judged.undecided[rule.id]


def alarmed(alarm: str, name: str = "${alarm.name}") -> Deployment:
    also = check("a", f"type: CLOUDWATCH_METRIC, cloudwatchAlarmName: '{name}'")
    declared = f"alarm: {{type: 'aws:cloudwatch:MetricAlarm', properties: {{{alarm}}}}}"
    another = "another: {type: 'aws:cloudwatch:MetricAlarm', properties: {name: other, period: 60}}"
    return records(f"{CARRIED}, {VALUE}", also=f"{also}\n{declared}\n{another}")


@pytest.mark.parametrize(
    ("alarm", "said"),
    [
        ("name: down, period: 60, evaluationPeriods: 1", "60 seconds"),
        ("period: 30, evaluationPeriods: 2", "60 seconds"),
        ("period: 10, evaluationPeriods: 9, datapointsToAlarm: 6", "60 seconds"),
        ("evaluationPeriods: 1, metricQueries: [{id: a, metric: {period: 300}}, {id: b, expression: a}]", "300"),
    ],
)
def test_an_alarm_takes_its_periods(alarm: str, said: str) -> None:
    assert said in judge(rule, alarmed(alarm)).violated[rule.id]["r0"]


@pytest.mark.parametrize(
    "deployed",
    [
        alarmed("period: 10, evaluationPeriods: 3"),
        alarmed("period: 60, evaluationPeriods: 9", "elsewhere"),
        alarmed("period: 10"),
    ],
)
def test_a_fast_alarm_or_one_of_another_stack_is_well(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "deployed",
    [
        alarmed("period: unknown!, evaluationPeriods: 3"),
        alarmed("period: 10, evaluationPeriods: unknown!"),
        alarmed("evaluationPeriods: 1, metricQueries: unknown!"),
        alarmed("evaluationPeriods: 1, metricQueries: [unknown!]"),
        alarmed("period: 60, evaluationPeriods: 9", "unknown!"),
        alarmed("period: 60, evaluationPeriods: 9").sources("a", "cloudwatchAlarmName", "alarm", "another"),
    ],
)
def test_an_alarm_of_which_something_is_unknown_is_undecided(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert "r0 (" in judged.undecided[rule.id]
