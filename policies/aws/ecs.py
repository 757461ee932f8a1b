"""ECS services and task definitions: where tasks run, what is in them, and what scales them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from policies.aws.references import sole
from policies.aws.types import (
    AUTOSCALING_POLICY,
    AUTOSCALING_TARGET,
    ECS_CLUSTER,
    ECS_CLUSTER_CAPACITY_PROVIDERS,
    ECS_SERVICE,
)
from policies.framework.values import UNKNOWN, Block, MistypedError, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policies.framework.resources import Resource, Stack

_CONTAINERS: Final = "containerDefinitions"
_DEFAULT_CLUSTER: Final = "default"
_RESOURCE_ID_PARTS: Final = 3


def containers(task_definition: Resource) -> Sequence[Block] | Unknown:
    """The container definitions of a task definition; they are one JSON document, and known or unknown as a whole."""
    document = task_definition.text(_CONTAINERS)
    if isinstance(document, Unknown):
        return UNKNOWN
    try:
        parsed: Any = json.loads(document or "[]")
    except ValueError:
        parsed = document
    if not isinstance(parsed, list) or not all(isinstance(container, dict) for container in parsed):
        raise MistypedError(_CONTAINERS, "a JSON list of container definitions", parsed)
    return [Block(container, f"{_CONTAINERS}[{index}].") for index, container in enumerate(parsed)]


def is_daemon(service: Resource) -> bool | Unknown:
    """Whether a service runs one task on every container instance, instead of a number of replicas."""
    strategy = service.text("schedulingStrategy")
    return UNKNOWN if isinstance(strategy, Unknown) else strategy == "DAEMON"


def is_balanced(service: Resource) -> bool | Unknown:
    """Whether a service is behind a load balancer."""
    balancers = service.blocks("loadBalancers")
    return UNKNOWN if isinstance(balancers, Unknown) else bool(balancers)


def subnet_ids(service: Resource) -> Sequence[str | Unknown] | Unknown | None:
    """The subnets that a service's tasks have addresses in; None where tasks have no addresses of their own."""
    network = service.block("networkConfiguration")
    return network.texts("subnets") if isinstance(network, Block) else network


def default_strategies(service: Resource, stack: Stack) -> Sequence[Block | Unknown] | Unknown:
    """The default strategy of a service's cluster, as far as the stack declares it; none where it does not.

    It is the strategy of a service with neither a launch type nor a strategy of its own.
    """
    cluster = sole(service, "cluster", stack, ECS_CLUSTER)
    if isinstance(cluster, Unknown):
        return UNKNOWN if any(stack.of_type(ECS_CLUSTER_CAPACITY_PROVIDERS)) else ()
    found: list[Block | Unknown] = []
    for providers in stack.of_type(ECS_CLUSTER_CAPACITY_PROVIDERS):
        of_service = _is_of_cluster(providers, service, cluster, stack)
        strategies = providers.blocks("defaultCapacityProviderStrategies") if of_service is not False else ()
        if isinstance(strategies, Unknown) or (of_service is UNKNOWN and strategies):
            return UNKNOWN
        found += strategies
    return found


def _is_of_cluster(providers: Resource, service: Resource, cluster: Resource | None, stack: Stack) -> bool | Unknown:
    """Whether capacity providers are those of a service's cluster, which the stack may declare."""
    own, name = sole(providers, "clusterName", stack, ECS_CLUSTER), providers.text("clusterName")
    if isinstance(own, Unknown):
        return UNKNOWN
    if own is not None or cluster is not None:
        return own is cluster
    used = service.text("cluster")
    if isinstance(used, Unknown) or isinstance(name, Unknown):
        return UNKNOWN
    return (used or _DEFAULT_CLUSTER).rsplit("/", 1)[-1] == name


@dataclass(slots=True)
class Scaling:
    """What of Application Auto Scaling belongs to a service.

    Attributes:
        targets: the scalable targets.
        policies: the scaling policies.
        more_targets: whether there may be more targets, as far as only the deployment knows.
        more_policies: likewise of policies.
    """

    targets: list[Resource] = field(default_factory=list)
    policies: list[Resource] = field(default_factory=list)
    more_targets: bool = False
    more_policies: bool = False


@dataclass(frozen=True, slots=True)
class _Owners:
    """The services that a target or policy may belong to; with `certain`, the one that it does."""

    services: Sequence[Resource] = ()
    certain: bool = False


class Scalings:
    """What scales the services of a stack: by resource id (`service/<cluster>/<service>`), or by dependency."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._services = {service.urn: service for service in stack.of_type(ECS_SERVICE)}
        self._scalings = {urn: Scaling() for urn in self._services}
        self._unnamed_clusters = {
            cluster.urn for cluster in stack.of_type(ECS_CLUSTER) if cluster.text("arn") in (None, UNKNOWN)
        }
        self._named: dict[str, list[Resource]] = {}
        self._unnamed: list[Resource] = []
        for service in self._services.values():
            name = service.text("name")
            if isinstance(name, str):
                self._named.setdefault(name, []).append(service)
            else:
                self._unnamed.append(service)
        by_target: dict[str, _Owners] = {}
        for target in stack.of_type(AUTOSCALING_TARGET):
            by_target[target.urn] = owners = self._owners(target, {})
            for service in owners.services:
                scaling = self._scalings[service.urn]
                scaling.targets += [target] if owners.certain else []
                scaling.more_targets |= not owners.certain
        for policy in stack.of_type(AUTOSCALING_POLICY):
            owners = self._owners(policy, by_target)
            for service in owners.services:
                scaling = self._scalings[service.urn]
                scaling.policies += [policy] if owners.certain else []
                scaling.more_policies |= not owners.certain

    def of(self, service: Resource) -> Scaling:
        """What scales a service."""
        return self._scalings[service.urn]

    def _owners(self, scalable: Resource, by_target: Mapping[str, _Owners]) -> _Owners:
        """The service that a target or policy belongs to, or those that it may belong to."""
        namespace, resource_id = scalable.text("serviceNamespace"), scalable.text("resourceId")
        if namespace not in ("ecs", UNKNOWN):
            return _Owners()
        if isinstance(resource_id, str):
            found = list(self._with_id(resource_id))
            return _Owners(found or self._unnamed, certain=len(found) == 1)
        sources = scalable.sources("resourceId")
        targets = [by_target[urn] for urn in sources if urn in by_target]
        found = [self._services[urn] for urn in sources if urn in self._services]
        found += [service for owners in targets for service in owners.services]
        found = list({service.urn: service for service in found}.values())
        certain = len(found) == 1 and all(owners.certain for owners in targets)
        return _Owners(found or list(self._services.values()), certain=certain)

    def _with_id(self, resource_id: str) -> Iterator[Resource]:
        parts = resource_id.split("/")
        if len(parts) != _RESOURCE_ID_PARTS or parts[0] != "service":
            return
        for service in self._named.get(parts[2], ()):
            if self._cluster_name(service) in (parts[1], UNKNOWN):
                yield service

    def _cluster_name(self, service: Resource) -> str | Unknown:
        declared = sole(service, "cluster", self._stack, ECS_CLUSTER)
        if isinstance(declared, Unknown):
            return UNKNOWN
        if declared is not None:
            name = declared.text("name")
            return UNKNOWN if name is None else name
        cluster = service.text("cluster")
        if isinstance(cluster, Unknown) or any(
            source in self._unnamed_clusters for source in service.sources("cluster")
        ):
            return UNKNOWN
        return (cluster or _DEFAULT_CLUSTER).rsplit("/", 1)[-1]
