from __future__ import annotations

import pytest

from policies.routing.check_alarms import check_alarms as rule
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
WEST = "edge-check-us-west-2-api"
BLUE = "edge-check-us-east-1-blue-api"
REGION_CHECK = "us-west-2/shop-records-region-api"
BLUE_CHECK = "us-east-1/shop-records-blue-api"

MUTANTS = (
    mutant(
        "no alarm on a Region's check",
        "global",
        lambda d: d.remove(WEST, type_=ALARM),
        REGION_CHECK,
        fleet=True,
        view=View.DEPLOYED,
    ),
    mutant(
        "an alarm that tells nobody",
        "global",
        lambda d: d.set(WEST, "alarmActions", [], type_=ALARM),
        REGION_CHECK,
        fleet=True,
        view=View.DEPLOYED,
    ),
    mutant(
        "an alarm that is switched off",
        "global",
        lambda d: d.set(WEST, "actionsEnabled", False, type_=ALARM),
        REGION_CHECK,
        fleet=True,
        view=View.DEPLOYED,
    ),
    mutant(
        "an alarm where the metric is not",
        "global",
        lambda d: d.set(BLUE, "region", "eu-central-1", type_=ALARM),
        BLUE_CHECK,
        fleet=True,
        view=View.DEPLOYED,
    ),
    mutant(
        "an alarm on a check that is not there",
        "global",
        lambda d: d.set(BLUE, "dimensions.HealthCheckId", "7c7c7c7c-0000-4000-8000-000000000000", type_=ALARM),
        BLUE_CHECK,
        fleet=True,
        view=View.DEPLOYED,
    ),
)
TOPIC = '["arn:aws:sns:us-east-1:123456789012:on-call"]'
STATUS = (
    'namespace: AWS/Route53, metricName: HealthCheckStatus, dimensions: {HealthCheckId: "${check.id}"}, '
    f"alarmActions: {TOPIC}"
)


def fleet(
    *alarms: str,
    also: str = "",
    record: str = 'healthCheckId: "${check.id}"',
    check: str = "HTTPS",
    region: str = "us-east-1",
) -> Deployment:
    """A stack with a checked record and alarms, and another stack."""
    declared = "\n".join(
        f"          a{index}: {{type: 'aws:cloudwatch:MetricAlarm', properties: {{{properties}}}}}"
        for index, properties in enumerate(alarms)
    )
    return program(f"""
        name: eu-central-1
        config: {{"aws:region": {region}}}
        resources:
          check: {{type: 'aws:route53:HealthCheck', properties: {{type: {check}, fqdn: a.shop.example}}}}
          record: {{type: 'aws:route53:Record', properties: {{zoneId: Z1, name: shop.example, type: A, {record}}}}}
{declared}
          {also}
        ---
        name: global
        resources:
          record: {{type: 'aws:route53:Record', properties: {{zoneId: Z1, name: a.shop.example, type: A}}}}
    """)


CALCULATED = (
    "calculated: {type: 'aws:route53:HealthCheck', properties: "
    '{type: CALCULATED, childHealthThreshold: 1, childHealthchecks: ["${check.id}"]}}'
)


@pytest.mark.parametrize(
    "deployed",
    [
        fleet(STATUS),
        fleet(f"{STATUS}, region: us-east-1, actionsEnabled: true"),
        fleet(STATUS.replace("HealthCheckStatus", "HealthCheckPercentageHealthy")),
        fleet(f"{STATUS}, region: eu-central-1", STATUS),
        fleet(STATUS, also=CALCULATED, record='healthCheckId: "${calculated.id}"'),
        fleet(STATUS.replace("check.id", "calculated.id"), also=CALCULATED, record='healthCheckId: "${calculated.id}"'),
        fleet(
            "metricQueries: [{id: m, metric: {namespace: AWS/Route53, metricName: HealthCheckStatus, period: 60, "
            f'stat: Minimum, dimensions: {{HealthCheckId: "${{check.id}}"}}}}}}], alarmActions: {TOPIC}'
        ),
        fleet(record="records: [192.0.2.1]"),
        fleet(check="CLOUDWATCH_METRIC"),
    ],
    ids=range(9),
)
def test_satisfied(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("deployed", "said"),
    [
        (fleet(), "No alarm is on its status"),
        (fleet(STATUS.replace("HealthCheckStatus", "ConnectionTime")), "No alarm"),
        (fleet(STATUS.replace("AWS/Route53", "Shop")), "No alarm"),
        (fleet(STATUS.replace("${check.id}", "other")), "No alarm"),
        (fleet("metricQueries: [{id: m, expression: 'a'}]"), "No alarm"),
        (fleet(f"{STATUS}, region: eu-central-1"), "is in eu-central-1"),
        (fleet(f"{STATUS}, actionsEnabled: false"), "`actionsEnabled` of a0"),
        (fleet(STATUS.replace(TOPIC, "[]")), "`alarmActions` of a0"),
        (fleet(also=CALCULATED, record='healthCheckId: "${calculated.id}"'), "No alarm"),
    ],
    ids=range(9),
)
def test_violated(deployed: Deployment, said: str) -> None:
    judged = judge(rule, deployed)
    assert judged.names(rule.id) == {"check"}
    assert said in judged.violated[rule.id]["check"]


@pytest.mark.parametrize(
    "deployed",
    [
        fleet(STATUS.replace('"${check.id}"', "unknown!")),
        fleet(STATUS.replace('{HealthCheckId: "${check.id}"}', "unknown!")),
        fleet(STATUS.replace("AWS/Route53", "unknown!").replace('"${check.id}"', "unknown!")),
        fleet(f"{STATUS}, region: unknown!"),
        fleet(STATUS, region="null"),
        fleet(f"{STATUS}, actionsEnabled: unknown!"),
        fleet(STATUS.replace(TOPIC, "unknown!")),
        fleet(STATUS.replace(TOPIC, "[]"), also="all: {type: 'aws:cloudwatch:CompositeAlarm'}"),
        fleet(f"metricQueries: unknown!, alarmActions: {TOPIC}"),
        fleet(check="unknown!"),
    ],
    ids=range(10),
)
def test_undecided(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert "check (" in judged.undecided[rule.id]


def test_one_stack_alone_is_not_judged() -> None:
    deployed = program("""
        resources:
          check: {type: 'aws:route53:HealthCheck', properties: {type: HTTPS}}
          record: {type: 'aws:route53:Record', properties: {healthCheckId: "${check.id}"}}
    """)
    assert not judge(rule, deployed).violated


def test_an_alarm_of_another_stack_counts_once_ids_are_known() -> None:
    def known(alarmed: str) -> Deployment:
        deployed = fleet(STATUS.replace("${check.id}", alarmed), record="healthCheckId: c1")
        return deployed.set("check", "id", "c1")

    assert not judge(rule, known("c1")).violated
    assert judge(rule, known("c2")).names(rule.id) == {"check"}


def test_the_id_is_also_told_by_the_arn() -> None:
    deployed = fleet(STATUS.replace("${check.id}", "c1"), record="healthCheckId: c1")
    assert not judge(rule, deployed.set("check", "arn", "arn:aws:route53:::healthcheck/c1")).violated
