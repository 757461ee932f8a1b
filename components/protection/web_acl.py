"""A web ACL: its rules, its metrics and its log."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import pulumi
from pulumi_aws import cloudwatch, wafv2

from components.arguments import ArgumentError
from components.protection.web_acl_rules import INCLUDED_CAPACITY, Rule, capacity

LOG_PREFIX: Final = "aws-waf-logs-"
"""What the name of a web ACL's log destination begins with ("Logging AWS WAF web ACL traffic")."""


@dataclass(frozen=True, kw_only=True)
class WebAclArgs:
    """Arguments of `WebAcl`.

    Attributes:
        scope: `REGIONAL` for load balancers, `CLOUDFRONT` for distributions, in us-east-1 then.
        description: what it protects.
        rules: the rules; their order is their priority.
        redacted_headers: headers whose values are left out of the log: secrets and sessions.
        log_retention_days: how long requests that were counted or blocked are kept, in days.
        key_arn: the KMS key that encrypts the log; None leaves it to CloudWatch Logs.
    """

    scope: Literal["REGIONAL", "CLOUDFRONT"]
    description: str
    rules: Sequence[Rule]
    redacted_headers: Sequence[str]
    log_retention_days: int
    key_arn: pulumi.Input[str] | None = None

    def __post_init__(self) -> None:
        names = [rule.name for rule in self.rules]
        if len(set(names)) < len(names):
            raise ArgumentError("WebAcl", "rules", names, "rules with names of their own")
        if capacity(self.rules) > INCLUDED_CAPACITY:
            raise ArgumentError("WebAcl", "rules", capacity(self.rules), f"{INCLUDED_CAPACITY} capacity units")


class WebAcl(pulumi.ComponentResource):
    """A web ACL that lets pass what no rule stops, with a log of everything that a rule noticed.

    Attributes:
        arn: the web ACL.
        name: its name, for its metrics.
    """

    arn: pulumi.Output[str]
    name: pulumi.Output[str]

    def __init__(self, name: str, args: WebAclArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:protection:WebAcl", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        acl = wafv2.WebAcl(
            name,
            scope=args.scope,
            description=args.description,
            default_action={"allow": {}},
            rules=[_rule(rule, priority) for priority, rule in enumerate(args.rules)],
            visibility_config=_visible_as(name),
            opts=child,
        )
        log = cloudwatch.LogGroup(
            name,
            name_prefix=f"{LOG_PREFIX}{name}-",
            retention_in_days=args.log_retention_days,
            kms_key_id=args.key_arn,
            opts=child,
        )
        wafv2.WebAclLoggingConfiguration(
            name,
            resource_arn=acl.arn,
            log_destination_configs=[log.arn],
            redacted_fields=[{"single_header": {"name": header}} for header in args.redacted_headers],
            # What passed is in the access logs already.
            logging_filter={
                "default_behavior": "DROP",
                "filters": [
                    {
                        "behavior": "KEEP",
                        "requirement": "MEETS_ANY",
                        "conditions": [
                            {"action_condition": {"action": action}}
                            for action in ("BLOCK", "CHALLENGE", "CAPTCHA", "EXCLUDED_AS_COUNT")
                        ],
                    }
                ],
            },
            opts=child,
        )
        self.arn = acl.arn
        self.name = acl.name
        self.register_outputs({"arn": self.arn, "name": self.name})


def _rule(rule: Rule, priority: int) -> wafv2.WebAclRuleArgsDict:
    body: dict[str, Any] = {
        "name": rule.name,
        "priority": priority,
        "statement": rule.statement.body,
        "visibility_config": _visible_as(rule.name),
    }
    if rule.action is None:
        body["override_action"] = {"none": {}}
    else:
        body["action"] = rule.action
    if rule.labels:
        body["rule_labels"] = [{"name": label} for label in rule.labels]
    return body  # type: ignore[return-value]


def _visible_as(metric: str) -> Any:  # noqa: ANN401
    return {"cloudwatch_metrics_enabled": True, "sampled_requests_enabled": True, "metric_name": metric}
