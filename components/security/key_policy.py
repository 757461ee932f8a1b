"""Key policies, as documents."""

from collections.abc import Collection
from enum import StrEnum
from typing import Any


class KeyUse(StrEnum):
    """What a key's policy lets AWS services do with it.

    All other use (RDS, Secrets Manager, SQS, AWS Backup, tasks) is in the name of a role of the account: the policy
    leaves it to IAM.
    """

    LOGS = "logs"
    """CloudWatch Logs encrypts the Region's log groups."""
    NOTIFICATIONS = "notifications"
    """CloudWatch alarms, RDS and AWS Backup events and EventBridge rules publish to encrypted SNS topics."""
    TABLES = "tables"
    """DynamoDB reads and writes a table for whoever may, its replication among them."""


def key_policy(region: str, account_id: str, uses: Collection[KeyUse]) -> dict[str, Any]:
    """The policy of a key: the account decides by IAM, and services use it as `uses` says.

    Args:
        region: the Region of the key and of what it encrypts.
        account_id: the account of both.
        uses: what services may do in their own name.
    """
    statements: list[dict[str, Any]] = [
        # Without it nobody could administer the key, and IAM policies would count for nothing ("Default key policy").
        {
            "Sid": "AccountDecidesByIam",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{account_id}:root"},
            "Action": "kms:*",
            "Resource": "*",
        }
    ]
    if KeyUse.LOGS in uses:
        statements.append(_logs(region, account_id))
    if KeyUse.NOTIFICATIONS in uses:
        statements += _notifications(account_id)
    if KeyUse.TABLES in uses:
        statements.append(_tables(region, account_id))
    return {"Version": "2012-10-17", "Statement": statements}


def _logs(region: str, account_id: str) -> dict[str, Any]:
    """As "Encrypt log data in CloudWatch Logs using AWS KMS" gives it."""
    return {
        "Sid": "LogGroupsOfTheRegion",
        "Effect": "Allow",
        "Principal": {"Service": f"logs.{region}.amazonaws.com"},
        "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        "Resource": "*",
        "Condition": {
            "ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:{region}:{account_id}:log-group:*"}
        },
    }


def _notifications(account_id: str) -> list[dict[str, Any]]:
    """As "Enable compatibility between event sources from AWS services and encrypted topics" (SNS) gives it."""
    publish = {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey*"], "Resource": "*"}
    return [
        {
            "Sid": "AlarmsOfTheAccount",
            **publish,
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Condition": {"StringEquals": {"aws:SourceAccount": account_id}},
        },
        # Their requests to KMS carry no source account: a condition would drop every notification, and say nothing.
        {
            "Sid": "EventsOfServices",
            **publish,
            "Principal": {"Service": ["backup.amazonaws.com", "events.amazonaws.com", "events.rds.amazonaws.com"]},
        },
    ]


def _tables(region: str, account_id: str) -> dict[str, Any]:
    """As the policy of `aws/dynamodb` has it: who may use the table may, through DynamoDB alone, use its key.

    The role that replicates global tables is linked to the service: no IAM policy of ours could give it the key.
    """
    return {
        "Sid": "TablesOfTheRegion",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [
            "kms:Encrypt",
            "kms:Decrypt",
            "kms:ReEncrypt*",
            "kms:GenerateDataKey*",
            "kms:CreateGrant",
            "kms:DescribeKey",
        ],
        "Resource": "*",
        "Condition": {
            "StringEquals": {"kms:CallerAccount": account_id, "kms:ViaService": f"dynamodb.{region}.amazonaws.com"}
        },
    }
