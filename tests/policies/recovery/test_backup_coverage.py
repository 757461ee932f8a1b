from __future__ import annotations

import pytest

from policies.recovery.backup_coverage import backup_coverage
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

SELECTION = "aws:backup/selection:Selection"
INSTANCE = "aws:rds/instance:Instance"

MUTANTS = (
    mutant(
        "a table that nothing selects",
        "us-east-1",
        lambda d: d.remove("shop-backup-carts", type_=SELECTION),
        "shop-carts",
    ),
    mutant(
        "a database that nothing selects",
        "eu-central-1",
        lambda d: d.remove("shop-backup-database", type_=SELECTION),
        "shop-db-g1",
    ),
    mutant(
        "a selection of another table",
        "us-east-1",
        lambda d: d.set(
            "shop-backup-catalogue",
            "resources",
            ["arn:aws:dynamodb:us-east-1:123456789012:table/other"],
            type_=SELECTION,
        ),
        "shop-catalogue",
    ),
    mutant(
        "a selection that excludes what it names",
        "eu-central-1",
        lambda d: d.set("shop-backup-database", "notResources", ["arn:aws:rds:*:*:db:*"], type_=SELECTION),
        "shop-db-g1",
    ),
    mutant(
        "a selection in another Region",
        "us-east-1",
        lambda d: d.set("shop-backup-database", "region", "us-east-2", type_=SELECTION),
        "shop-db-g1",
    ),
    mutant(
        "a replica that is none any more",
        "us-west-2",
        lambda d: d.set("shop-db-g1", "replicateSourceDb", ABSENT, type_=INSTANCE),
        "shop-db-g1",
        related=("foundation-stateful-protected", "relational-data-final-snapshot"),
    ),
)


def selected(selection: str, *, tables: str = "name: carts", more: str = "") -> Deployment:
    return program(f"""
        resources:
          orders: {{type: "aws:rds:Instance", properties: {{identifier: orders}}}}
          carts: {{type: "aws:dynamodb:Table", properties: {{{tables}}}}}
          databases: {{type: "aws:backup:Selection", properties: {{planId: P, resources: ["${{orders.arn}}"]}}}}
          tables: {{type: "aws:backup:Selection", properties: {{planId: P, {selection}}}}}
          {more}
    """)


@pytest.mark.parametrize(
    "selection",
    [
        'resources: ["${carts.arn}"]',
        'resources: ["${carts.arn}", "${orders.arn}"]',
        'resources: ["arn:aws:dynamodb:us-east-1:123456789012:table/carts"]',
        'resources: ["arn:aws:dynamodb:*:*:table/*"]',
        'resources: ["arn:aws:dynamodb:*:*:table/car*"]',
        'resources: ["*"]',
        'notResources: ["arn:aws:dynamodb:*:*:table/other*"]',
        'notResources: ["arn:aws:ec2:*:*:instance/*"]',
        "iamRoleArn: R",
        "selectionTags: [{type: STRINGEQUALS, key: backup, value: daily}]",
        'selectionTags: [{type: STRINGEQUALS, key: backup, value: daily}], resources: ["${orders.arn}"]',
        'conditions: [{stringEquals: [{key: "aws:ResourceTag/backup", value: daily}]}]',
        'conditions: [{stringLikes: [{key: "aws:ResourceTag/backup", value: "d*"}]}], resources: ["*"]',
        'conditions: [{stringNotEquals: [{key: "aws:ResourceTag/backup", value: "no"}]}]',
        'conditions: [{stringNotLikes: [{key: "aws:ResourceTag/backup", value: "n*"}]}]',
    ],
)
def test_satisfied(selection: str) -> None:
    judged = judge(backup_coverage, selected(selection, tables="name: carts, tags: {backup: daily}"))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "selection",
    [
        'resources: ["${orders.arn}"]',
        'resources: ["arn:aws:dynamodb:us-east-1:123456789012:table/other"]',
        'resources: ["arn:aws:rds:*:*:db:*"]',
        'resources: ["carts"]',
        'resources: ["*"], notResources: ["${carts.arn}"]',
        'resources: ["*"], notResources: ["arn:aws:dynamodb:*:*:table/*"]',
        'resources: ["${carts.arn}"], region: us-west-2',
        "selectionTags: [{type: STRINGEQUALS, key: backup, value: weekly}]",
        'conditions: [{stringEquals: [{key: "aws:ResourceTag/backup", value: weekly}]}], resources: ["${carts.arn}"]',
        'conditions: [{stringNotEquals: [{key: "aws:ResourceTag/backup", value: daily}]}]',
        'conditions: [{stringEquals: [{key: "aws:ResourceTag/other", value: weekly}]}]',
    ],
)
def test_violated(selection: str) -> None:
    tags = "tags: {backup: daily}, tagsAll: {backup: daily}"
    assert judge(backup_coverage, selected(selection, tables=f"name: carts, {tags}")).names(backup_coverage.id) == {
        "carts"
    }


@pytest.mark.parametrize(
    "selection",
    [
        "resources: unknown!",
        'resources: ["unknown!"]',
        'resources: ["${carts.arn}"], region: unknown!',
        'resources: ["${carts.arn}"], notResources: ["unknown!"]',
        "selectionTags: unknown!",
        "selectionTags: [unknown!]",
        "selectionTags: [{type: STRINGEQUALS, key: backup, value: unknown!}]",
        "selectionTags: [{type: STRINGEQUALS, key: other, value: daily}]",
        "conditions: unknown!",
        "conditions: [unknown!]",
        "conditions: [{stringEquals: unknown!}]",
        "conditions: [{stringEquals: [{key: unknown!, value: daily}]}]",
    ],
)
def test_undecided(selection: str) -> None:
    judged = judge(backup_coverage, selected(selection, tables="name: carts, tags: {backup: daily}"))
    assert not judged.violated
    assert "carts" in judged.undecided[backup_coverage.id]


@pytest.mark.parametrize(
    ("pattern", "refused", "doubtful"),
    [
        ("arn:aws:dynamodb:*:*:table/*", False, False),
        ("arn:aws:dynamodb:*:*:*", False, False),
        ("arn:aws:dynamodb:*:*:table/shop-*", False, True),
        ("arn:aws:dynamodb:*:*:t*", False, True),
        ("arn:aws:dynamodb:*:*:other/*", True, False),
    ],
)
def test_a_table_without_a_name_matches_what_all_tables_match(pattern: str, *, refused: bool, doubtful: bool) -> None:
    judged = judge(backup_coverage, selected(f'resources: ["{pattern}"]', tables="hashKey: customer"))
    assert judged.names(backup_coverage.id) == ({"carts"} if refused else set())
    assert bool(judged.undecided) is doubtful


def test_a_known_arn_is_matched_as_it_is() -> None:
    table = "arn: arn:aws:dynamodb:us-east-1:123456789012:table/carts"
    assert not judge(backup_coverage, selected('resources: ["arn:*:table/c*"]', tables=table)).violated


@pytest.mark.parametrize(
    ("resource", "refused", "doubtful"),
    [
        ('{type: "aws:rds:Instance", properties: {replicateSourceDb: orders}}', False, False),
        ('{type: "aws:rds:Instance", properties: {replicateSourceDb: "arn:aws:rds:eu-west-1:1:db:x"}}', False, False),
        ('{type: "aws:rds:Instance", properties: {replicateSourceDb: "${orders.arn}", region: unknown!}}', False, True),
        ('{type: "aws:rds:Instance", properties: {replicateSourceDb: unknown!}}', False, True),
        ('{type: "aws:rds:Cluster", properties: {masterUsername: admin}}', True, False),
        ('{type: "aws:rds:Cluster", properties: {globalClusterIdentifier: G, masterUsername: admin}}', True, False),
        ('{type: "aws:rds:Cluster", properties: {globalClusterIdentifier: G}}', False, False),
        ('{type: "aws:rds:Cluster", properties: {replicationSourceIdentifier: "arn:x"}}', False, False),
        ('{type: "aws:rds:Cluster", properties: {replicationSourceIdentifier: unknown!}}', False, True),
    ],
)
def test_what_is_a_copy_is_backed_up_at_its_source(resource: str, *, refused: bool, doubtful: bool) -> None:
    judged = judge(backup_coverage, selected('resources: ["${carts.arn}"]', more=f"other: {resource}"))
    assert judged.names(backup_coverage.id) == ({"other"} if refused else set())
    assert bool(judged.undecided) is doubtful


def test_a_stack_without_selections_says_so() -> None:
    judged = judge(backup_coverage, 'resources: {orders: {type: "aws:rds:Instance"}}')
    assert "no backup selection: nothing is assigned" in judged.violated[backup_coverage.id]["orders"]
