"""A load balancer does not pass on requests that two servers would read differently."""

from collections.abc import Iterator

from policies.aws.elbv2 import APPLICATION, load_balancer_type
from policies.aws.types import LOAD_BALANCERS
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="Request smuggling is mitigated",
    what="An Application Load Balancer mitigates HTTP desync in defensive or strictest mode.",
    why=(
        "In monitor mode requests with ambiguous lengths reach the services: answers get out of step on shared "
        "connections, and one customer receives what another asked for, until every connection is closed."
    ),
    fix="Set `desync_mitigation_mode` to `defensive`, which is also the default, or to `strictest`.",
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS Security Hub",
            "ELB.12",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-12",
        ),
        Source(
            "Elastic Load Balancing user guide",
            "Edit attributes for your Application Load Balancer",
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html",
        ),
    ),
    types=LOAD_BALANCERS,
    corrections={"desyncMitigationMode": "defensive"},
    passing="""
        resources:
          public:
            type: aws:lb:LoadBalancer
            properties: {loadBalancerType: application, desyncMitigationMode: strictest}
    """,
    failing="""
        resources:
          public:
            type: aws:lb:LoadBalancer
            properties: {loadBalancerType: application, desyncMitigationMode: monitor}
    """,
)
def desync_mitigation(load_balancer: Resource) -> Iterator[Verdict]:
    """Judge an Application Load Balancer; absent, the mode is `defensive`."""
    kind, mode = load_balancer_type(load_balancer), load_balancer.text("desyncMitigationMode")
    if kind not in (APPLICATION, UNKNOWN):
        return
    if mode in (None, "defensive", "strictest"):
        yield satisfied(load_balancer)
    elif UNKNOWN in (kind, mode):
        read = {"loadBalancerType": kind, "desyncMitigationMode": mode}
        yield undecided(load_balancer, *(name for name, value in read.items() if value is UNKNOWN))
    else:
        yield violated(load_balancer, f"`desyncMitigationMode` is {mode}.")
