from __future__ import annotations

import pytest

from policies.storage.bucket_replicated import bucket_replicated as rule
from tests.policies.harness import ABSENT, UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

BUCKET = "aws:s3/bucket:Bucket"
TYPE = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"

MUTANTS = (
    mutant(
        "images without a replica",
        "global",
        lambda d: d.remove("edge-assets", type_=TYPE),
        "edge-assets-primary",
        "edge-assets-replica",
    ),
    mutant(
        "a replication that is switched off",
        "global",
        lambda d: d.set("edge-assets", "rules[0].status", "Disabled", type_=TYPE),
        "edge-assets-primary",
        "edge-assets-replica",
    ),
    mutant(
        "a replica beside its source",
        "global",
        lambda d: d.set("edge-assets-replica", "region", "us-east-1", type_=BUCKET),
        "edge-assets-primary",
        "edge-assets-replica",
        related=("edge-distribution-origin-failover",),
    ),
    mutant(
        "logs replicated in place of images",
        "global",
        lambda d: d.sources("edge-assets", "bucket", "edge-logs", type_=TYPE),
        "edge-assets-primary",
    ),
    mutant(
        "a part of the images",
        "global",
        lambda d: d.set("edge-assets", "rules[0].filter.prefix", "product/", type_=TYPE),
        "edge-assets-primary",
        "edge-assets-replica",
    ),
)


def shop(copy: str, *, origins: str = "[{domainName: '${images.bucketRegionalDomainName}'}]") -> Deployment:
    return program(f"""
        resources:
          images: {{type: "aws:s3:Bucket", properties: {{bucket: shop-images}}}}
          replica: {{type: "aws:s3:Bucket", properties: {{region: us-west-2}}}}
          near: {{type: "aws:s3:Bucket"}}
          copy: {{type: "aws:s3:BucketReplicationConfig", properties: {{{copy}}}}}
          shop: {{type: "aws:cloudfront:Distribution", properties: {{origins: {origins}}}}}
    """)


def part(limit: str) -> str:
    return to("${replica.arn}").replace("status:", f"{limit}, status:")


def to(target: str, status: str = "Enabled", source: str = "${images.id}") -> str:
    return f'bucket: "{source}", rules: [{{status: {status}, destination: {{bucket: "{target}"}}}}]'


@pytest.mark.parametrize(
    "deployed",
    [
        shop(to("${replica.arn}")),
        shop(to("arn:aws:s3:::declared-elsewhere")),
        shop(to("${replica.arn}").replace("status:", "filter: {prefix: ''}, status:")),
        shop(to("${replica.arn}").replace("status:", "filter: {}, prefix: '', status:")),
        shop(part("prefix: product/").replace("}]", "}, " + to("${replica.arn}").split("rules: [")[1])),
        shop(to("${replica.arn}", source="shop-images")),
        shop(f'bucket: "${{images.id}}", rules: [{{status: Disabled}}, {to("${replica.arn}").split("rules: [")[1]}'),
        shop(to("${replica.arn}"), origins="[{domainName: '${replica.bucketRegionalDomainName}'}]"),
        shop(to("${replica.arn}", source="elsewhere"), origins="[{domainName: '${replica.bucketDomainName}'}]"),
        shop(to("${near.arn}"), origins="[{domainName: shop.example}]"),
        shop(to("${near.arn}"), origins="unknown!"),
    ],
)  # fmt: skip
def test_satisfied(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("deployed", "reported", "reason"),
    [
        (shop(to("${replica.arn}", "Disabled")), "images", "The rule of copy (aws:s3/bucketReplicationConfig"),
        *[
            (shop(part(limit)), "images", "replicates only a part: it names a prefix or tags.")
            for limit in ("prefix: product/", "filter: {prefix: product/}", "filter: {tag: {key: a, value: b}}",
                          "filter: {and: {prefix: product/}}", "filter: {and: {tags: {a: b}}}")
        ],
        (shop(to("${near.arn}")), "images", "replicates within us-east-1."),
        (shop(to("${replica.arn}", source="${near.id}")), "images", "It has no `BucketReplicationConfig`"),
        (shop(to("${replica.arn}", source="${near.id}"), origins="[{domainName: shop-images.s3.amazonaws.com}]"),
         "images", "It has no"),
        (shop(to("${replica.arn}"), origins="[{domainName: '${near.bucketDomainName}'}]"), "near", "It has no"),
    ],
)  # fmt: skip
def test_violated(deployed: Deployment, reported: str, reason: str) -> None:
    judged = judge(rule, deployed)
    assert judged.names(rule.id) == {reported}
    assert reason in judged.violated[rule.id][reported]


@pytest.mark.parametrize(
    ("copy", "about"),
    [
        (to("${replica.arn}", "unknown!"), "rules of copy"),
        (to("${replica.arn}", source="unknown!"), "bucket of copy"),
        (to("unknown!"), "rules of copy"),
        (part("prefix: unknown!"), "rules of copy"),
        (part("filter: {tag: unknown!}"), "rules of copy"),
        (part("filter: unknown!"), "rules of copy"),
        ('bucket: "${images.id}", rules: unknown!', "rules of copy"),
        ('bucket: "${images.id}", rules: [unknown!]', "rules of copy"),
    ],
)
def test_undecided(copy: str, about: str) -> None:
    judged = judge(rule, shop(copy))
    assert not judged.violated
    assert about in judged.undecided[rule.id]


def test_a_region_that_is_not_known_decides_nothing() -> None:
    deployed = shop(to("${replica.arn}")).set("replica", "region", UNKNOWN)
    assert "rules of copy" in judge(rule, deployed).undecided[rule.id]
    assert judge(rule, deployed.set("replica", "region", ABSENT)).names(rule.id) == {"images"}


def test_one_of_two_destinations_decides_nothing_if_they_are_in_different_regions() -> None:
    deployed = shop(to("unknown!")).sources("copy", "rules", "replica", "near")
    assert "rules of copy" in judge(rule, deployed).undecided[rule.id]
