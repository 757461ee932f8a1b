"""Bot Control looks at the requests that it is meant for."""

from collections.abc import Iterator
from typing import Final

from policies.aws.types import WEB_ACL
from policies.aws.wafv2 import label, managed_rule_group, rules
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Level, Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

BOT_CONTROL: Final = "AWSManagedRulesBotControlRuleSet"
_SCOPE: Final = "statement.managedRuleGroupStatement.scopeDownStatement"


@stack_rule(
    title="Bot Control is scoped down",
    what="A rule with the Bot Control rule group has a scope-down statement.",
    why=(
        "Bot Control is charged for every request that it looks at: without a scope an attack multiplies the bill. It "
        "also stops programs that are no browsers: a shop's own apps, partners and monitors lose the whole API."
    ),
    fix=(
        "Set `scope_down_statement` to the paths that bots are after, such as sign-in and payment. What a "
        "`wafv2.WebAclRuleGroupAssociation` adds cannot be scoped: make it a rule of the web ACL."
    ),
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    sources=(
        Source(
            "AWS WAF developer guide",
            "Best practices for intelligent threat mitigation in AWS WAF",
            "https://docs.aws.amazon.com/waf/latest/developerguide/waf-managed-protections-best-practices.html",
        ),
        Source(
            "AWS Prescriptive Guidance",
            "Optimizing costs for your bot control strategy",
            "https://docs.aws.amazon.com/prescriptive-guidance/latest/bot-control/optimizing-costs.html",
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
                - name: bots
                  priority: 0
                  overrideAction: {none: {}}
                  statement:
                    managedRuleGroupStatement:
                      vendorName: AWS
                      name: AWSManagedRulesBotControlRuleSet
                      scopeDownStatement:
                        byteMatchStatement:
                          fieldToMatch: {uriPath: {}}
                          positionalConstraint: STARTS_WITH
                          searchString: /payment/
    """,
    failing="""
        resources:
          filter:
            type: aws:wafv2:WebAcl
            properties:
              scope: REGIONAL
              rules:
                - name: bots
                  priority: 0
                  overrideAction: {none: {}}
                  statement: {managedRuleGroupStatement: {vendorName: AWS, name: AWSManagedRulesBotControlRuleSet}}
    """,
)
def web_acl_bot_control(stack: Stack) -> Iterator[Verdict]:
    """Judge every web ACL; one without Bot Control has nothing to scope."""
    for web_acl in stack.of_type(WEB_ACL):
        yield _judge(web_acl, stack)


def _judge(web_acl: Resource, stack: Stack) -> Verdict:
    found = rules(web_acl, stack)
    unscoped = [rule for rule in found.known if rule.value(_SCOPE) is None]
    for rule in unscoped:
        if managed_rule_group(rule) == BOT_CONTROL:
            return violated(web_acl, f"`scopeDownStatement` of {label(rule)} is not set.")
    unknown = [f"{label(rule)}" for rule in unscoped if managed_rule_group(rule) is UNKNOWN]
    if found.unknown or unknown:
        return undecided(web_acl, *found.unknown, *unknown)
    return satisfied(web_acl)
