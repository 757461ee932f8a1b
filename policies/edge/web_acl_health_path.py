"""A web ACL lets Route 53's health checks through before any rule can stop them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from policies.aws.elbv2 import aliased
from policies.aws.references import sole
from policies.aws.route53 import normal
from policies.aws.types import HEALTH_CHECK, LOAD_BALANCERS, RECORD, WEB_ACL, WEB_ACL_ASSOCIATION
from policies.aws.wafv2 import CLOUDFRONT, Effect, effect, label, rules
from policies.aws.wafv2_requests import Match, Request, match
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_ASKING: Final = ("HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH")
"""Types of health checks that ask for a path."""


@stack_rule(
    title="Web ACLs let health checks through",
    what=(
        "A web ACL in front of a load balancer that Route 53 checks allows the checked path before any rule that can "
        "block or challenge the request."
    ),
    why=(
        "Route 53's checkers come from a few addresses, often, and are no browsers: a rate limit, a new version of a "
        "managed rule group or Bot Control stops them. Route 53 then takes every Region with that web ACL for failed, "
        "although all of them work."
    ),
    fix=(
        "Make the first rule of the web ACL one with `action` allow and a `byte_match_statement` on `uri_path` that "
        "matches the health check's `resource_path` exactly. The path should be one that nobody can guess."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon Route 53 developer guide",
            "How Amazon Route 53 determines whether a health check is healthy",
            "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/"
            "dns-failover-determining-health-of-endpoints.html",
        ),
        Source(
            "AWS WAF developer guide",
            "Setting rule priority",
            "https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-processing-order.html",
        ),
    ),
    types=(WEB_ACL,),
    passing="""
        resources:
          public:
            type: aws:lb:LoadBalancer
          record:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: us-east-1.shop.example
              type: A
              aliases: [{name: "${public.dnsName}", zoneId: Z2, evaluateTargetHealth: true}]
          check:
            type: aws:route53:HealthCheck
            properties: {type: HTTPS, fqdn: us-east-1.shop.example, resourcePath: /health/3f9a}
          filter:
            type: aws:wafv2:WebAcl
            properties:
              scope: REGIONAL
              defaultAction: {allow: {}}
              rules:
                - name: health
                  priority: 0
                  action: {allow: {}}
                  statement:
                    byteMatchStatement:
                      fieldToMatch: {uriPath: {}}
                      positionalConstraint: EXACTLY
                      searchString: /health/3f9a
                      textTransformations: [{priority: 0, type: NONE}]
                - name: rate
                  priority: 1
                  action: {block: {}}
                  statement: {rateBasedStatement: {limit: 2000}}
          association:
            type: aws:wafv2:WebAclAssociation
            properties: {resourceArn: "${public.arn}", webAclArn: "${filter.arn}"}
    """,
    failing="""
        resources:
          public:
            type: aws:lb:LoadBalancer
          record:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: us-east-1.shop.example
              type: A
              aliases: [{name: "${public.dnsName}", zoneId: Z2, evaluateTargetHealth: true}]
          check:
            type: aws:route53:HealthCheck
            properties: {type: HTTPS, fqdn: us-east-1.shop.example, resourcePath: /health/3f9a}
          filter:
            type: aws:wafv2:WebAcl
            properties:
              scope: REGIONAL
              defaultAction: {allow: {}}
              rules:
                - name: rate
                  priority: 1
                  action: {block: {}}
                  statement: {rateBasedStatement: {limit: 2000}}
          association:
            type: aws:wafv2:WebAclAssociation
            properties: {resourceArn: "${public.arn}", webAclArn: "${filter.arn}"}
    """,
)
def web_acl_health_path(stack: Stack) -> Iterator[Verdict]:
    """Judge every web ACL with a load balancer behind it that the stack's health checks ask by the name of a record."""
    checks = _checks(stack)
    behind: dict[str, list[Resource]] = {}
    for association in stack.of_type(WEB_ACL_ASSOCIATION):
        web_acl = sole(association, "webAclArn", stack, WEB_ACL)
        load_balancer = sole(association, "resourceArn", stack, *LOAD_BALANCERS)
        if isinstance(web_acl, Resource) and isinstance(load_balancer, Resource):
            behind.setdefault(web_acl.urn, []).extend(checks.get(load_balancer.urn, ()))
    for web_acl in stack.of_type(WEB_ACL):
        if web_acl.text("scope") != CLOUDFRONT and behind.get(web_acl.urn):
            yield _judge(web_acl, list(dict.fromkeys(behind[web_acl.urn])), stack)


def _checks(stack: Stack) -> Mapping[str, Sequence[Resource]]:
    """The health checks of each load balancer."""
    asked: dict[str, list[Resource]] = {}
    for check in stack.of_type(HEALTH_CHECK):
        host = check.text("fqdn")
        if check.text("type") in _ASKING and isinstance(host, str):
            asked.setdefault(normal(host), []).append(check)
    found: dict[str, list[Resource]] = {}
    for record in stack.of_type(RECORD):
        name = record.text("name")
        if isinstance(name, str) and normal(name) in asked:
            for load_balancer in aliased(record, stack):
                found.setdefault(load_balancer.urn, []).extend(asked[normal(name)])
    return found


def _judge(web_acl: Resource, checks: Sequence[Resource], stack: Stack) -> Verdict:
    found = rules(web_acl, stack)
    unknown = list(found.unknown)
    doubtful = []
    unknown += [f"priority of {label(rule)}" for rule in found.known if rule.number("priority") is UNKNOWN]
    if web_acl.text("scope") is UNKNOWN:
        unknown.append("scope")
    ordered = sorted(found.known, key=_priority)
    stopped = []
    for check in checks:
        path = check.text("resourcePath")
        if isinstance(path, Unknown):
            doubtful.append(f"resourcePath of {check}")
            continue
        request = Request(normal(check.text("fqdn") or ""), (path or "/").split("?")[0])
        by = _stopped_by(ordered, web_acl.block("defaultAction"), request)
        if isinstance(by, Unknown):
            doubtful.append(f"rules, for {check}")
        elif by:
            stopped.append(f"the path of {check} is not allowed before {by}")
    if stopped and not unknown:
        return violated(web_acl, f"`rules`: {'; '.join(stopped)}.")
    return undecided(web_acl, *unknown, *doubtful) if unknown or doubtful else satisfied(web_acl)


def _stopped_by(ordered: Sequence[Block], default: Block | Unknown | None, request: Request) -> str | Unknown:
    """The first rule that can stop a request that nothing allowed before; empty if there is none."""
    doubtful = False
    for rule in ordered:
        does = effect(rule)
        matches = Match.NEVER if does is Effect.COUNT else match(rule.block("statement"), request)
        if matches is Match.NEVER:
            continue
        if does is Effect.ALLOW and matches is Match.ALWAYS:
            return UNKNOWN if doubtful else ""
        if does is Effect.STOP and matches is not Match.UNKNOWN:
            return UNKNOWN if doubtful else label(rule)
        if does is Effect.UNKNOWN or (matches is Match.UNKNOWN and not _blocks_a_list(rule)):
            doubtful = True
    if doubtful or isinstance(default, Unknown):
        return UNKNOWN
    return "the default action" if default is not None and default.value("block") is not None else ""


def _blocks_a_list(rule: Block) -> bool:
    """Whether a rule stops the addresses of a list: nobody puts Route 53's there."""
    return effect(rule) is Effect.STOP and rule.value("statement.ipSetReferenceStatement") is not None


def _priority(rule: Block) -> float:
    priority = rule.number("priority")
    return float(priority) if isinstance(priority, int | float) else 0
