"""Names: how long AWS lets them be, and how long Pulumi makes those that the program does not say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from policies.aws.types import (
    ACCELERATOR,
    BACKUP_VAULT,
    BUCKETS,
    CLOUDFRONT_ORIGIN_ACCESS_CONTROL,
    EVENT_RULE,
    IAM_INSTANCE_PROFILE,
    IAM_POLICY,
    IAM_ROLE,
    LAMBDA_FUNCTION,
    LAUNCH_TEMPLATE,
    LOAD_BALANCERS,
    RDS_CLUSTER,
    RDS_INSTANCE,
    REGION_SWITCH_PLAN,
    SQS_QUEUE,
    TARGET_GROUPS,
    WEB_ACL,
    XRAY_GROUP,
    XRAY_SAMPLING_RULE,
)

AFTER_PREFIX: Final = 26
"""The characters that the provider adds to a `namePrefix`: a time and a counter."""

_HYPHEN_AND_RANDOM: Final = 8
"""What Pulumi adds to a logical name: a hyphen and seven random digits ("Resources: autonaming")."""

_RANDOM: Final = 7
"""The same without the hyphen, which identifiers of databases do without (pulumi-aws)."""


@dataclass(frozen=True, slots=True)
class NameLimit:
    """The limit of a resource's name.

    Attributes:
        path: the property that holds the name.
        longest: the most characters that it may have.
        added: how many of them Pulumi adds to the logical name where the program says none; None where the name has to
            be said, or AWS or the provider makes one.
        prefix: the property that holds the first part of the name instead.
    """

    path: str
    longest: int
    added: int | None = _HYPHEN_AND_RANDOM
    prefix: str = "namePrefix"


NAME_LIMITS: Final[Mapping[str, NameLimit]] = {
    # AWS Global Accelerator API reference, `CreateAccelerator`.
    ACCELERATOR: NameLimit("name", 64),
    # AWS Backup API reference, `CreateBackupVault`.
    BACKUP_VAULT: NameLimit("name", 50),
    # Amazon S3 User Guide, "General purpose bucket naming rules"; the prefix is `bucketPrefix`.
    **dict.fromkeys(BUCKETS, NameLimit("bucket", 63, prefix="bucketPrefix")),
    # Amazon CloudFront API reference, `OriginAccessControlConfig`.
    CLOUDFRONT_ORIGIN_ACCESS_CONTROL: NameLimit("name", 64),
    # Amazon EventBridge API reference, `PutRule`.
    EVENT_RULE: NameLimit("name", 64),
    # IAM User Guide, "IAM and AWS STS quotas": names.
    IAM_INSTANCE_PROFILE: NameLimit("name", 128),
    IAM_POLICY: NameLimit("name", 128),
    IAM_ROLE: NameLimit("name", 64),
    # AWS Lambda API reference, `CreateFunction`.
    LAMBDA_FUNCTION: NameLimit("name", 64),
    # Amazon EC2 API reference, `CreateLaunchTemplate`.
    LAUNCH_TEMPLATE: NameLimit("name", 128),
    # Elastic Load Balancing API reference, `CreateLoadBalancer` and `CreateTargetGroup`.
    **dict.fromkeys(LOAD_BALANCERS, NameLimit("name", 32)),
    **dict.fromkeys(TARGET_GROUPS, NameLimit("name", 32)),
    # Amazon RDS User Guide, "Quotas and constraints": naming constraints.
    RDS_CLUSTER: NameLimit("clusterIdentifier", 63, added=None, prefix="clusterIdentifierPrefix"),
    RDS_INSTANCE: NameLimit("identifier", 63, added=_RANDOM, prefix="identifierPrefix"),
    # ARC Region switch API reference, `CreatePlan`.
    REGION_SWITCH_PLAN: NameLimit("name", 32),
    # Amazon SQS API reference, `CreateQueue`.
    SQS_QUEUE: NameLimit("name", 80),
    # AWS WAF API reference, `CreateWebACL`.
    WEB_ACL: NameLimit("name", 128),
    # AWS X-Ray API reference, `CreateGroup` and `SamplingRule`.
    XRAY_GROUP: NameLimit("groupName", 32, added=None),
    XRAY_SAMPLING_RULE: NameLimit("ruleName", 32, added=None),
}
"""By type; only where a name may well come near the limit."""
