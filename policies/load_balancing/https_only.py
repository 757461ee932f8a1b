"""Nobody on the internet is served without encryption."""

from collections.abc import Iterator, Sequence

from policies.aws.types import LISTENER_RULES, LISTENERS, LOAD_BALANCERS
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Outcome, Verdict, satisfied, undecided, violated


@stack_rule(
    title="HTTP leads to HTTPS",
    what="An HTTP listener of an internet-facing Application Load Balancer only redirects to HTTPS, or refuses.",
    why=(
        "A request that is served over HTTP shows passwords, sessions and addresses of customers to everyone on the "
        "way, and lets them change the answer; a session that is lost there is lost for HTTPS too."
    ),
    fix=(
        "Give the listener and its rules actions of type `redirect` with `protocol` HTTPS, or of type "
        "`fixed-response`; serve from the HTTPS listener."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Security Hub",
            "ELB.1",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-1",
        ),
        Source(
            "AWS Well-Architected",
            "SEC09-BP02",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/sec_protect_data_transit_encrypt.html",
        ),
    ),
    types=(*LISTENERS, *LISTENER_RULES),
    passing="""
        resources:
          public:
            type: aws:lb:LoadBalancer
            properties: {internal: false}
          http:
            type: aws:lb:Listener
            properties:
              loadBalancerArn: ${public.arn}
              port: 80
              protocol: HTTP
              defaultActions: [{type: redirect, redirect: {protocol: HTTPS, port: "443", statusCode: HTTP_301}}]
    """,
    failing="""
        resources:
          public:
            type: aws:lb:LoadBalancer
            properties: {internal: false}
          http:
            type: aws:lb:Listener
            properties:
              loadBalancerArn: ${public.arn}
              port: 80
              protocol: HTTP
              defaultActions: [{type: forward, targetGroupArn: "arn:aws:elasticloadbalancing:::targetgroup/shop/1"}]
    """,
)
def https_only(stack: Stack) -> Iterator[Verdict]:
    """Judge the default actions of HTTP listeners, and the actions of the rules that belong to these."""
    for listener in stack.of_type(*LISTENERS):
        yield _judge(listener, "defaultActions", (listener,), stack)
    for rule in stack.of_type(*LISTENER_RULES):
        yield _judge(rule, "actions", stack.referents(rule, "listenerArn", *LISTENERS), stack)


def _judge(resource: Resource, path: str, listeners: Sequence[Resource], stack: Stack) -> Verdict:
    """Judge what a listener or a rule does, given the listeners that it may belong to."""
    actions = resource.blocks(path)
    faults = [UNKNOWN] if isinstance(actions, Unknown) else [_fault(action) for action in actions]
    if not any(fault is UNKNOWN or fault for fault in faults):
        return satisfied(resource)
    served = [_serves_the_internet_unencrypted(listener, stack) for listener in listeners]
    if all(verdict.outcome is Outcome.SATISFIED for verdict in served):
        return satisfied(resource)
    if UNKNOWN in faults:
        return undecided(resource, path)
    if len(served) > 1 or served[0].outcome is Outcome.UNDECIDED:
        return undecided(resource, *(verdict.reason or "listenerArn" for verdict in served))
    what = next(fault for fault in faults if fault)
    return violated(resource, f"`{path}` {what}, over HTTP.")


def _serves_the_internet_unencrypted(listener: Resource, stack: Stack) -> Verdict:
    """Violated where a listener is one for HTTP on the internet, and undecided where that is not known."""
    protocol = listener.text("protocol")
    if protocol not in ("HTTP", None, UNKNOWN):
        return satisfied(listener)
    named = stack.referents(listener, "loadBalancerArn", *LOAD_BALANCERS)
    if len(named) != 1:
        return undecided(listener, "loadBalancerArn")
    kind, internal = named[0].text("loadBalancerType"), named[0].flag("internal")
    if internal is True or kind not in ("application", None, UNKNOWN):
        return satisfied(listener)
    if internal is UNKNOWN or kind is UNKNOWN:
        return undecided(listener, f"internal or loadBalancerType of {named[0]}")
    return undecided(listener, "protocol") if protocol is UNKNOWN else violated(listener, "")


def _fault(action: Block | Unknown) -> str | Unknown:
    """What an action does besides redirecting to HTTPS; empty if nothing."""
    if isinstance(action, Unknown):
        return UNKNOWN
    kind = action.text("type")
    if isinstance(kind, Unknown) or kind == "fixed-response":
        return UNKNOWN if kind is UNKNOWN else ""
    if kind != "redirect":
        return f"has one of type {kind}"
    redirect = action.block("redirect")
    protocol = redirect.text("protocol") if isinstance(redirect, Block) else redirect
    if isinstance(protocol, Unknown):
        return UNKNOWN
    return "" if protocol == "HTTPS" else "redirects without a change of protocol"
