"""A web ACL writes down what it stops."""

from collections.abc import Iterator

from policies.aws.references import sole
from policies.aws.types import WEB_ACL, WEB_ACL_LOGGING
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Web ACLs are logged",
    what="Every web ACL has a logging configuration with a destination.",
    why=(
        "A rule that suddenly stops customers at the checkout looks like an outage of the application. Without the web "
        "ACL's log nobody can tell which rule it was, nor which requests an attack consists of, while it lasts."
    ),
    fix="Declare a `wafv2.WebAclLoggingConfiguration` with the web ACL's ARN and `log_destination_configs`.",
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS Security Hub",
            "WAF.11",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/waf-controls.html#waf-11",
        ),
        Source(
            "AWS WAF developer guide",
            "Logging AWS WAF protection pack (web ACL) traffic",
            "https://docs.aws.amazon.com/waf/latest/developerguide/logging.html",
        ),
    ),
    types=(WEB_ACL,),
    passing="""
        resources:
          filter:
            type: aws:wafv2:WebAcl
            properties: {scope: CLOUDFRONT}
          log:
            type: aws:wafv2:WebAclLoggingConfiguration
            properties:
              resourceArn: ${filter.arn}
              logDestinationConfigs: ["arn:aws:logs:us-east-1:123456789012:log-group:aws-waf-logs-filter"]
    """,
    failing="""
        resources:
          filter:
            type: aws:wafv2:WebAcl
            properties: {scope: CLOUDFRONT}
    """,
)
def web_acl_logging(stack: Stack) -> Iterator[Verdict]:
    """Judge every web ACL by the logging configurations that are about it."""
    about: dict[str, list[Resource]] = {}
    doubtful = []
    for log in stack.of_type(WEB_ACL_LOGGING):
        named = sole(log, "resourceArn", stack, WEB_ACL)
        if isinstance(named, Resource):
            about.setdefault(named.urn, []).append(log)
        elif named is UNKNOWN:
            doubtful.append(f"resourceArn of {log}")
    for web_acl in stack.of_type(WEB_ACL):
        logs = about.get(web_acl.urn, [])
        destinations = [log.texts("logDestinationConfigs") for log in logs]
        if any(found is not UNKNOWN and len(found) for found in destinations):
            yield satisfied(web_acl)
        elif UNKNOWN in destinations:
            yield undecided(web_acl, *(f"logDestinationConfigs of {log}" for log in logs))
        elif doubtful:
            yield undecided(web_acl, *doubtful)
        elif logs:
            yield violated(web_acl, f"`logDestinationConfigs` of {logs[0]} is empty.")
        else:
            yield violated(web_acl, "No logging configuration names it.")
