"""A CloudFront distribution is behind a web ACL."""

from collections.abc import Iterator

from policies.aws.types import CLOUDFRONT_DISTRIBUTIONS
from policies.aws.wafv2 import CLOUDFRONT, CLOUDFRONT_REGION, named_web_acl
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Distributions have a web ACL",
    what="Every CloudFront distribution has a web ACL of scope CLOUDFRONT, made in us-east-1.",
    why=(
        "What CloudFront does not cache goes on to the Regions: a flood of uncacheable requests against an unfiltered "
        "distribution reaches all of them at once, where no routing to another Region helps."
    ),
    fix="Set `web_acl_id` to the ARN of a `wafv2.WebAcl` with `scope=CLOUDFRONT`, declared in us-east-1.",
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Security Hub",
            "CloudFront.6",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-6",
        ),
        Source(
            "AWS WAF API reference",
            "CreateWebACL",
            "https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html",
        ),
    ),
    types=CLOUDFRONT_DISTRIBUTIONS,
    passing="""
        resources:
          filter:
            type: aws:wafv2:WebAcl
            properties: {scope: CLOUDFRONT, region: us-east-1}
          shop:
            type: aws:cloudfront:Distribution
            properties: {enabled: true, webAclId: "${filter.arn}"}
    """,
    failing="""
        resources:
          shop:
            type: aws:cloudfront:Distribution
            properties: {enabled: true}
    """,
)
def distribution_web_acl(stack: Stack) -> Iterator[Verdict]:
    """Judge every distribution, also one that is not enabled yet."""
    for distribution in stack.of_type(*CLOUDFRONT_DISTRIBUTIONS):
        yield _judge(distribution, stack)


def _judge(distribution: Resource, stack: Stack) -> Verdict:
    web_acl = named_web_acl(distribution, "webAclId", stack)
    if web_acl is None:
        return violated(distribution, "`webAclId` is not set.")
    if web_acl.scope is None:
        return violated(distribution, "`webAclId` is not the ARN of a web ACL of AWS WAF.")
    if web_acl.scope not in (CLOUDFRONT, UNKNOWN):
        return violated(distribution, f"`webAclId` names a web ACL of scope {web_acl.scope}.")
    if web_acl.region not in (CLOUDFRONT_REGION, UNKNOWN):
        return violated(distribution, f"`webAclId` names a web ACL in {web_acl.region}.")
    if UNKNOWN in (web_acl.scope, web_acl.region):
        return undecided(distribution, "webAclId")
    return satisfied(distribution)
