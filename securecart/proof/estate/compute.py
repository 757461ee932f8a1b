"""Load balancers, their rules, and the services behind them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from securecart.plan.model import Resource
from securecart.proof.estate.declarations import Declarations, block, declared
from securecart.proof.estate.model import ListenerRule, LoadBalancer, Service, TargetGroup, Touches

LOAD_BALANCER: Final = "aws:lb/loadBalancer:LoadBalancer"
TARGET_GROUP: Final = "aws:lb/targetGroup:TargetGroup"
LISTENER: Final = "aws:lb/listener:Listener"
LISTENER_RULE: Final = "aws:lb/listenerRule:ListenerRule"
SERVICE: Final = "aws:ecs/service:Service"
TASK_DEFINITION: Final = "aws:ecs/taskDefinition:TaskDefinition"
SCALABLE_TARGET: Final = "aws:appautoscaling/target:Target"
SUBNET: Final = "aws:ec2/subnet:Subnet"

PERSONAL_TABLE_VARIABLE: Final = "CARTS_TABLE"
TABLE_VARIABLES: Final = ("CATALOGUE_TABLE", PERSONAL_TABLE_VARIABLE)
"""The variables by which the program tells a service which tables it uses (`components/compute`)."""
READ_VARIABLE: Final = "DATABASE_LOCAL_PARAMETER"
WRITE_VARIABLE: Final = "DATABASE_WRITER_PARAMETER"
ORDERS_VARIABLE: Final = "ORDERS_QUEUE_URL"


def load_balancers(found: Declarations) -> dict[str, LoadBalancer]:
    """The load balancers by the name that AWS gave them."""
    groups = _target_groups(found)
    rules = _rules(found, groups)
    return {
        str(resource.outputs["dnsName"]): LoadBalancer(
            arn=str(resource.id),
            dns_name=str(resource.outputs["dnsName"]),
            region=str(resource.region),
            release=str((resource.inputs.get("tags") or {}).get("Release") or resource.name),
            zones=_zones(resource.inputs.get("subnets"), found),
            rules=tuple(sorted(rules.get(resource.urn, ()), key=lambda rule: rule.priority)),
            declared=declared(resource),
        )
        for resource in found.of_type(LOAD_BALANCER)
    }


def services(found: Declarations) -> tuple[Service, ...]:
    """The ECS services that the program names after what they do."""
    return tuple(service for resource in found.of_type(SERVICE) if (service := _service(resource, found)) is not None)


def _service(resource: Resource, found: Declarations) -> Service | None:
    name = (resource.inputs.get("tags") or {}).get("Service")
    if name is None:
        return None
    network = block(resource.inputs, "networkConfiguration") or {}
    return Service(
        name=str(name),
        region=str(resource.region),
        tasks=_tasks(resource, found),
        zones=_zones(network.get("subnets"), found),
        touches=_touches(found.find(TASK_DEFINITION, resource.inputs.get("taskDefinition"))),
        declared=declared(resource),
    )


def _tasks(service: Resource, found: Declarations) -> int:
    """Tasks that run for certain: no more than autoscaling keeps."""
    name = service.outputs.get("name")
    kept = (
        int(target.inputs.get("minCapacity") or 0)
        for target in found.of_type(SCALABLE_TARGET)
        if target.region == service.region and str(target.inputs.get("resourceId")).endswith(f"/{name}")
    )
    return min(int(service.inputs.get("desiredCount") or 0), *kept)


def _touches(definition: Resource | None) -> Touches:
    if definition is None:
        return Touches()
    told: dict[str, Any] = {}
    for container in json.loads(definition.inputs["containerDefinitions"]):
        told |= {variable["name"]: variable.get("value") for variable in container.get("environment", ())}
    return Touches(
        reads_database=READ_VARIABLE in told,
        writes_database=WRITE_VARIABLE in told,
        orders=ORDERS_VARIABLE in told,
        tables=frozenset(str(told[name]) for name in TABLE_VARIABLES if name in told),
        personal_tables=frozenset(str(told[name]) for name in (PERSONAL_TABLE_VARIABLE,) if name in told),
    )


def _target_groups(found: Declarations) -> dict[str, TargetGroup]:
    """The target groups by URN."""
    behind: dict[str, Service] = {}
    for resource in found.of_type(SERVICE):
        service = _service(resource, found)
        for balancer in resource.inputs.get("loadBalancers") or ():
            group = found.find(TARGET_GROUP, balancer.get("targetGroupArn"))
            if group is not None and service is not None:
                behind[group.urn] = service
    return {resource.urn: _target_group(resource, behind) for resource in found.of_type(TARGET_GROUP)}


def _target_group(resource: Resource, behind: Mapping[str, Service]) -> TargetGroup:
    check = block(resource.inputs, "healthCheck") or {}
    # What a block does not say has the provider's figures (aws.lb.TargetGroup, `healthCheck`); without one AWS has its
    # own ("Target group health check settings", Application Load Balancers).
    healthy, unhealthy = (3, 3) if check else (5, 2)
    return TargetGroup(
        arn=str(resource.id),
        service=behind.get(resource.urn),
        interval=int(check.get("interval") or 30),
        timeout=int(check.get("timeout") or 5),
        healthy_threshold=int(check.get("healthyThreshold") or healthy),
        unhealthy_threshold=int(check.get("unhealthyThreshold") or unhealthy),
        declared=declared(resource),
    )


def _rules(found: Declarations, groups: Mapping[str, TargetGroup]) -> dict[str, list[ListenerRule]]:
    """The rules of HTTPS listeners by the URN of the load balancer."""
    rules: dict[str, list[ListenerRule]] = {}
    for resource in found.of_type(LISTENER_RULE):
        listener = found.find(LISTENER, resource.inputs.get("listenerArn"))
        if listener is None or listener.inputs.get("protocol") != "HTTPS":
            continue
        balancer = found.find(LOAD_BALANCER, listener.inputs.get("loadBalancerArn"))
        if balancer is None:
            continue
        rules.setdefault(balancer.urn, []).append(
            ListenerRule(
                priority=int(resource.inputs.get("priority") or 0),
                hosts=_values(resource, "hostHeader"),
                paths=_values(resource, "pathPattern"),
                target_groups=tuple(groups[urn] for urn in dict.fromkeys(_forwarded_to(resource, found))),
                declared=declared(resource),
            )
        )
    return rules


def _forwarded_to(rule: Resource, found: Declarations) -> Iterator[str]:
    """The URNs of the target groups that a rule sends requests to: one of weight 0 gets none."""
    for action in rule.inputs.get("actions") or ():
        weighted = (block(action, "forward") or {}).get("targetGroups") or ()
        arns = [each.get("arn") for each in weighted if each.get("weight") != 0]
        for arn in (action.get("targetGroupArn"), *arns):
            if (group := found.find(TARGET_GROUP, arn)) is not None:
                yield group.urn


def _values(rule: Resource, condition: str) -> tuple[str, ...]:
    return tuple(
        str(value)
        for one in rule.inputs.get("conditions") or ()
        for value in (block(one, condition) or {}).get("values", ())
    )


def _zones(subnets: object, found: Declarations) -> tuple[str, ...]:
    """The zones of subnets."""
    resources = (found.find(SUBNET, subnet) for subnet in (subnets if isinstance(subnets, list | tuple) else ()))
    return tuple(sorted({str(each.inputs["availabilityZone"]) for each in resources if each is not None}))
