from __future__ import annotations

import pytest

from policies.fleet.unique_names import unique_names
from tests.policies.fleet.stacks import two
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import mutant

ROLE, TABLE, BUCKET = "aws:iam/role:Role", "aws:dynamodb/table:Table", "aws:s3/bucket:Bucket"
ALIAS, WEB_ACL = "aws:kms/alias:Alias", "aws:wafv2/webAcl:WebAcl"
PARAMETER, DATABASE = "aws:ssm/parameter:Parameter", "aws:rds/instance:Instance"


def one_bucket_name(deployment: Deployment) -> Deployment:
    deployment.set("edge-assets-primary", "bucket", "assets", type_=BUCKET)
    return deployment.set("edge-assets-replica", "bucket", "assets", type_=BUCKET)


def one_role_name(deployment: Deployment) -> Deployment:
    deployment.set("shop-canary-us-west-2", "name", "canary", type_=ROLE)
    return deployment.set("shop-rehearsal-us-west-2", "name", "Canary", type_=ROLE)


def one_alias_name(deployment: Deployment) -> Deployment:
    deployment.set("shop-db-backups-key", "name", "alias/copies", type_=ALIAS)
    return deployment.set("shop-backup-copy-key", "name", "alias/copies", type_=ALIAS)


def one_web_acl_name(deployment: Deployment) -> Deployment:
    deployment.duplicate("shop-web-acl", "shop-web-acl-beside", type_=WEB_ACL)
    deployment.set("shop-web-acl-beside", "name", "shop", type_=WEB_ACL)
    return deployment.set("shop-web-acl", "name", "shop", type_=WEB_ACL)


MUTANTS = (
    mutant(
        "a table with the name of a replica in its Region",
        "eu-central-1",
        lambda d: d.set("shop-carts", "name", "securecart-catalogue", type_=TABLE),
        "eu-central-1/shop-carts",
        "us-east-1/shop-catalogue",
        fleet=True,
    ),
    mutant(
        "buckets of one name in two Regions",
        "global",
        one_bucket_name,
        "global/edge-assets-primary",
        "global/edge-assets-replica",
        fleet=True,
    ),
    mutant(
        "roles whose names differ in case alone",
        "us-west-2",
        one_role_name,
        "us-west-2/shop-canary-us-west-2",
        "us-west-2/shop-rehearsal-us-west-2",
        fleet=True,
    ),
    mutant(
        "a parameter in the Region of another stack that has it",
        "us-west-2",
        lambda d: d.set("shop-db-endpoints-local", "region", "us-east-1", type_=PARAMETER),
        "us-east-1/shop-db-endpoints-local",
        "us-west-2/shop-db-endpoints-local",
        fleet=True,
    ),
    mutant(
        "instances of one identifier in a Region",
        "ap-southeast-1",
        lambda d: d.set("shop-db-g1-search-1", "identifier", "SecureCart-ap-southeast-1-g1", type_=DATABASE),
        "ap-southeast-1/shop-db-g1",
        "ap-southeast-1/shop-db-g1-search-1",
        fleet=True,
    ),
    mutant(
        "aliases of one name for the keys of a Region",
        "us-east-1",
        one_alias_name,
        "us-east-1/shop-db-backups-key",
        "us-east-1/shop-backup-copy-key",
        fleet=True,
    ),
    mutant(
        "web ACLs of one name, scope and Region",
        "eu-central-1",
        one_web_acl_name,
        "eu-central-1/shop-web-acl",
        "eu-central-1/shop-web-acl-beside",
        fleet=True,
    ),
)


@pytest.mark.parametrize(
    ("type_", "first", "second", "region"),
    [
        ("aws:dynamodb:Table", "name: a", "name: a", "us-east-1"),
        ("aws:dynamodb:Table", "name: a", "name: a, replicas: [{regionName: us-east-1}]", "us-west-2"),
        ("aws:secretsmanager:Secret", "name: a", "name: a, replicas: [{region: us-east-1}]", "us-west-2"),
        ("aws:dynamodb:Table", "name: a", "name: a, region: us-east-1", "us-west-2"),
        ("aws:iam:Role", "name: a", "name: a", "us-west-2"),
        ("aws:iam:Role", "name: a", "name: A", "us-west-2"),
        ("aws:rds:Instance", "identifier: a", "identifier: A", "us-east-1"),
        ("aws:s3:Bucket", "bucket: a", "bucket: a", "us-west-2"),
        ("aws:kms:Alias", "name: alias/a", "name: alias/a", "us-east-1"),
        ("aws:wafv2:WebAcl", "name: a, scope: REGIONAL", "name: a, scope: REGIONAL", "us-east-1"),
        (
            "aws:wafv2:WebAcl",
            "name: a, scope: CLOUDFRONT",
            "name: a, scope: CLOUDFRONT, region: us-east-1",
            "us-west-2",
        ),
        ("aws:iam:OpenIdConnectProvider", "url: https://id.example", "url: https://id.example", "us-west-2"),
        ("aws:cloudwatch:Dashboard", "dashboardName: a", "dashboardName: a", "us-west-2"),
        (
            "aws:iam:Role",
            'name: a, arn: "arn:aws:iam::111111111111:role/a"',
            'name: a, arn: "arn:aws:iam::111111111111:role/x/a"',
            "us-west-2",
        ),
        ("aws:s3:Bucket", 'bucket: a, arn: "arn:aws:s3:::a"', 'bucket: a, arn: "arn:aws:s3:::a"', "us-west-2"),
    ],
)
def test_violated(type_: str, first: str, second: str, region: str) -> None:
    judged = judge(unique_names, two(type_, first, second, region=region))
    assert judged.names(unique_names.id) == {"first", "second"}


@pytest.mark.parametrize(
    ("type_", "first", "second", "region"),
    [
        ("aws:dynamodb:Table", "name: a", "name: a", "us-west-2"),
        ("aws:dynamodb:Table", "name: a", "name: b", "us-east-1"),
        ("aws:dynamodb:Table", "name: a", "name: A", "us-east-1"),
        ("aws:dynamodb:Table", "name: a", "name: a, replicas: [{regionName: eu-west-1}]", "us-west-2"),
        ("aws:iam:Role", "", "", "us-east-1"),
        ("aws:kms:Alias", "name: alias/a", "name: alias/a", "us-west-2"),
        ("aws:wafv2:WebAcl", "name: a, scope: REGIONAL", "name: a, scope: REGIONAL", "us-west-2"),
        ("aws:wafv2:WebAcl", "name: a, scope: REGIONAL", "name: a, scope: CLOUDFRONT", "us-east-1"),
        ("aws:iam:OpenIdConnectProvider", "url: https://id.example", "url: https://id.example/b", "us-west-2"),
        ("aws:ec2:Vpc", "name: a", "name: a", "us-east-1"),
        (
            "aws:iam:Role",
            'name: a, arn: "arn:aws:iam::111111111111:role/a"',
            'name: a, arn: "arn:aws:iam::222222222222:role/a"',
            "us-west-2",
        ),
    ],
)
def test_satisfied(type_: str, first: str, second: str, region: str) -> None:
    judged = judge(unique_names, two(type_, first, second, region=region))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("type_", "second", "property_"),
    [
        ("aws:dynamodb:Table", "name: unknown!", "name"),
        ("aws:dynamodb:Table", "name: a, region: unknown!", "region"),
        ("aws:dynamodb:Table", "name: a, replicas: unknown!", "replicas"),
        ("aws:dynamodb:Table", "name: a, replicas: [unknown!]", "replicas"),
        ("aws:dynamodb:Table", "name: a, replicas: [{regionName: unknown!}]", "replicas"),
        ("aws:rds:Instance", "identifier: unknown!", "identifier"),
        ("aws:wafv2:WebAcl", "name: a, scope: unknown!", "scope"),
    ],
)
def test_undecided(type_: str, second: str, property_: str) -> None:
    judged = judge(unique_names, two(type_, "name: a, identifier: a", second, region="eu-west-1"))
    assert not judged.violated
    assert judged.undecided[unique_names.id].endswith(f"): {property_}")


def test_types_of_one_kind_share_their_names() -> None:
    judged = judge(
        unique_names,
        program("""
            name: one
            resources:
              metric: {type: "aws:cloudwatch:MetricAlarm", properties: {name: late}}
            ---
            name: two
            resources:
              composite: {type: "aws:cloudwatch:CompositeAlarm", properties: {alarmName: late}}
        """),
    )
    assert judged.names(unique_names.id) == {"metric", "composite"}


def test_a_reason_names_the_other_and_where_the_name_is_taken() -> None:
    message = judge(unique_names, two("aws:dynamodb:Table", "name: a", "name: a")).violated[unique_names.id]["second"]
    assert "`name` is a: first (aws:dynamodb/table:Table) of stack one has that name too" in message
    assert "AWS takes it once for its account and Region, us-east-1." in message
