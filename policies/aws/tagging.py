"""Tags: which resources are told apart by them, and which ones a resource gets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from policies.aws.types import (
    ACCELERATOR,
    API_GATEWAY_REST_API,
    BACKUP_VAULT,
    BUCKETS,
    CLOUDFRONT_DISTRIBUTIONS,
    DIRECT_CONNECT_CONNECTION,
    DYNAMODB_TABLE,
    EC2_INSTANCE,
    ECR_REPOSITORY,
    ECS_CLUSTER,
    ECS_SERVICE,
    EIP,
    HOSTED_ZONE,
    IAM_ROLE,
    KMS_KEY,
    LAMBDA_FUNCTION,
    LOAD_BALANCERS,
    LOG_GROUP,
    METRIC_ALARM,
    NAT_GATEWAY,
    RDS_CLUSTER,
    RDS_INSTANCE,
    SECRETS_MANAGER_SECRET,
    SECURITY_GROUP,
    SNS_TOPIC,
    SQS_QUEUE,
    SUBNET,
    SYNTHETICS_CANARY,
    TARGET_GROUPS,
    VPC,
    VPC_ENDPOINT,
    VPN_CONNECTION,
    WEB_ACL,
)
from policies.framework.values import UNKNOWN, Unknown

if TYPE_CHECKING:
    from policies.framework.resources import Resource
    from policies.framework.values import Block

TAGGED: Final = (
    ACCELERATOR,
    API_GATEWAY_REST_API,
    BACKUP_VAULT,
    *BUCKETS,
    *CLOUDFRONT_DISTRIBUTIONS,
    DIRECT_CONNECT_CONNECTION,
    DYNAMODB_TABLE,
    EC2_INSTANCE,
    ECR_REPOSITORY,
    ECS_CLUSTER,
    ECS_SERVICE,
    EIP,
    HOSTED_ZONE,
    IAM_ROLE,
    KMS_KEY,
    LAMBDA_FUNCTION,
    *LOAD_BALANCERS,
    LOG_GROUP,
    METRIC_ALARM,
    NAT_GATEWAY,
    RDS_CLUSTER,
    RDS_INSTANCE,
    SECRETS_MANAGER_SECRET,
    SECURITY_GROUP,
    SNS_TOPIC,
    SQS_QUEUE,
    SUBNET,
    SYNTHETICS_CANARY,
    *TARGET_GROUPS,
    VPC,
    VPC_ENDPOINT,
    VPN_CONNECTION,
    WEB_ACL,
)
"""What keeps data, costs money, or is what somebody looks at in an incident; all of them take `tags`."""


def tags(resource: Resource) -> Mapping[str, Any] | Unknown:
    """The tags of a resource: its provider's default tags, and its own, which come first."""
    own, default = _mapping(resource.value("tags")), _default(resource.provider)
    if own is UNKNOWN or default is UNKNOWN:
        return UNKNOWN
    return {**default, **own}


def _default(provider: Block) -> Mapping[str, Any] | Unknown:
    """A provider's default tags; to the engine, its properties are JSON documents in strings."""
    said = provider.value("defaultTags")
    if isinstance(said, str):
        try:
            said = json.loads(said)
        except ValueError:
            return {}
    return _mapping(said.get("tags")) if isinstance(said, Mapping) else _mapping(said)


def _mapping(value: object) -> Mapping[str, Any] | Unknown:
    if isinstance(value, Unknown):
        return value
    return value if isinstance(value, Mapping) else {}
