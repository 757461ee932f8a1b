"""The real fleet's plan with a mistake in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from securecart.plan.model import Plan, Resource

Inputs = dict[str, Any]
Change = Callable[[Inputs], None]

RECORD = "aws:route53/record:Record"
HEALTH_CHECK = "aws:route53/healthCheck:HealthCheck"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
INSTANCE = "aws:rds/instance:Instance"
SERVICE = "aws:ecs/service:Service"
SCALABLE_TARGET = "aws:appautoscaling/target:Target"
TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"
RULE = "aws:lb/listenerRule:ListenerRule"
TABLE = "aws:dynamodb/table:Table"
ENDPOINT_GROUP = "aws:globalaccelerator/endpointGroup:EndpointGroup"


def changed(plan: Plan, stack: str, type_: str, change: Change, *names: str) -> Plan:
    """The plan with the inputs of some resources of a type changed; of all of them where none is named."""
    touched: set[str] = set()

    def of(resource: Resource) -> Resource:
        if resource.type != type_ or (names and resource.name not in names):
            return resource
        touched.add(resource.name)
        inputs = _copy(resource.inputs)
        change(inputs)
        region = str(inputs["region"]) if "region" in inputs else resource.region
        return replace(resource, inputs=inputs, outputs={**resource.outputs, **inputs}, region=region)

    result = _with(plan, stack, lambda resources: [of(each) for each in resources])
    assert touched >= set(names)
    assert touched
    return result


def without(plan: Plan, stack: str, type_: str, *names: str) -> Plan:
    """The plan without some resources."""
    there = {each.name for each in plan[stack].of_type(type_)}
    assert set(names) <= there
    return _with(plan, stack, lambda resources: [e for e in resources if not (e.type == type_ and e.name in names)])


def added(plan: Plan, stack: str, like: tuple[str, str], called: str, **inputs: Any) -> Plan:
    """The plan with one more resource, like another one; its id is its name. An input that is None is left out."""
    model = plan[stack].named(*like)
    values = {**_copy(model.inputs), **inputs}
    values = {key: value for key, value in values.items() if value is not None}
    more = replace(
        model,
        urn=model.urn.removesuffix(model.name) + called,
        name=called,
        id=called,
        inputs=values,
        outputs={**{key: model.outputs[key] for key in model.outputs.keys() - model.inputs.keys()}, **values},
    )
    return _with(plan, stack, lambda resources: [*resources, more])


def _with(plan: Plan, stack: str, change: Callable[[tuple[Resource, ...]], list[Resource]]) -> Plan:
    return Plan(
        stacks=tuple(
            replace(each, resources=tuple(change(each.resources))) if each.stack == stack else each
            for each in plan.stacks
        )
    )


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copy(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_copy(each) for each in value]
    return value


def with_writer_alarm(plan: Plan) -> Plan:
    """The plan with an alarm on the writer of us-east-1, and with a health check of it: `shop-records-writer`."""
    plan = added(
        plan,
        "us-east-1",
        (ALARM, "shop-alarm-search-1-lag"),
        "writer-alarm",
        dimensions={"DBInstanceIdentifier": "securecart-us-east-1-g1"},
    )
    return added(
        plan,
        "us-east-1",
        (HEALTH_CHECK, "shop-records-blue-api"),
        "shop-records-writer",
        type="CLOUDWATCH_METRIC",
        cloudwatchAlarmName="writer-alarm",
        cloudwatchAlarmRegion="us-east-1",
        fqdn=None,
        requestInterval=None,
        failureThreshold=None,
    )
