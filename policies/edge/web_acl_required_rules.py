"""A web ACL holds the rule groups that every web application needs."""

from collections.abc import Iterator
from typing import Final

from policies.aws.types import WEB_ACL
from policies.aws.wafv2 import Effect, effect, managed_rule_group, rules
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Parameter, Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

RULE_GROUPS: Final = Parameter(
    name="ruleGroups",
    description="The managed rule groups that every web ACL holds, by name.",
    default=(
        "AWSManagedRulesAntiDDoSRuleSet",
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesSQLiRuleSet",
    ),
    schema={"items": {"type": "string", "minLength": 1}},
)


@stack_rule(
    title="Web ACLs hold the basic rule groups",
    what=(
        "Every web ACL holds the managed rule groups against floods of requests, known attackers, common exploits, "
        "known bad inputs and SQL injection, and none of them only counts."
    ),
    why=(
        "An exploit that no rule stops, or a flood from addresses that are known for it, reaches the application and "
        "the database behind it in every Region at once, where no failover helps."
    ),
    fix=(
        "Add a rule with a `managed_rule_group_statement` for each of the groups, and `override_action` none. Count is "
        "for trials: exempt the web ACL as long as one lasts."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS WAF developer guide",
            "Baseline rule groups",
            "https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html",
        ),
        Source(
            "AWS WAF developer guide",
            "AWS WAF Distributed Denial of Service (DDoS) prevention rule group",
            "https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-anti-ddos.html",
        ),
    ),
    types=(WEB_ACL,),
    parameters=(RULE_GROUPS,),
    passing="""
        resources:
          filter:
            type: aws:wafv2:WebAcl
            properties:
              scope: CLOUDFRONT
              rules:
                - name: floods
                  priority: 0
                  overrideAction: {none: {}}
                  statement: {managedRuleGroupStatement: {vendorName: AWS, name: AWSManagedRulesAntiDDoSRuleSet}}
                - name: attackers
                  priority: 1
                  overrideAction: {none: {}}
                  statement: {managedRuleGroupStatement: {vendorName: AWS, name: AWSManagedRulesAmazonIpReputationList}}
                - name: common
                  priority: 2
                  overrideAction: {none: {}}
                  statement: {managedRuleGroupStatement: {vendorName: AWS, name: AWSManagedRulesCommonRuleSet}}
                - name: bad-inputs
                  priority: 3
                  overrideAction: {none: {}}
                  statement: {managedRuleGroupStatement: {vendorName: AWS, name: AWSManagedRulesKnownBadInputsRuleSet}}
                - name: sql-injection
                  priority: 4
                  overrideAction: {none: {}}
                  statement: {managedRuleGroupStatement: {vendorName: AWS, name: AWSManagedRulesSQLiRuleSet}}
    """,
    failing="""
        resources:
          filter:
            type: aws:wafv2:WebAcl
            properties:
              scope: CLOUDFRONT
              rules:
                - name: common
                  priority: 0
                  overrideAction: {none: {}}
                  statement: {managedRuleGroupStatement: {vendorName: AWS, name: AWSManagedRulesCommonRuleSet}}
    """,
)
def web_acl_required_rules(stack: Stack) -> Iterator[Verdict]:
    """Judge every web ACL, of either scope."""
    for web_acl in stack.of_type(WEB_ACL):
        yield _judge(web_acl, stack)


def _judge(web_acl: Resource, stack: Stack) -> Verdict:
    found = rules(web_acl, stack)
    required = stack.parameter(RULE_GROUPS)
    effects: dict[object, set[Effect]] = {}
    for rule in found.known:
        effects.setdefault(managed_rule_group(rule), set()).add(effect(rule))
    lacking = [name for name in required if Effect.STOP not in effects.get(name, ())]
    unknown = list(found.unknown)
    if UNKNOWN in effects:
        unknown.append("rules")
    if any(Effect.UNKNOWN in effects.get(name, ()) for name in lacking):
        unknown.append("overrideAction")
    if not lacking:
        return satisfied(web_acl)
    if unknown:
        return undecided(web_acl, *unknown)
    counting = [name for name in lacking if name in effects]
    missing = [name for name in lacking if name not in effects]
    said = [f"No rule holds {', '.join(missing)}."] if missing else []
    said += [f"The override action of {name} is count: it stops nothing." for name in counting]
    return violated(web_acl, " ".join(said))
