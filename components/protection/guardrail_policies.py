"""Service control policies, as documents: what nobody in the targeted accounts may do, whatever their permissions.

A policy holds 5,120 characters ("Quotas and service limits for AWS Organizations"). Each statement denies: the
organization's `FullAWSAccess` stays attached, and an SCP never grants anything. Service-linked roles are not bound.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Final

MAXIMUM_CHARACTERS: Final = 5120

GLOBAL_ENDPOINTS_REGION: Final = "us-east-1"
"""Where requests to most global services are counted, whoever sends them: always among the allowed Regions."""

GLOBAL_SERVICES: Final = (
    "account:*",
    "arc-region-switch:*",
    "aws-portal:*",
    "billing:*",
    "budgets:*",
    "ce:*",
    "cloudfront:*",
    "directconnect:*",
    "globalaccelerator:*",
    "health:*",
    "iam:*",
    "organizations:*",
    "pricing:*",
    "route53:*",
    "route53domains:*",
    "s3:GetAccountPublicAccessBlock",
    "s3:ListAllMyBuckets",
    "s3:PutAccountPublicAccessBlock",
    "savingsplans:*",
    "servicequotas:*",
    "shield:*",
    "sts:*",
    "support:*",
    "tag:*",
    "trustedadvisor:*",
)
"""What has no Region of its own, or whose endpoint's Region is not where the work is done
("Example SCPs: Deny access to AWS based on the requested AWS Region"): Direct Connect connections are ordered where
their location belongs to, and Region switch plans are run from the Region that is left."""

BACKUPS: Final = (
    "backup:DeleteBackupPlan",
    "backup:DeleteBackupSelection",
    "backup:DeleteBackupVault",
    "backup:DeleteBackupVaultAccessPolicy",
    "backup:DeleteBackupVaultLockConfiguration",
    "backup:DeleteRecoveryPoint",
    "backup:DisassociateRecoveryPoint",
    "backup:PutBackupVaultAccessPolicy",
    "backup:StopBackupJob",
    "backup:UpdateBackupPlan",
    "backup:UpdateRecoveryPointLifecycle",
    "dynamodb:DeleteBackup",
    "dynamodb:DeleteTable",
    "dynamodb:DeleteTableReplica",
    "dynamodb:UpdateContinuousBackups",
    "kms:DisableKey",
    "kms:ScheduleKeyDeletion",
    "rds:DeleteDBInstance",
    "rds:DeleteDBInstanceAutomatedBackup",
    "rds:DeleteDBSnapshot",
    "rds:StopDBInstanceAutomatedBackupsReplication",
    "s3:PutReplicationConfiguration",
    "s3:PutBucketVersioning",
)
"""What loses data, its copies or the keys that open them."""

PROTECTION: Final = (
    "cloudfront:DeleteDistribution",
    "ec2:DisableEbsEncryptionByDefault",
    "globalaccelerator:DeleteAccelerator",
    "guardduty:DeleteDetector",
    "guardduty:DisassociateFromAdministratorAccount",
    "route53:DeleteHealthCheck",
    "route53:DeleteHostedZone",
    "securityhub:DisableSecurityHub",
    "shield:DeleteProtection",
    "shield:DisassociateHealthCheck",
    "wafv2:DeleteLoggingConfiguration",
    "wafv2:DeleteWebACL",
    "wafv2:DisassociateWebACL",
    "wafv2:UpdateWebACL",
)
"""What opens the fleet to attackers, or stops routing from noticing that a Region is sick."""

LOGS: Final = (
    "cloudtrail:DeleteEventDataStore",
    "cloudtrail:DeleteTrail",
    "cloudtrail:PutEventSelectors",
    "cloudtrail:StopEventDataStoreIngestion",
    "cloudtrail:StopLogging",
    "cloudtrail:UpdateTrail",
    "cloudwatch:DeleteAlarms",
    "cloudwatch:DisableAlarmActions",
    "config:DeleteConfigurationRecorder",
    "config:DeleteDeliveryChannel",
    "config:StopConfigurationRecorder",
    "ec2:DeleteFlowLogs",
    "logs:DeleteLogGroup",
    "logs:DeleteLogStream",
    "logs:PutRetentionPolicy",
    "sns:DeleteTopic",
)
"""What hides what happened, or keeps it from those who should know."""


def regions_policy(regions: Iterable[str], exempt_role_names: Sequence[str]) -> dict[str, object]:
    """Everything outside the allowed Regions is refused, but for the global services."""
    return _document(
        {
            "Sid": "OnlyTheFleetsRegions",
            "Effect": "Deny",
            "NotAction": list(GLOBAL_SERVICES),
            "Resource": "*",
            "Condition": {
                "StringNotEquals": {"aws:RequestedRegion": sorted({*regions, GLOBAL_ENDPOINTS_REGION})},
                **_not_exempt(exempt_role_names),
            },
        }
    )


def recovery_policy(exempt_role_names: Sequence[str]) -> dict[str, object]:
    """Nobody deletes data, backups or their keys."""
    return _document(_denied("KeepDataAndBackups", BACKUPS, exempt_role_names))


def detection_policy(exempt_role_names: Sequence[str]) -> dict[str, object]:
    """Nobody disarms protection, stops logs and alarms, or takes an account out of the organization."""
    return _document(
        _denied("KeepProtection", PROTECTION, exempt_role_names),
        _denied("KeepLogsAndAlarms", LOGS, exempt_role_names),
        {
            "Sid": "StayInTheOrganization",
            "Effect": "Deny",
            "Action": "organizations:LeaveOrganization",
            "Resource": "*",
        },
    )


def as_content(document: dict[str, object]) -> str:
    """A document as it is stored: without blanks, which count."""
    return json.dumps(document, separators=(",", ":"))


def _document(*statements: dict[str, object]) -> dict[str, object]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _denied(sid: str, actions: Sequence[str], exempt_role_names: Sequence[str]) -> dict[str, object]:
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Action": list(actions),
        "Resource": "*",
        "Condition": _not_exempt(exempt_role_names),
    }


def _not_exempt(role_names: Sequence[str]) -> dict[str, object]:
    """`aws:PrincipalArn` is the role's ARN, whatever the session is called; the role may be in any bound account."""
    return {"ArnNotLike": {"aws:PrincipalArn": [f"arn:aws:iam::*:role/{name}" for name in role_names]}}
