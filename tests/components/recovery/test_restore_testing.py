from __future__ import annotations

import pulumi
import pulumi_aws
import pytest

from components.arguments import ArgumentError
from components.recovery.restore_testing import RestoreTesting, RestoreTestingArgs
from tests.support import ACCOUNT, record, type_counts

VAULT = f"arn:aws:backup:us-east-1:{ACCOUNT}:backup-vault:main"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/backup"
DATABASE = f"arn:aws:rds:us-east-1:{ACCOUNT}:db:one"
TABLE = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/one"


def test_the_newest_backups_are_restored_every_week() -> None:
    args = RestoreTestingArgs(
        plan_name="securecart_us_east_1",
        vault_arn=VAULT,
        role_arn=ROLE,
        resource_arns={"RDS": [DATABASE], "DynamoDB": [TABLE]},
        metadata={"RDS": {"dbSubnetGroupName": "data"}},
    )

    def program(provider: pulumi_aws.Provider) -> None:
        RestoreTesting("restore", args, pulumi.ResourceOptions(provider=provider))

    plan = record(program)
    assert type_counts(plan) == {
        "aws:backup/restoreTestingPlan:RestoreTestingPlan": 1,
        "aws:backup/restoreTestingSelection:RestoreTestingSelection": 2,
    }
    declared = plan.named("aws:backup/restoreTestingPlan:RestoreTestingPlan", "restore").inputs
    assert declared["name"] == "securecart_us_east_1"
    assert declared["scheduleExpression"] == "cron(0 7 ? * WED *)"
    assert declared["recoveryPointSelection"] == {
        "algorithm": "LATEST_WITHIN_WINDOW",
        "includeVaults": [VAULT],
        "recoveryPointTypes": ["SNAPSHOT"],
        "selectionWindowDays": 7,
    }
    rds = plan.named("aws:backup/restoreTestingSelection:RestoreTestingSelection", "restore-rds").inputs
    assert rds["protectedResourceType"] == "RDS"
    assert rds["protectedResourceArns"] == [DATABASE]
    assert rds["restoreMetadataOverrides"] == {"dbSubnetGroupName": "data"}
    assert rds["iamRoleArn"] == ROLE
    tables = plan.named("aws:backup/restoreTestingSelection:RestoreTestingSelection", "restore-dynamodb").inputs
    assert tables["protectedResourceArns"] == [TABLE]
    assert "restoreMetadataOverrides" not in tables


def test_a_name_that_aws_backup_does_not_take_is_refused() -> None:
    with pytest.raises(ArgumentError, match="plan_name: 'us-east-1'; allowed: letters, digits and underscores"):
        RestoreTestingArgs(plan_name="us-east-1", vault_arn=VAULT, role_arn=ROLE, resource_arns={})


def test_other_types_are_refused() -> None:
    with pytest.raises(ArgumentError, match="allowed: DynamoDB, RDS"):
        RestoreTestingArgs(plan_name="one", vault_arn=VAULT, role_arn=ROLE, resource_arns={"EBS": []})
