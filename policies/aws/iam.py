"""Where IAM's policy documents stand: which property of which resource holds one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from policies.aws import policy_document
from policies.aws.policy_document import Document, Malformed
from policies.aws.types import (
    BACKUP_VAULT_POLICY,
    BUCKET_POLICY,
    BUCKETS,
    DYNAMODB_RESOURCE_POLICY,
    ECR_REPOSITORY_POLICY,
    EFS_FILE_SYSTEM_POLICY,
    IAM_GROUP_POLICY,
    IAM_POLICY,
    IAM_ROLE,
    IAM_ROLE_POLICY,
    IAM_USER_POLICY,
    KMS_EXTERNAL_KEY,
    KMS_KEY,
    KMS_KEY_POLICY,
    KMS_REPLICA_KEY,
    LOG_RESOURCE_POLICY,
    SECRETS_MANAGER_SECRET,
    SECRETS_MANAGER_SECRET_POLICY,
    SNS_TOPIC,
    SNS_TOPIC_POLICY,
    SQS_QUEUE,
    SQS_QUEUE_POLICY,
)
from policies.framework.values import UNKNOWN, Block, Unknown

if TYPE_CHECKING:
    from policies.framework.resources import Resource

IDENTITY_POLICIES: Final[Mapping[str, str]] = {
    IAM_GROUP_POLICY: "policy",
    IAM_POLICY: "policy",
    IAM_ROLE: "inlinePolicies.policy",
    IAM_ROLE_POLICY: "policy",
    IAM_USER_POLICY: "policy",
}
"""What a user, a group or a role may do: the property that holds the document, by type."""

TRUST_POLICY: Final = "assumeRolePolicy"
"""Who may assume a role."""

RESOURCE_POLICIES: Final[Mapping[str, str]] = {
    **dict.fromkeys(BUCKETS, "policy"),
    BACKUP_VAULT_POLICY: "policy",
    BUCKET_POLICY: "policy",
    DYNAMODB_RESOURCE_POLICY: "policy",
    ECR_REPOSITORY_POLICY: "policy",
    EFS_FILE_SYSTEM_POLICY: "policy",
    IAM_ROLE: TRUST_POLICY,
    KMS_EXTERNAL_KEY: "policy",
    KMS_KEY: "policy",
    KMS_KEY_POLICY: "policy",
    KMS_REPLICA_KEY: "policy",
    LOG_RESOURCE_POLICY: "policyDocument",
    SECRETS_MANAGER_SECRET: "policy",
    SECRETS_MANAGER_SECRET_POLICY: "policy",
    SNS_TOPIC: "policy",
    SNS_TOPIC_POLICY: "policy",
    SQS_QUEUE: "policy",
    SQS_QUEUE_POLICY: "policy",
}
"""Who may use a resource, likewise. Endpoint policies are none: they only narrow what others allow."""


def documents(resource: Resource, path: str) -> Iterator[tuple[str, Document | Malformed | Unknown]]:
    """The documents at a path, with where each stands; a path with a dot leads through a list of blocks."""
    holder, _, name = path.rpartition(".")
    if not holder:
        blocks: Iterator[tuple[str, Block | Unknown]] = iter([(path, resource)])
    else:
        found = resource.blocks(holder)
        if found is UNKNOWN:
            yield holder, UNKNOWN
            return
        blocks = ((f"{holder}[{place}].{name}", block) for place, block in enumerate(found))
    for where, block in blocks:
        document = UNKNOWN if block is UNKNOWN else policy_document.read(block, name)
        if document is not None:
            yield where, document
