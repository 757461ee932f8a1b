from __future__ import annotations

import pytest

from policies.storage.bucket_versioning import bucket_versioning as rule
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:s3/bucketVersioning:BucketVersioning"

MUTANTS = (
    mutant(
        "images without versions",
        "global",
        lambda d: d.remove("edge-assets-primary", type_=TYPE),
        "edge-assets-primary",
    ),
    mutant(
        "logs whose versions are suspended",
        "us-east-1",
        lambda d: d.set("shop-access-logs", "versioningConfiguration.status", "Suspended", type_=TYPE),
        "shop-access-logs",
    ),
    mutant(
        "logs that never had versions",
        "eu-central-1",
        lambda d: d.set("shop-access-logs", "versioningConfiguration.status", "Disabled", type_=TYPE),
        "shop-access-logs",
    ),
    mutant("a canary's results", "us-east-1", lambda d: d.remove("shop-canary", type_=TYPE), "shop-canary"),
)


def buckets(versioning: str, bucket: str = "") -> Deployment:
    return program(f"""
        resources:
          invoices: {{type: "aws:s3:Bucket", properties: {{{bucket}}}}}
          versions: {{type: "aws:s3:BucketVersioning", properties: {{{versioning}}}}}
    """)


@pytest.mark.parametrize(
    ("versioning", "bucket"),
    [
        ('bucket: "${invoices.id}", versioningConfiguration: {status: Enabled}', ""),
        ('bucket: "${invoices.id}", versioningConfiguration: [{status: Enabled}]', ""),
        ("bucket: imported, versioningConfiguration: {status: Suspended}", "versioning: {enabled: true}"),
        ("bucket: unknown!, versioningConfiguration: {status: Suspended}", "versioning: {enabled: true}"),
    ],
)
def test_satisfied(versioning: str, bucket: str) -> None:
    judged = judge(rule, buckets(versioning, bucket))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("versioning", "bucket", "reason"),
    [
        ("bucket: imported, versioningConfiguration: {status: Enabled}", "", "It has no `BucketVersioning`."),
        ('bucket: "${invoices.id}", versioningConfiguration: {status: Suspended}', "", "is Suspended."),
        ("bucket: imported, versioningConfiguration: {status: Enabled}", "versioning: {enabled: false}", "It has no"),
    ],
)
def test_violated(versioning: str, bucket: str, reason: str) -> None:
    judged = judge(rule, buckets(versioning, bucket))
    assert judged.names(rule.id) == {"invoices"}
    assert reason in judged.violated[rule.id]["invoices"]


@pytest.mark.parametrize(
    ("versioning", "bucket", "about"),
    [
        ('bucket: "${invoices.id}", versioningConfiguration: {status: unknown!}', "", "versioningConfiguration of"),
        ('bucket: "${invoices.id}", versioningConfiguration: unknown!', "", "versioningConfiguration of versions"),
        ("bucket: unknown!, versioningConfiguration: {status: Enabled}", "", "bucket of versions"),
        (
            "bucket: imported, versioningConfiguration: {status: Enabled}",
            "versioning: {enabled: unknown!}",
            "versioning",
        ),
        ("bucket: imported, versioningConfiguration: {status: Enabled}", "versioning: unknown!", "versioning"),
    ],
)
def test_undecided(versioning: str, bucket: str, about: str) -> None:
    judged = judge(rule, buckets(versioning, bucket))
    assert not judged.violated
    assert about in judged.undecided[rule.id]
