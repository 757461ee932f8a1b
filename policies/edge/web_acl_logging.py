"""A web ACL writes down what it stops."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policies.aws import arn
from policies.aws.references import sole
from policies.aws.types import BUCKETS, FIREHOSE_DELIVERY_STREAM, LOG_GROUP, WEB_ACL, WEB_ACL_LOGGING
from policies.aws.wafv2 import CLOUDFRONT, CLOUDFRONT_REGION
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_PREFIX = "aws-waf-logs-"
_NAMES = {
    LOG_GROUP: ("namePrefix", "name"),
    FIREHOSE_DELIVERY_STREAM: ("name",),
    **dict.fromkeys(BUCKETS, ("bucketPrefix", "bucket")),
}
"""The properties that tell what a destination's name begins with, or all of it."""


@stack_rule(
    title="Web ACLs are logged",
    what=(
        "Every web ACL has a logging configuration with a destination that AWS WAF can write to: its name begins with "
        "`aws-waf-logs-`, and a log group or delivery stream is in the web ACL's Region, for CloudFront in us-east-1."
    ),
    why=(
        "A rule that suddenly stops customers at the checkout looks like an outage of the application. Without the web "
        "ACL's log nobody can tell which rule it was, nor which requests an attack consists of, while it lasts. A "
        "destination of another name is refused, and the deployment stops there."
    ),
    fix=(
        "Declare a `wafv2.WebAclLoggingConfiguration` with the web ACL's ARN and, as `log_destination_configs`, the "
        "ARN of a log group, bucket or delivery stream whose `name` or `bucket` begins with `aws-waf-logs-`."
    ),
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
        Source(
            "AWS WAF API reference",
            "LoggingConfiguration",
            "https://docs.aws.amazon.com/waf/latest/APIReference/API_LoggingConfiguration.html",
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
    about: dict[str, list[_Log]] = {}
    doubtful = []
    for resource in stack.of_type(WEB_ACL_LOGGING):
        log = _Log(resource, _destination(resource, stack))
        named = sole(resource, "resourceArn", stack, WEB_ACL)
        if isinstance(named, Resource):
            about.setdefault(named.urn, []).append(log)
        elif named is UNKNOWN:
            doubtful.append(f"resourceArn of {resource}")
    for web_acl in stack.of_type(WEB_ACL):
        logs = about.get(web_acl.urn, [])
        faults = [_fault(log, web_acl) for log in logs]
        if "" in faults:
            yield satisfied(web_acl)
        elif UNKNOWN in faults:
            yield undecided(web_acl, *(f"logDestinationConfigs of {log.resource}, or its Region" for log in logs))
        elif doubtful:
            yield undecided(web_acl, *doubtful)
        else:
            yield violated(web_acl, str(faults[0]) if faults else "No logging configuration names it.")


@dataclass(frozen=True, slots=True)
class _Destination:
    """Where a log goes.

    Attributes:
        name: its name, or what it begins with.
        region: the Region that it is in; empty for a bucket, which may be in any.
    """

    name: str | Unknown
    region: str | Unknown | None


@dataclass(frozen=True, slots=True)
class _Log:
    """A logging configuration, and its one destination; None where it names none."""

    resource: Resource
    destination: _Destination | None


def _destination(log: Resource, stack: Stack) -> _Destination | None:
    """What the stack says of a destination that it declares, or else what the ARN says."""
    declared = stack.referents(log, "logDestinationConfigs", *_NAMES)
    if len(declared) == 1:
        found = [declared[0].text(path) for path in _NAMES[declared[0].type]]
        name = next((name for name in found if name is not None), UNKNOWN)
        return _Destination(name, "" if declared[0].type in BUCKETS else declared[0].region)
    named = log.texts("logDestinationConfigs")
    if not isinstance(named, Unknown) and not named:
        return None
    parsed = arn.parse(named[0]) if not isinstance(named, Unknown) and isinstance(named[0], str) else None
    if parsed is None:
        return _Destination(UNKNOWN, UNKNOWN)
    name = parsed.resource.removeprefix("log-group:").removeprefix("deliverystream/")
    return _Destination(name, parsed.region)


def _fault(log: _Log, web_acl: Resource) -> str | Unknown:
    """Why AWS WAF cannot write to a log's destination; empty if it can."""
    which = f"`logDestinationConfigs` of {log.resource}"
    if log.destination is None:
        return f"{which} is empty."
    name, region = log.destination.name, log.destination.region
    if isinstance(name, Unknown):
        return UNKNOWN
    if not name.startswith(_PREFIX):
        return f"{which} names {name}, which does not begin with {_PREFIX}."
    return "" if region == "" else _fault_of_region(which, region, _region(web_acl))


def _fault_of_region(which: str, region: str | Unknown | None, required: str | Unknown | None) -> str | Unknown:
    """What is wrong with a destination's Region; one that is not stated is the environment's, or the profile's."""
    if UNKNOWN in (region, required) or (None in (region, required) and region != required):
        return UNKNOWN
    return "" if region == required else f"{which} leads to {region}, and has to be in {required}."


def _region(web_acl: Resource) -> str | Unknown | None:
    """The Region that a web ACL's log group or delivery stream has to be in."""
    scope = web_acl.text("scope")
    if isinstance(scope, Unknown):
        return UNKNOWN
    return CLOUDFRONT_REGION if scope == CLOUDFRONT else web_acl.region
