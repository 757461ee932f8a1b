"""No two rules of a web ACL have one priority."""

from collections.abc import Iterator

from policies.aws.types import WEB_ACL
from policies.aws.wafv2 import label, rules
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Web ACL rules have priorities of their own",
    what="Every rule of a web ACL has a priority that no other rule of it has.",
    why=(
        "AWS WAF refuses a web ACL in which two rules share a priority. The deployment stops there: what depends on "
        "the web ACL is not made, and the rule that should end an attack is not in force."
    ),
    fix="Give each rule its own `priority`, also those of a `wafv2.WebAclRule` or `wafv2.WebAclRuleGroupAssociation`.",
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS WAF developer guide",
            "Setting rule priority",
            "https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-processing-order.html",
        ),
    ),
    types=(WEB_ACL,),
    passing="""
        resources:
          filter:
            type: aws:wafv2:WebAcl
            properties:
              scope: REGIONAL
              rules: [{name: first, priority: 0}, {name: second, priority: 1}]
    """,
    failing="""
        resources:
          filter:
            type: aws:wafv2:WebAcl
            properties:
              scope: REGIONAL
              rules: [{name: first, priority: 0}, {name: second, priority: 0}]
    """,
)
def web_acl_priorities(stack: Stack) -> Iterator[Verdict]:
    """Judge every web ACL."""
    for web_acl in stack.of_type(WEB_ACL):
        yield _judge(web_acl, stack)


def _judge(web_acl: Resource, stack: Stack) -> Verdict:
    found = rules(web_acl, stack)
    by_priority: dict[object, list[str]] = {}
    for rule in found.known:
        by_priority.setdefault(rule.number("priority"), []).append(label(rule))
    shared = {
        priority: labels
        for priority, labels in by_priority.items()
        if len(labels) > 1 and priority not in (None, UNKNOWN)
    }
    if shared:
        said = (f"{' and '.join(labels)} have `priority` {priority}" for priority, labels in shared.items())
        return violated(web_acl, f"In its list {'; '.join(said)}.")
    unknown = [*found.unknown, *(f"priority of {labels}" for labels in by_priority.get(UNKNOWN, ()))]
    return undecided(web_acl, *unknown) if unknown else satisfied(web_acl)
