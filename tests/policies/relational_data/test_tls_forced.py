from __future__ import annotations

import pytest

from policies.relational_data.tls_forced import tls_forced as rule
from tests.policies.harness import ABSENT, Deployment, judge
from tests.policies.mutants.mutant import View, mutant
from tests.policies.relational_data.databases import DATABASE, ELSEWHERE, TYPE, databases

GROUP = "shop-db"
GROUP_TYPE = "aws:rds/parameterGroup:ParameterGroup"


def old_group(deployment: Deployment) -> Deployment:
    return deployment.set(GROUP, "family", "postgres14", type_=GROUP_TYPE).set(
        GROUP, "parameters[0]", ABSENT, type_=GROUP_TYPE
    )


MUTANTS = (
    mutant(
        "a group that turns it off",
        "us-east-1",
        lambda d: d.set(GROUP, "parameters[0].value", "0", type_=GROUP_TYPE),
        DATABASE,
    ),
    mutant("a group of an old version that does not set it", "us-west-2", old_group, DATABASE),
    mutant(
        "a default group of an old version",
        "eu-central-1",
        lambda d: d.set(DATABASE, "parameterGroupName", "default.postgres14", type_=TYPE),
        DATABASE,
    ),
    mutant(
        "a group that turns it off once everything is known",
        "ap-southeast-1",
        lambda d: d.set(GROUP, "parameters[0].value", "0", type_=GROUP_TYPE),
        DATABASE,
        view=View.DEPLOYED,
    ),
)
GROUPS = """forced: {type: "aws:rds:ParameterGroup", properties: {name: forced, family: postgres14,
            parameters: [{name: log_lock_waits, value: "1"}, {name: rds.force_ssl, value: "1"}]}}
          lax: {type: "aws:rds:ParameterGroup", properties: {name: lax, family: postgres17,
            parameters: [{name: rds.force_ssl, value: "0"}]}}
          empty: {type: "aws:rds:ParameterGroup", properties: {family: postgres17}}
          old: {type: "aws:rds:ParameterGroup", properties: {family: postgres14}}
          mysql: {type: "aws:rds:ParameterGroup", properties: {family: mysql8.0,
            parameters: [{name: require_secure_transport, value: "ON"}]}}
          sqlserver: {type: "aws:rds:ParameterGroup", properties: {family: sqlserver-se-16.0}}
          computed: {type: "aws:rds:ParameterGroup", properties: {family: postgres17, parameters: unknown!}}
          named: {type: "aws:rds:ParameterGroup", properties: {family: postgres17, parameters: [{name: unknown!}]}}
          valued: {type: "aws:rds:ParameterGroup", properties: {family: postgres17,
            parameters: [{name: rds.force_ssl, value: unknown!}]}}
          item: {type: "aws:rds:ParameterGroup", properties: {family: postgres17, parameters: [unknown!]}}
          family: {type: "aws:rds:ParameterGroup", properties: {family: unknown!}}"""
POSTGRES = 'engine: postgres, engineVersion: "17"'


def judged_with(properties: str, orders: str = POSTGRES) -> tuple[str, str]:
    judged = judge(rule, databases(properties, orders, GROUPS))
    assert judged.names(rule.id) <= {"other"}
    return judged.violated.get(rule.id, {}).get("other", ""), judged.undecided.get(rule.id, "")


@pytest.mark.parametrize(
    "properties",
    [
        'engine: postgres, engineVersion: "14", parameterGroupName: "${forced.name}"',
        "engine: postgres, parameterGroupName: forced",
        'engine: postgres, engineVersion: "17", parameterGroupName: "${empty.name}"',
        'engine: postgres, engineVersion: "15.4"',
        "engine: postgres",
        "engine: postgres, parameterGroupName: default.postgres16",
        'engine: postgres, engineVersion: "14", parameterGroupName: declared-elsewhere',
        'engine: mysql, engineVersion: "8.0", parameterGroupName: "${mysql.name}"',
        'engine: mysql, engineVersion: "9.7"',
        'engine: mariadb, engineVersion: "11.8.2"',
        "engine: mariadb",
        "engine: oracle-ee",
        "engine: db2-se",
        "snapshotIdentifier: orders-final",
        'replicateSourceDb: "${orders.identifier}"',
        'region: us-west-2, replicateSourceDb: "${orders.arn}"',
        f'engine: postgres, engineVersion: "17", replicateSourceDb: "{ELSEWHERE}"',
    ],
)
def test_satisfied(properties: str) -> None:
    assert judged_with(properties) == ("", "")


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        (f'{POSTGRES}, parameterGroupName: "${{lax.name}}"', "sets `rds.force_ssl` to 0"),
        ("engine: postgres, parameterGroupName: lax", "sets `rds.force_ssl` to 0"),
        ('engine: postgres, parameterGroupName: "${old.name}"', "old (aws:rds/parameterGroup:ParameterGroup) does not"),
        ('engine: postgres, engineVersion: "14.9"', "by default postgres 14.9 takes connections without TLS"),
        ("engine: postgres, parameterGroupName: default.postgres13", "`parameterGroupName` is default.postgres13"),
        ('engine: mysql, engineVersion: "8.4"', "by default mysql 8.4 takes connections without TLS"),
        ("engine: mysql", "by default mysql takes connections"),
        ("engine: mysql, parameterGroupName: default.mysql8.0", "by default mysql 8.0"),
        ('engine: mariadb, engineVersion: "10.11"', "by default mariadb 10.11"),
        ("engine: sqlserver-ee", "by default sqlserver takes connections"),
        ('engine: sqlserver-se, parameterGroupName: "${sqlserver.name}"', "does not set `rds.force_ssl`"),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    found, _ = judged_with(properties)
    assert reason in found


def test_a_cross_region_replica_without_a_group_has_the_default_of_its_source_s_version() -> None:
    orders = 'engine: postgres, engineVersion: "14", parameterGroupName: forced'
    found, _ = judged_with('region: us-west-2, replicateSourceDb: "${orders.arn}"', orders)
    assert "by default postgres 14 takes connections without TLS" in found


@pytest.mark.parametrize(
    "properties",
    [
        "engine: unknown!",
        "engine: postgres, engineVersion: unknown!",
        "engine: postgres, parameterGroupName: unknown!",
        "engine: postgres, replicateSourceDb: unknown!",
        *(
            f'engine: postgres, parameterGroupName: "${{{name}.name}}"'
            for name in ("computed", "named", "valued", "item", "family")
        ),
    ],
)
def test_undecided(properties: str) -> None:
    found, undecided = judged_with(properties)
    assert not found
    assert "other (" in undecided
