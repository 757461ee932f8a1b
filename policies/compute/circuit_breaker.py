"""A deployment that fails is taken back by itself."""

from collections.abc import Iterator

from policies.aws.types import ECS_SERVICE
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="Failed deployments roll back",
    what="A rolling deployment of an ECS service has the circuit breaker on, with rollback.",
    why=(
        "Without it ECS starts a release that cannot start again and again, for hours: meanwhile tasks that end are "
        "replaced by broken ones, and the service dies slowly under whoever deployed it and went home."
    ),
    fix="Set `deployment_circuit_breaker` with `enable=True` and `rollback=True`.",
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon ECS developer guide",
            "How the Amazon ECS deployment circuit breaker detects failures",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html",
        ),
        Source(
            "AWS Well-Architected",
            "OPS06-BP04",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
            "ops_mit_deploy_risks_auto_testing_and_rollback.html",
        ),
    ),
    types=(ECS_SERVICE,),
    corrections={"deploymentCircuitBreaker.enable": True, "deploymentCircuitBreaker.rollback": True},
    passing="""
        resources:
          checkout:
            type: aws:ecs:Service
            properties: {deploymentCircuitBreaker: {enable: true, rollback: true}}
    """,
    failing="""
        resources:
          checkout:
            type: aws:ecs:Service
            properties: {deploymentCircuitBreaker: {enable: true, rollback: false}}
    """,
)
def circuit_breaker(service: Resource) -> Iterator[Verdict]:
    """Judge a service that ECS itself deploys, task by task: the circuit breaker knows no other deployments."""
    rolling = _is_rolling(service)
    breaker = service.block("deploymentCircuitBreaker")
    paths = ("enable", "rollback")
    flags = {path: breaker.flag(path) if isinstance(breaker, Block) else breaker for path in paths}
    off = [path for path, flag in flags.items() if flag is not True and flag is not UNKNOWN]
    if rolling is False or all(flag is True for flag in flags.values()):
        yield satisfied(service)
    elif off and rolling is True:
        yield violated(service, f"`deploymentCircuitBreaker.{off[0]}` is not true.")
    else:
        unknown = [f"deploymentCircuitBreaker.{path}" for path, flag in flags.items() if flag is UNKNOWN]
        if rolling is UNKNOWN:
            unknown.append("deploymentController or deploymentConfiguration")
        yield undecided(service, *unknown)


def _is_rolling(service: Resource) -> bool | Unknown:
    """Whether deployments are rolling updates, which is the default."""
    controller = service.block("deploymentController")
    configuration = service.block("deploymentConfiguration")
    kind = controller.text("type") if isinstance(controller, Block) else controller
    strategy = configuration.text("strategy") if isinstance(configuration, Block) else configuration
    if kind not in (None, "ECS", UNKNOWN) or strategy not in (None, "ROLLING", UNKNOWN):
        return False
    return UNKNOWN if UNKNOWN in (kind, strategy) else True
