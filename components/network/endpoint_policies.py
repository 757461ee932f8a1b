"""Who may reach what through a VPC's endpoints: identities of the account, whatever credentials a task is tricked into.

The documents follow "Control access to VPC endpoints using endpoint policies" (AWS PrivateLink Guide).
"""

from typing import Any

Document = dict[str, Any]
"""An IAM policy document."""


def _document(*statements: Document) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def own_identities(account_id: str) -> Document:
    """Every action, for the account's own identities: the policy of an interface endpoint."""
    return _document(
        {
            "Sid": "OwnIdentities",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "*",
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:PrincipalAccount": account_id}},
        }
    )


def own_identities_and_resources(service: str, account_id: str) -> Document:
    """Every action of a service, by the account's own identities on its own resources: nothing is carried off."""
    return _document(_own(service, account_id))


def object_storage(region: str, account_id: str) -> Document:
    """The policy of the S3 endpoint: the account's own buckets, and the one that a Region's image layers come from.

    ECR hands out signed addresses in a bucket of its own ("Amazon ECR interface VPC endpoints", minimum Amazon S3
    bucket permissions), which is neither the account's nor asked for by one of its identities.
    """
    return _document(
        _own("s3", account_id),
        {
            "Sid": "ImageLayers",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": f"arn:aws:s3:::prod-{region}-starport-layer-bucket/*",
        },
    )


def _own(service: str, account_id: str) -> Document:
    return {
        "Sid": "OwnIdentitiesAndResources",
        "Effect": "Allow",
        "Principal": "*",
        "Action": f"{service}:*",
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:PrincipalAccount": account_id, "aws:ResourceAccount": account_id}},
    }
