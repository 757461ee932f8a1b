"""For what, and how far, AWS takes a name only once."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from policies.aws.types import (
    BACKUP_VAULT,
    BUCKETS,
    CLOUDFRONT_CACHE_POLICY,
    CLOUDFRONT_ORIGIN_ACCESS_CONTROL,
    CLOUDFRONT_ORIGIN_REQUEST_POLICY,
    CLOUDFRONT_RESPONSE_HEADERS_POLICY,
    COMPOSITE_ALARM,
    DASHBOARD,
    DYNAMODB_TABLE,
    EC2_AUTOSCALING_GROUP,
    ECR_REPOSITORY,
    ECR_REPOSITORY_CREATION_TEMPLATE,
    ECS_CAPACITY_PROVIDER,
    ECS_CLUSTER,
    IAM_INSTANCE_PROFILE,
    IAM_OPEN_ID_CONNECT_PROVIDER,
    IAM_POLICY,
    IAM_ROLE,
    KMS_ALIAS,
    LAUNCH_TEMPLATE,
    LOAD_BALANCERS,
    LOG_GROUP,
    LOG_RESOURCE_POLICY,
    METRIC_ALARM,
    PLACEMENT_GROUP,
    RDS_INSTANCE,
    RDS_PARAMETER_GROUP,
    RDS_SUBNET_GROUP,
    SECRETS_MANAGER_SECRET,
    SNS_TOPIC,
    SQS_QUEUE,
    SSM_PARAMETER,
    SYNTHETICS_CANARY,
    TARGET_GROUPS,
    WEB_ACL,
    XRAY_GROUP,
    XRAY_SAMPLING_RULE,
)


class Extent(enum.Enum):
    """How far a name is taken."""

    REGION = "its account and Region"
    ACCOUNT = "its account"
    WORLD = "all accounts"


@dataclass(frozen=True, slots=True)
class Naming:
    """How AWS takes the names of a type.

    Attributes:
        kind: what shares the names: two types of one kind cannot have the same.
        path: the property that holds the name.
        extent: how far it is taken.
        folds_case: whether names that differ in case alone are the same.
        apart: a property whose values each have names of their own; empty where there is none.
    """

    kind: str
    path: str = "name"
    extent: Extent = Extent.REGION
    folds_case: bool = False
    apart: str = ""


NAMINGS: Final[Mapping[str, Naming]] = {
    **dict.fromkeys(BUCKETS, Naming("bucket", "bucket", Extent.WORLD)),
    **dict.fromkeys(LOAD_BALANCERS, Naming("load balancer")),
    **dict.fromkeys(TARGET_GROUPS, Naming("target group")),
    BACKUP_VAULT: Naming("backup vault"),
    CLOUDFRONT_CACHE_POLICY: Naming("cache policy", extent=Extent.ACCOUNT),
    CLOUDFRONT_ORIGIN_ACCESS_CONTROL: Naming("origin access control", extent=Extent.ACCOUNT),
    CLOUDFRONT_ORIGIN_REQUEST_POLICY: Naming("origin request policy", extent=Extent.ACCOUNT),
    CLOUDFRONT_RESPONSE_HEADERS_POLICY: Naming("response headers policy", extent=Extent.ACCOUNT),
    COMPOSITE_ALARM: Naming("CloudWatch alarm", "alarmName"),
    DASHBOARD: Naming("dashboard", "dashboardName", Extent.ACCOUNT),
    DYNAMODB_TABLE: Naming("table"),
    EC2_AUTOSCALING_GROUP: Naming("Auto Scaling group"),
    ECR_REPOSITORY: Naming("image repository"),
    ECR_REPOSITORY_CREATION_TEMPLATE: Naming("repository creation template", "prefix"),
    ECS_CAPACITY_PROVIDER: Naming("capacity provider"),
    ECS_CLUSTER: Naming("ECS cluster"),
    IAM_INSTANCE_PROFILE: Naming("instance profile", extent=Extent.ACCOUNT, folds_case=True),
    IAM_OPEN_ID_CONNECT_PROVIDER: Naming("identity provider", "url", Extent.ACCOUNT),
    IAM_POLICY: Naming("IAM policy", extent=Extent.ACCOUNT, folds_case=True),
    IAM_ROLE: Naming("IAM role", extent=Extent.ACCOUNT, folds_case=True),
    KMS_ALIAS: Naming("key alias"),
    LAUNCH_TEMPLATE: Naming("launch template"),
    LOG_GROUP: Naming("log group"),
    LOG_RESOURCE_POLICY: Naming("log resource policy", "policyName"),
    METRIC_ALARM: Naming("CloudWatch alarm"),
    PLACEMENT_GROUP: Naming("placement group"),
    RDS_INSTANCE: Naming("DB instance", "identifier", folds_case=True),
    RDS_PARAMETER_GROUP: Naming("DB parameter group", folds_case=True),
    RDS_SUBNET_GROUP: Naming("DB subnet group", folds_case=True),
    SECRETS_MANAGER_SECRET: Naming("secret"),
    SNS_TOPIC: Naming("topic"),
    SQS_QUEUE: Naming("queue"),
    SSM_PARAMETER: Naming("parameter"),
    SYNTHETICS_CANARY: Naming("canary"),
    WEB_ACL: Naming("web ACL", apart="scope"),
    XRAY_GROUP: Naming("trace group", "groupName"),
    XRAY_SAMPLING_RULE: Naming("sampling rule", "ruleName"),
    "aws:iam/group:Group": Naming("IAM group", extent=Extent.ACCOUNT, folds_case=True),
    "aws:iam/user:User": Naming("IAM user", extent=Extent.ACCOUNT, folds_case=True),
    "aws:lambda/function:Function": Naming("function"),
    "aws:rds/cluster:Cluster": Naming("DB cluster", "clusterIdentifier", folds_case=True),
}
"""The types whose names AWS refuses a second time, or overwrites what has them (each service's API reference)."""
