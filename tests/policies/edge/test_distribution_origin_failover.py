from __future__ import annotations

import pytest

from policies.edge.distribution_origin_failover import distribution_origin_failover as rule
from tests.policies.harness import UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:cloudfront/distribution:Distribution"
ALL_METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
BUCKET = "aws:s3/bucket:Bucket"

MUTANTS = (
    mutant(
        "images from one bucket",
        "global",
        lambda d: d.set("edge-content", "orderedCacheBehaviors[0].targetOriginId", "assets-primary", type_=TYPE),
        "edge-content",
    ),
    mutant(
        "pages from one bucket",
        "global",
        lambda d: d.set("edge-content", "defaultCacheBehavior.targetOriginId", "assets-replica", type_=TYPE),
        "edge-content",
    ),
    mutant(
        "both buckets in one Region",
        "global",
        lambda d: d.set("edge-assets-replica", "region", "us-east-1", type_=BUCKET),
        "edge-content",
        related=("storage-bucket-replicated",),
    ),
    mutant(
        "one bucket twice",
        "global",
        lambda d: d.set("edge-content", "originGroups[0].members[1].originId", "assets-primary", type_=TYPE),
        "edge-content",
        view=View.DEPLOYED,
    ),
    mutant(
        "no failover on what S3 answers when it is down",
        "global",
        lambda d: d.set("edge-content", "originGroups[0].failoverCriteria.statusCodes", [500, 502, 504], type_=TYPE),
        "edge-content",
    ),
    mutant(
        "images that take POST",
        "global",
        lambda d: d.set("edge-content", "orderedCacheBehaviors[0].allowedMethods", ALL_METHODS, type_=TYPE),
        "edge-content",
    ),
)

FIRST, SECOND = "a.s3.us-east-1.amazonaws.com", "a-copy.s3.us-west-2.amazonaws.com"
CRITERIA = "failoverCriteria: {statusCodes: [500, 502, 503, 504]}"
MEMBERS = "[{originId: first}, {originId: second}]"
GROUP = f"[{{originId: both, {CRITERIA}, members: {MEMBERS}}}]"


def served(
    first: str = FIRST,
    second: str = SECOND,
    *,
    target: str = "both",
    methods: str = "[GET, HEAD]",
    groups: str = GROUP,
    config: str = "originAccessControlId: E1",
    regions: tuple[str, str] = ("us-east-1", "us-west-2"),
) -> Deployment:
    return program(f"""
        resources:
          images: {{type: "aws:s3:Bucket", properties: {{region: {regions[0]}}}}}
          copy: {{type: "aws:s3:Bucket", properties: {{region: {regions[1]}}}}}
          shop:
            type: aws:cloudfront:Distribution
            properties:
              origins:
                - {{originId: first, domainName: "{first}", {config}}}
                - {{originId: second, domainName: "{second}", originAccessControlId: E1}}
                - {{originId: pages, domainName: a.example, customOriginConfig: {{originProtocolPolicy: https-only}}}}
              originGroups: {groups}
              defaultCacheBehavior: {{targetOriginId: {target}, allowedMethods: {methods}}}
    """)


def grouped(statuses: str, members: str = MEMBERS) -> str:
    return f"[{{originId: both, failoverCriteria: {{statusCodes: {statuses}}}, members: {members}}}]"


MADE = ("${images.bucketRegionalDomainName}", "${copy.bucketRegionalDomainName}")
EVERYWHERE = "m.accesspoint.s3-global.amazonaws.com"


@pytest.mark.parametrize(
    "deployed",
    [
        served(),
        served(target="pages"),
        served("eu-west-1.s3.us-east-1.amazonaws.com", "eu-west-1.s3-us-west-2.amazonaws.com"),
        served("a.s3.amazonaws.com"),
        served(EVERYWHERE, target="first"),
        served(EVERYWHERE, FIRST),
        served(groups=GROUP.replace("second", "pages")),
        served(groups=grouped("[403, 500, 502, 503, 504]")),
        served(groups=grouped("[503]", "[{originId: pages}, {originId: pages}]")),
        served(target="pages", methods=str(ALL_METHODS)),
        served(*MADE),
        served(FIRST, MADE[1]),
        served(config="vpcOriginConfig: {vpcOriginId: vo_1}", target="first"),
    ],
)
def test_satisfied(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("deployed", "reason"),
    [
        (served(target="first"), "`targetOriginId` of the default behavior leads to the bucket of first alone."),
        (served("unknown!", target="first"), "leads to the bucket of first alone."),
        (served(FIRST, FIRST.replace("a.", "b.")), "leads to buckets in us-east-1 alone."),
        (served(groups=grouped("[500, 502]")), "`failoverCriteria` of both lacks 503, 504."),
        (served(groups=f"[{{originId: both, members: {MEMBERS}}}]"), "`failoverCriteria` of both lacks 500, 502"),
        (
            served(methods=str(ALL_METHODS)),
            "`allowedMethods` of the default behavior holds POST, PUT, PATCH, DELETE, and leads to an origin group.",
        ),
        (served(methods="[GET, POST, unknown!]"), "holds POST, and leads to"),
        (served(groups=grouped("[503]", "[{originId: first}, unknown!]")), "`failoverCriteria` of both lacks 500"),
        (served(groups=GROUP.replace("second", "first")), "leads to buckets in us-east-1 alone."),
        (served(*MADE, regions=("us-east-1", "us-east-1")), "leads to buckets in us-east-1 alone."),
    ],
)
def test_violated(deployed: Deployment, reason: str) -> None:
    assert reason in judge(rule, deployed).violated[rule.id]["shop"]


@pytest.mark.parametrize(
    "deployed",
    [
        served(target="unknown!"),
        served(groups="unknown!"),
        served(groups="[unknown!]"),
        served(groups=grouped("[500, 502, 503, 504]", "unknown!")),
        served(groups=grouped("[500, 502, 503, 504]", "[{originId: first}, unknown!]")),
        served(groups=grouped("[500, 502, 503, 504]", "[{originId: pages}, unknown!]"), methods="unknown!"),
        served(groups=grouped("unknown!")),
        served(groups=grouped("[500, 502, 503, unknown!]")),
        served(groups=grouped("[503]", "[{originId: pages}, unknown!]")),
        served(methods="unknown!"),
        served(methods="[GET, HEAD, unknown!]"),
        served("unknown!", "unknown!"),
        served(*MADE, regions=("us-east-1", "unknown!")),
        served(*MADE).sources("shop", "origins"),
        served(FIRST, MADE[1]).sources("shop", "origins", "images", "copy"),
        served(config="customOriginConfig: unknown!", target="first"),
        served(config="customOriginConfig: unknown!"),
        served().set("shop", "origins", UNKNOWN, type_=TYPE),
        served().set("shop", "defaultCacheBehavior", UNKNOWN, type_=TYPE),
    ],
)
def test_undecided(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert "shop" in judged.undecided[rule.id]


def test_a_bucket_of_the_stack_tells_the_region_of_a_name_that_does_not() -> None:
    deployed = served("a.s3.amazonaws.com", "b.s3.amazonaws.com", regions=("us-west-2", "us-west-2"))
    deployed.set("images", "bucketDomainName", "a.s3.amazonaws.com").set(
        "copy", "bucketDomainName", "b.s3.amazonaws.com"
    )
    assert "buckets in us-west-2 alone" in judge(rule, deployed).violated[rule.id]["shop"]


def test_a_multi_tenant_distribution_is_judged_likewise() -> None:
    deployed = program(f"""
        resources:
          shop:
            type: aws:cloudfront:MultitenantDistribution
            properties:
              origins: [{{id: first, domainName: {FIRST}}}, {{id: second, domainName: {FIRST}}}]
              originGroups: [{{id: both, members: {MEMBERS}}}]
              defaultCacheBehavior: {{targetOriginId: both, allowedMethods: {{items: [GET, PUT]}}}}
              cacheBehaviors: [{{pathPattern: /a/*, targetOriginId: first}}]
    """)
    message = judge(rule, deployed).violated[rule.id]["shop"]
    assert "the default behavior leads to buckets in us-east-1 alone" in message
    assert "`allowedMethods` of the default behavior holds PUT" in message
    assert "`failoverCriteria` of both lacks 500" in message
    assert "the behavior for `/a/*` leads to the bucket of first alone" in message
