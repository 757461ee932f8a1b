"""What the account pays Shield Advanced for is protected."""

from collections.abc import Iterator

from policies.aws.references import sole
from policies.aws.shield import PROTECTED, exposed
from policies.aws.types import SHIELD_PROTECTION, SHIELD_SUBSCRIPTION
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Shield Advanced protects what faces the internet",
    what=(
        "Where a stack subscribes to Shield Advanced, each of its distributions, accelerators, public hosted zones and "
        "internet-facing Application Load Balancers has a protection."
    ),
    why=(
        "The subscription protects nothing by itself: during an attack on what has no protection, AWS's response team "
        "does not act and the cost of scaling is not credited, although both are paid for."
    ),
    fix="Declare a `shield.Protection` with the resource's ARN as `resource_arn`.",
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Shield Advanced developer guide",
            "List of AWS resources that AWS Shield Advanced protects",
            "https://docs.aws.amazon.com/waf/latest/developerguide/ddos-advanced-summary-protected-resources.html",
        ),
        Source(
            "AWS Shield API reference",
            "CreateProtection",
            "https://docs.aws.amazon.com/waf/latest/DDOSAPIReference/API_CreateProtection.html",
        ),
    ),
    types=PROTECTED,
    passing="""
        resources:
          subscription:
            type: aws:shield:Subscription
          world:
            type: aws:globalaccelerator:Accelerator
            properties:
              attributes: {flowLogsEnabled: true, flowLogsS3Bucket: shop-logs, flowLogsS3Prefix: accelerators/world}
          protection:
            type: aws:shield:Protection
            properties: {name: world, resourceArn: "${world.arn}"}
    """,
    failing="""
        resources:
          subscription:
            type: aws:shield:Subscription
          world:
            type: aws:globalaccelerator:Accelerator
    """,
)
def shield_protections(stack: Stack) -> Iterator[Verdict]:
    """Judge what can be protected, where the stack declares the subscription: without one nothing is asked."""
    if not stack.has([SHIELD_SUBSCRIPTION]):
        return
    protected: set[str] = set()
    doubtful = []
    for protection in stack.of_type(SHIELD_PROTECTION):
        named = sole(protection, "resourceArn", stack, *PROTECTED)
        if isinstance(named, Resource):
            protected.add(named.urn)
        elif named is UNKNOWN:
            doubtful.append(f"resourceArn of {protection}")
    for resource, faces in exposed(stack):
        if resource.urn in protected:
            yield satisfied(resource)
        elif doubtful:
            yield undecided(resource, *doubtful)
        elif isinstance(faces, Unknown):
            yield undecided(resource, "whether it is public")
        else:
            yield violated(resource, "No protection names it.")
