"""A guardrail on Regions lets the global services work."""

from collections.abc import Iterator

from policies.aws.organizations import (
    GLOBAL_SERVICES,
    content,
    denies_in,
    is_region_guard,
    is_service_control_policy,
)
from policies.aws.policy_document import Document, Statement, matches
from policies.aws.types import ORGANIZATIONS_POLICY
from policies.framework.resources import Resource
from policies.framework.rule import Parameter, Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

SERVICES = Parameter(
    name="services",
    description="The global services that a guardrail on Regions must not deny, by the prefix of their actions",
    default=tuple(
        service for service in GLOBAL_SERVICES if service not in ("networkmanager", "route53-recovery-control-config")
    ),
    schema={"items": {"type": "string"}},
)


@resource_rule(
    title="Region guardrails spare global services",
    what=(
        "A service control policy that denies Regions leaves out the global services, or allows the Region that "
        "requests to them are counted in."
    ),
    why=(
        "IAM, Route 53, CloudFront, Shield and Support answer in us-east-1 and Global Accelerator in us-west-2, "
        "whichever Region asks. Denied, roles cannot be made, DNS and the edge cannot be moved away from a Region that "
        "fails, and no support case can be opened, from anywhere."
    ),
    fix=(
        "List the services in the statement's `NotAction`, each as `service:*`, or their Region among the values of "
        "`aws:RequestedRegion`."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "AWS IAM user guide",
            "AWS: Denies access to AWS based on the requested Region",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_deny-requested-region.html",
        ),
        Source(
            "AWS Organizations user guide",
            "Service control policy examples",
            "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples.html",
        ),
    ),
    types=(ORGANIZATIONS_POLICY,),
    parameters=(SERVICES,),
    passing="""
        resources:
          regions:
            type: aws:organizations:Policy
            properties:
              type: SERVICE_CONTROL_POLICY
              content: >-
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "NotAction": ["globalaccelerator:*"],
                "Resource": "*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["us-east-1",
                "eu-central-1"]}}}]}
    """,
    failing="""
        resources:
          regions:
            type: aws:organizations:Policy
            properties:
              type: SERVICE_CONTROL_POLICY
              content: >-
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "NotAction": ["iam:*"], "Resource": "*",
                "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-central-1"]}}}]}
    """,
)
def scp_global_services(policy: Resource) -> Iterator[Verdict]:
    """Judge a service control policy; one that AWS would not take binds nobody."""
    concerned = is_service_control_policy(policy)
    if concerned is False:
        return
    document = content(policy)
    fault = _fault(document, policy.parameter(SERVICES)) if isinstance(document, Document) else ""
    unknown = [name for name, value in (("type", concerned), ("content", document)) if value is UNKNOWN]
    if unknown and (fault or document is UNKNOWN):
        yield undecided(policy, *unknown)
    else:
        yield violated(policy, fault) if fault else satisfied(policy)


def _fault(document: Document, services: tuple[str, ...]) -> str:
    for name, statement in document.numbered():
        if not is_region_guard(statement) or "*" not in statement.resources:
            continue
        denied = [service for service in services if _denies(statement, service)]
        if denied:
            return f"{name} in `content` denies {', '.join(denied)} in every Region of the fleet."
    return ""


def _denies(statement: Statement, service: str) -> bool:
    """Whether requests to a service are denied: where they are counted, and as far as it is not left out as a whole."""
    if not denies_in(statement, GLOBAL_SERVICES.get(service, "us-east-1")):
        return False
    if statement.not_actions:
        return not any(matches(pattern.lower(), f"{service}:*") for pattern in statement.not_actions)
    # An action that is named by its service is denied on purpose.
    prefixes = (pattern.split(":")[0].lower() for pattern in statement.actions)
    return any("*" in prefix and matches(prefix, service) for prefix in prefixes)
