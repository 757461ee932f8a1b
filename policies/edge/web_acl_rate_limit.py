"""A web ACL limits how fast one client may ask."""

from collections.abc import Iterator

from policies.aws.types import WAF_RULE_GROUP, WEB_ACL
from policies.aws.wafv2 import Effect, effect, rules
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import Block
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Web ACLs limit request rates",
    what="Every web ACL has a rate-based rule that does more than count.",
    why=(
        "A single client that asks without end, an attacker or a customer's broken script, takes the tasks and the "
        "database connections of all others. A rate limit stops that one client within a minute."
    ),
    fix="Add a rule with a `rate_based_statement` and a block, challenge or CAPTCHA `action`.",
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
    counting = ""
    unknown = list(found.unknown)
    for rule in found.known:
        statement = rule.block("statement")
        if statement is None:
            continue
        if not isinstance(statement, Block):
            unknown.append("statement")
        elif statement.value("rateBasedStatement") is not None:
            if effect(rule) is Effect.STOP:
                return satisfied(web_acl)
            if effect(rule) is Effect.UNKNOWN:
                unknown.append("action")
            counting = " but count"
        elif statement.value("ruleGroupReferenceStatement") is not None:
            unknown.append("the rules of the rule group that it refers to")
    if any(_limits(group) for group in stack.referents(web_acl, "rules", WAF_RULE_GROUP)):
        return satisfied(web_acl)
    if unknown:
        return undecided(web_acl, *unknown)
    return violated(web_acl, f"None of its rules is a rate-based one that does anything{counting}.")


def _limits(group: Resource) -> bool:
    """Whether a rule group certainly holds a rate limit."""
    held = group.blocks("rules")
    return any(
        isinstance(rule, Block)
        and rule.value("statement.rateBasedStatement") is not None
        and effect(rule) is Effect.STOP
        for rule in (held if isinstance(held, list) else ())
    )
