"""A web ACL limits how fast one client may ask."""

from collections.abc import Iterator

from policies.aws.types import WAF_RULE_GROUP, WEB_ACL
from policies.aws.wafv2 import Effect, effect, label, rules
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Parameter, Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

LARGEST = Parameter(
    name="largestLimit",
    description="The largest number of requests that a rate limit may let one client send in its evaluation window.",
    default=100000,
    schema={"type": "integer", "minimum": 10},
)


@stack_rule(
    title="Web ACLs limit request rates",
    what=(
        "Every web ACL has a rate-based rule that does more than count, with a limit of no more than 100,000 requests "
        "in its evaluation window."
    ),
    why=(
        "A single client that asks without end, an attacker or a customer's broken script, takes the tasks and the "
        "database connections of all others. A rate limit stops that one client within a minute, unless it is so large "
        "that nobody reaches it."
    ),
    fix=(
        "Add a rule with a `rate_based_statement` and a block, challenge or CAPTCHA `action`, and a `limit` a few "
        "times above what one address, with all who share it, sends on a busy day."
    ),
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS WAF developer guide",
            "Using rate-based rule statements in AWS WAF",
            "https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html",
        ),
        Source(
            "AWS Well-Architected",
            "REL05-BP02",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
            "rel_mitigate_interaction_failure_throttle_requests.html",
        ),
    ),
    types=(WEB_ACL,),
    parameters=(LARGEST,),
    passing="""
        resources:
          filter:
            type: aws:wafv2:WebAcl
            properties:
              scope: REGIONAL
              rules:
                - name: rate
                  priority: 0
                  action: {block: {}}
                  statement: {rateBasedStatement: {limit: 2000}}
    """,
    failing="""
        resources:
          filter:
            type: aws:wafv2:WebAcl
            properties:
              scope: REGIONAL
              rules:
                - name: rate
                  priority: 0
                  action: {count: {}}
                  statement: {rateBasedStatement: {limit: 2000}}
    """,
)
def web_acl_rate_limit(stack: Stack) -> Iterator[Verdict]:
    """Judge every web ACL; its rate-based rules may stand in rule groups that it refers to."""
    for web_acl in stack.of_type(WEB_ACL):
        yield _judge(web_acl, stack)


def _judge(web_acl: Resource, stack: Stack) -> Verdict:
    found = rules(web_acl, stack)
    largest = stack.parameter(LARGEST)
    unknown = list(found.unknown)
    for rule in found.known:
        statement = rule.block("statement")
        if statement is None:
            continue
        if not isinstance(statement, Block):
            unknown.append("statement")
        elif statement.value("rateBasedStatement") is not None:
            limits = _limits(rule, largest)
            if limits is True:
                return satisfied(web_acl)
            if limits is UNKNOWN:
                unknown.append(f"action or limit of {label(rule)}")
        elif statement.value("ruleGroupReferenceStatement") is not None:
            unknown.append("the rules of the rule group that it refers to")
    if any(_holds_limit(group, largest) for group in stack.referents(web_acl, "rules", WAF_RULE_GROUP)):
        return satisfied(web_acl)
    if unknown:
        return undecided(web_acl, *unknown)
    return violated(
        web_acl, f"None of its rules is a rate-based one that does more than count, at {largest} requests or fewer."
    )


def _limits(rule: Block, largest: int) -> bool | Unknown:
    """Whether a rate-based rule stops clients at a rate that matters."""
    limit, does = rule.number("statement.rateBasedStatement.limit"), effect(rule)
    if does in (Effect.COUNT, Effect.ALLOW) or (not isinstance(limit, Unknown) and (limit or 0) > largest):
        return False
    return UNKNOWN if limit is UNKNOWN or does is Effect.UNKNOWN else True


def _holds_limit(group: Resource, largest: int) -> bool:
    """Whether a rule group certainly holds a rate limit."""
    held = group.blocks("rules")
    return any(
        isinstance(rule, Block)
        and rule.value("statement.rateBasedStatement") is not None
        and _limits(rule, largest) is True
        for rule in (held if isinstance(held, list) else ())
    )
