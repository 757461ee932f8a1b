"""A load balancer writes down who asked for what, and what was answered."""

from collections.abc import Iterator

from policies.aws.elbv2 import APPLICATION, load_balancer_type
from policies.aws.log_delivery import DeliveredLogs
from policies.aws.types import LOAD_BALANCERS
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_LOG_TYPE = "ALB_ACCESS_LOGS"


@stack_rule(
    title="Load balancers keep access logs",
    what="An Application Load Balancer delivers access logs, to an S3 bucket or through CloudWatch Logs.",
    why=(
        "Metrics say that requests fail, access logs say which: without them an outage that hits one path, one release "
        "or one group of customers lasts until somebody can reproduce it, and an attack leaves no trace to block."
    ),
    fix=(
        "Set `access_logs` with a `bucket` and `enabled=True`; a bucket alone does not switch them on. Or declare a "
        "`cloudwatch.LogDeliverySource` with `log_type` ALB_ACCESS_LOGS and a `cloudwatch.LogDelivery` of it."
    ),
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS Security Hub",
            "ELB.5",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-5",
        ),
        Source(
            "Elastic Load Balancing user guide",
            "Access logs for your Application Load Balancer",
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html",
        ),
    ),
    types=LOAD_BALANCERS,
    passing="""
        resources:
          public:
            type: aws:lb:LoadBalancer
            properties: {loadBalancerType: application, accessLogs: {bucket: shop-access-logs, enabled: true}}
    """,
    failing="""
        resources:
          public:
            type: aws:lb:LoadBalancer
            properties: {loadBalancerType: application, accessLogs: {bucket: shop-access-logs}}
    """,
)
def access_logs(stack: Stack) -> Iterator[Verdict]:
    """Judge Application Load Balancers: those of other types log TLS connections alone, or nothing."""
    logs = DeliveredLogs(stack, _LOG_TYPE, *LOAD_BALANCERS)
    for load_balancer in stack.of_type(*LOAD_BALANCERS):
        kind = load_balancer_type(load_balancer)
        if kind not in (APPLICATION, UNKNOWN):
            continue
        enabled, delivered = _enabled(load_balancer), logs.of(load_balancer)
        if True in (enabled, delivered):
            yield satisfied(load_balancer)
        elif logs.doubtful or UNKNOWN in (kind, enabled, delivered):
            read = {"loadBalancerType": kind, "accessLogs": enabled, "its log delivery": delivered}
            yield undecided(load_balancer, *(name for name, value in read.items() if value is UNKNOWN), *logs.doubtful)
        else:
            yield violated(load_balancer, "`accessLogs.enabled` is not true, and no log delivery has a source of it.")


def _enabled(load_balancer: Resource) -> bool | Unknown:
    logs = load_balancer.block("accessLogs")
    if not isinstance(logs, Block):
        return UNKNOWN if logs is UNKNOWN else False
    enabled = logs.flag("enabled")
    return False if enabled is None else enabled
