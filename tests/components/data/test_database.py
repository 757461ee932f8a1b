"""The relational database: what each role declares, and what a promotion changes."""

import json
from ipaddress import IPv4Network
from typing import Any

import pulumi
import pytest

from components.arguments import ArgumentError
from components.data.database import Database, DatabaseArgs
from securecart.plan.model import Resource, StackPlan
from securecart.plan.tokens import SECRET
from securecart.settings.database import DatabaseSettings
from tests.support import ACCOUNT, record, type_counts

_INSTANCE = "aws:rds/instance:Instance"
_KEY = "arn:aws:kms:us-west-2:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000"
_REPLICA: dict[str, object] = {"role": "replica", "follows": "us-east-1", "promotable": True}
_WRITER: dict[str, object] = {"role": "writer", "promotable": True}
_REPLACES = {
    "availabilityZone",
    "dbName",
    "engine",
    "identifier",
    "kmsKeyId",
    "region",
    "storageEncrypted",
    "username",
}
"""What the provider replaces an instance for, of all that any PostgreSQL instance may say."""


def _settings(role: dict[str, object], **changes: object) -> DatabaseSettings:
    values = {"generation": 1, "instanceClass": "db.r8g.2xlarge", "readReplicas": 2} | role | changes
    return DatabaseSettings.model_validate(values, strict=False)


def _args(role: dict[str, object], **changes: object) -> DatabaseArgs:
    values: dict[str, object] = {
        "settings": _settings(role),
        "region": "us-west-2",
        "account_id": ACCOUNT,
        "domain_regions": ("ap-southeast-1", "us-east-1", "us-west-2"),
        "writer_generation": 1,
        "vpc_id": "vpc-0a1b2c3d",
        "data_subnet_ids": ("subnet-1", "subnet-2", "subnet-3"),
        "zones": ("us-west-2a", "us-west-2b", "us-west-2c"),
        "client_cidrs": (IPv4Network("10.16.64.0/18"), IPv4Network("10.32.64.0/18")),
        "key_arn": _KEY,
        "password": "something" if role is _WRITER else None,
        "alarm_topic_arn": f"arn:aws:sns:us-west-2:{ACCOUNT}:alarms",
        "protect": True,
    }
    return DatabaseArgs(**(values | changes))  # type: ignore[arg-type]


def _plan(role: dict[str, object], **changes: object) -> StackPlan:
    args = _args(role, **changes)

    def declare(provider: pulumi.ProviderResource) -> None:
        secret = {"password": pulumi.Output.secret(args.password)} if args.password else {}
        Database("database", DatabaseArgs(**(vars(args) | secret)), pulumi.ResourceOptions(provider=provider))

    return record(declare, region="us-west-2", stack="us-west-2")


def _effective(old: Resource, new: Resource) -> dict[str, Any]:
    """What the engine hands to the provider: an ignored property keeps its old value, or stays away."""
    inputs = dict(new.inputs)
    for name in new.ignore_changes:
        inputs.pop(name, None)
        if name in old.inputs:
            inputs[name] = old.inputs[name]
    return inputs


@pytest.mark.parametrize("role", [_WRITER, _REPLICA])
def test_makes_the_instance_its_read_replicas_and_what_they_need(role: dict[str, object]) -> None:
    assert type_counts(_plan(role)) == {
        "aws:cloudwatch/logGroup:LogGroup": 9,
        "aws:ec2/securityGroup:SecurityGroup": 1,
        "aws:iam/role:Role": 1,
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment": 1,
        "aws:rds/eventSubscription:EventSubscription": 1,
        _INSTANCE: 3,
        "aws:rds/parameterGroup:ParameterGroup": 1,
        "aws:rds/subnetGroup:SubnetGroup": 1,
        "aws:ssm/parameter:Parameter": 6,
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": 2,
    }


@pytest.mark.parametrize("role", [_WRITER, _REPLICA])
def test_both_roles_are_multi_az_encrypted_backed_up_and_watched(role: dict[str, object]) -> None:
    instance = _plan(role).named(_INSTANCE, "database-g1")
    expected = {
        "identifier": "securecart-us-west-2-g1",
        "engine": "postgres",
        "engineVersion": "17",
        "multiAz": True,
        "storageEncrypted": True,
        "kmsKeyId": _KEY,
        "backupRetentionPeriod": 35,
        "deleteAutomatedBackups": False,
        "deletionProtection": True,
        "publiclyAccessible": False,
        "iamDatabaseAuthenticationEnabled": True,
        "databaseInsightsMode": "advanced",
        "performanceInsightsRetentionPeriod": 465,
        "engineLifecycleSupport": "open-source-rds-extended-support-disabled",
        "enabledCloudwatchLogsExports": ["iam-db-auth-error", "postgresql", "upgrade"],
        "finalSnapshotIdentifier": "securecart-us-west-2-g1-final",
    }
    assert {name: instance.inputs[name] for name in expected} == expected
    assert "availabilityZone" not in instance.inputs
    assert "manageMasterUserPassword" not in instance.inputs


def test_a_writer_has_a_login_and_no_source() -> None:
    plan = _plan(_WRITER)
    instance = plan.named(_INSTANCE, "database-g1")
    assert "replicateSourceDb" not in instance.inputs
    assert instance.inputs["username"] == "securecart"
    assert instance.inputs["password"] == SECRET
    assert instance.inputs["dbName"] == "securecart"
    assert instance.inputs["skipFinalSnapshot"] is False
    assert instance.protect


def test_a_replica_has_a_source_and_no_login() -> None:
    instance = _plan(_REPLICA, writer_generation=3).named(_INSTANCE, "database-g1")
    assert instance.inputs["replicateSourceDb"] == f"arn:aws:rds:us-east-1:{ACCOUNT}:db:securecart-us-east-1-g3"
    assert not {"username", "password", "dbName", "allocatedStorage"} & set(instance.inputs)
    assert instance.inputs["skipFinalSnapshot"] is True
    assert instance.retain_on_delete


def test_a_promotion_is_an_update_in_place() -> None:
    before, after = _plan(_REPLICA), _plan(_WRITER)
    assert {resource.urn for resource in before.managed} == {resource.urn for resource in after.managed}
    changed = {}
    for new in after.managed:
        old = before[new.urn].inputs
        effective = _effective(before[new.urn], new)
        if names := {name for name in {*old, *effective} if old.get(name) != effective.get(name)}:
            changed[new.name] = names
    assert changed == {
        "database-g1": {"allocatedStorage", "password", "replicateSourceDb", "skipFinalSnapshot"},
        "database-endpoints-writer": {"insecureValue"},
    }
    assert not changed["database-g1"] & _REPLACES


def test_following_another_writer_makes_a_new_instance_and_leaves_the_old_one_in_aws() -> None:
    before = _plan(_REPLICA)
    after = _plan(_REPLICA, settings=_settings(_REPLICA, follows="ap-southeast-1", generation=2), writer_generation=1)
    names = {resource.name for resource in before.of_type(_INSTANCE)} & {
        resource.name for resource in after.of_type(_INSTANCE)
    }
    assert names == set()
    instance = after.named(_INSTANCE, "database-g2")
    assert instance.inputs["identifier"] == "securecart-us-west-2-g2"
    assert instance.inputs["replicateSourceDb"] == (
        f"arn:aws:rds:ap-southeast-1:{ACCOUNT}:db:securecart-ap-southeast-1-g1"
    )
    old = before.named(_INSTANCE, "database-g1")
    assert old.retain_on_delete
    assert not old.protect
    shared = ("aws:rds/subnetGroup:SubnetGroup", "aws:rds/parameterGroup:ParameterGroup", "aws:iam/role:Role")
    for kind in (*shared, "aws:ec2/securityGroup:SecurityGroup"):
        assert [one.urn for one in before.of_type(kind)] == [one.urn for one in after.of_type(kind)]


def test_read_replicas_follow_the_regions_own_instance() -> None:
    plan = _plan(_REPLICA)
    main = plan.named(_INSTANCE, "database-g1")
    for number in (1, 2):
        replica = plan.named(_INSTANCE, f"database-g1-search-{number}")
        assert replica.inputs["identifier"] == f"securecart-us-west-2-g1-search-{number}"
        assert replica.inputs["replicateSourceDb"] == "securecart-us-west-2-g1"
        assert main.urn in replica.dependencies
        assert replica.inputs["storageEncrypted"] is True
        assert not {"kmsKeyId", "dbSubnetGroupName", "username", "password"} & set(replica.inputs)
        assert not replica.protect
        assert not replica.retain_on_delete
        assert replica.inputs["deletionProtection"] is False


def test_read_replicas_are_in_different_zones() -> None:
    plan = _plan(_WRITER, settings=_settings(_WRITER, readReplicas=4))

    zones = [plan.named(_INSTANCE, f"database-g1-search-{number}").inputs["availabilityZone"] for number in range(1, 5)]
    assert zones == ["us-west-2a", "us-west-2b", "us-west-2c", "us-west-2a"]


def test_fewer_read_replicas_change_nothing_else() -> None:
    more, fewer = _plan(_WRITER), _plan(_WRITER, settings=_settings(_WRITER, readReplicas=1))
    gone = {one.urn for one in more.managed} - {one.urn for one in fewer.managed}
    assert {urn.rsplit("::", 1)[1].split("-search-")[1][0] for urn in gone} == {"2"}


def test_logs_are_kept_for_a_time_and_exist_before_the_instance() -> None:
    plan = _plan(_WRITER)
    main = plan.named(_INSTANCE, "database-g1")
    groups = {one.inputs["name"]: one for one in plan.of_type("aws:cloudwatch/logGroup:LogGroup")}
    for log in ("iam-db-auth-error", "postgresql", "upgrade"):
        group = groups[f"/aws/rds/instance/securecart-us-west-2-g1/{log}"]
        assert group.inputs["retentionInDays"] == 90
        assert group.inputs["kmsKeyId"] == _KEY
        assert group.urn in main.dependencies


def test_only_the_application_subnets_reach_it() -> None:
    plan = _plan(_WRITER)
    rules = plan.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    assert [(rule.inputs["cidrIpv4"], rule.inputs["fromPort"], rule.inputs["toPort"]) for rule in rules] == [
        ("10.16.64.0/18", 5432, 5432),
        ("10.32.64.0/18", 5432, 5432),
    ]
    (group,) = plan.of_type("aws:ec2/securityGroup:SecurityGroup")
    assert not {"ingress", "egress"} & set(group.inputs)


def test_tls_is_forced_in_the_family_of_the_engine() -> None:
    plan = _plan(_WRITER, settings=_settings(_WRITER, engineVersion="16.4"))
    (group,) = plan.of_type("aws:rds/parameterGroup:ParameterGroup")
    assert group.inputs["family"] == "postgres16"
    assert {"name": "rds.force_ssl", "value": "1", "applyMethod": "immediate"} in group.inputs["parameters"]


def test_the_monitoring_role_is_the_regions_and_the_accounts() -> None:
    (role,) = _plan(_WRITER).of_type("aws:iam/role:Role")
    assert role.name == "database-monitoring-us-west-2"
    (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    assert statement["Principal"] == {"Service": "monitoring.rds.amazonaws.com"}
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}


def test_events_of_all_instances_reach_the_topic() -> None:
    (events,) = _plan(_WRITER).of_type("aws:rds/eventSubscription:EventSubscription")
    assert events.inputs["sourceType"] == "db-instance"
    assert events.inputs["sourceIds"] == [
        "securecart-us-west-2-g1",
        "securecart-us-west-2-g1-search-1",
        "securecart-us-west-2-g1-search-2",
    ]
    assert "failover" in events.inputs["eventCategories"]


def test_only_what_may_write_publishes_its_endpoint_elsewhere() -> None:
    def regions(plan: StackPlan) -> set[str | None]:
        return {one.region for one in plan.of_type("aws:ssm/parameter:Parameter")}

    assert regions(_plan(_REPLICA)) == {"us-west-2", "us-east-1", "ap-southeast-1"}
    assert regions(_plan(_REPLICA, settings=_settings(_REPLICA, promotable=False))) == {"us-west-2"}


@pytest.mark.parametrize("role", [_WRITER, _REPLICA])
def test_teardown_clears_every_protection(role: dict[str, object]) -> None:
    plan = _plan(role, protect=False)
    for instance in plan.of_type(_INSTANCE):
        assert instance.inputs["deletionProtection"] is False
        assert not instance.protect
        assert not instance.retain_on_delete


@pytest.mark.parametrize(
    ("role", "argument", "value"),
    [
        (_WRITER, "password", None),
        (_REPLICA, "password", "something"),
        (_WRITER, "writer_generation", 2),
        (_REPLICA, "region", "us-east-1"),
        (_REPLICA, "region", "eu-west-1"),
        (_REPLICA, "domain_regions", ("us-west-2",)),
        (_WRITER, "data_subnet_ids", ("subnet-1",)),
        (_WRITER, "client_cidrs", ()),
        (_WRITER, "client_cidrs", (IPv4Network("10.16.64.0/18"), IPv4Network("10.16.64.0/18"))),
    ],
)
def test_refuses_bad_arguments(role: dict[str, object], argument: str, value: object) -> None:
    with pytest.raises(ArgumentError):
        _args(role, **{argument: value})
