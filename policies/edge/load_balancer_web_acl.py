"""An Application Load Balancer that faces the internet is behind a web ACL."""

from collections.abc import Iterator

from policies.aws.types import LOAD_BALANCERS, WEB_ACL_ASSOCIATION
from policies.aws.wafv2 import REGIONAL, named_web_acl
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Outcome, Verdict, satisfied, undecided, violated


@stack_rule(
    title="Load balancers have a web ACL",
    what="Every internet-facing Application Load Balancer is associated with a REGIONAL web ACL of its own Region.",
    why=(
        "A flood of requests, or of bots at the checkout, reaches the tasks and the database behind an unfiltered load "
        "balancer and takes the Region down for customers; Global Accelerator and Route 53 lead to it past CloudFront."
    ),
    fix="Declare a `wafv2.WebAclAssociation` of its ARN with a web ACL of scope REGIONAL in its own Region.",
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Security Hub",
            "ELB.16",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-16",
        ),
        Source(
            "AWS WAF developer guide",
            "Associating protection with an AWS resource",
            "https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating-aws-resource.html",
        ),
    ),
    types=LOAD_BALANCERS,
    passing="""
        resources:
          public:
            type: aws:lb:LoadBalancer
            properties: {loadBalancerType: application}
          filter:
            type: aws:wafv2:WebAcl
            properties: {scope: REGIONAL}
          association:
            type: aws:wafv2:WebAclAssociation
            properties: {resourceArn: "${public.arn}", webAclArn: "${filter.arn}"}
    """,
    failing="""
        resources:
          public:
            type: aws:lb:LoadBalancer
            properties: {loadBalancerType: application}
          filter:
            type: aws:wafv2:WebAcl
            properties: {scope: REGIONAL}
    """,
)
def load_balancer_web_acl(stack: Stack) -> Iterator[Verdict]:
    """Judge every load balancer that is an Application Load Balancer and faces the internet: both are the default."""
    for load_balancer in stack.of_type(*LOAD_BALANCERS):
        kind, internal = load_balancer.text("loadBalancerType"), load_balancer.flag("internal")
        if internal is True or kind not in (None, "application", UNKNOWN):
            continue
        verdict = _judge(load_balancer, stack)
        unknown = [path for path, value in (("loadBalancerType", kind), ("internal", internal)) if value is UNKNOWN]
        if unknown and verdict.outcome is Outcome.VIOLATED:
            verdict = undecided(load_balancer, *unknown)
        yield verdict


def _judge(load_balancer: Resource, stack: Stack) -> Verdict:
    doubtful = []
    wrong = ""
    for association in stack.of_type(WEB_ACL_ASSOCIATION):
        named = stack.referents(association, "resourceArn", *LOAD_BALANCERS)
        if named == (load_balancer,):
            fault = _fault(association, load_balancer, stack)
            if fault == "":
                return satisfied(load_balancer)
            if fault is None:
                doubtful.append(f"webAclArn of {association}")
            else:
                wrong = fault
        elif load_balancer in named or _names_anything(association):
            doubtful.append(f"resourceArn of {association}")
    if doubtful:
        return undecided(load_balancer, *doubtful)
    return violated(load_balancer, wrong or "No web ACL is associated with it.")


def _fault(association: Resource, load_balancer: Resource, stack: Stack) -> str | None:
    """What is wrong with the web ACL of an association; empty if nothing is, None if that is not known."""
    web_acl = named_web_acl(association, "webAclArn", stack)
    if web_acl is None or web_acl.scope is None:
        return f"{association} names no web ACL of AWS WAF."
    if web_acl.scope is UNKNOWN:
        return None
    if web_acl.scope != REGIONAL:
        return f"{association} names a web ACL of scope {web_acl.scope}."
    if {web_acl.region, load_balancer.region} & {UNKNOWN, None}:  # None is the environment's, or the profile's
        return None
    if web_acl.region != load_balancer.region:
        return f"{association} names a web ACL in {web_acl.region}; the load balancer is in {load_balancer.region}."
    return ""


def _names_anything(association: Resource) -> bool:
    return association.text("resourceArn") is UNKNOWN and not association.sources("resourceArn")
