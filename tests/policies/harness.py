"""Asks rules as the engine does: serialised requests through the policy SDK's own servicer and proxies."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import dedent
from typing import Any, Final

import yaml
from google.protobuf import json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel, Policy
from pulumi_policy.policy import _PolicyAnalyzerServicer
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from policies.framework.pack import Policies
from policies.framework.rule import Rule
from securecart.plan.analyzer.configuration import PackConfiguration
from securecart.plan.analyzer.requests import Requests, fleet
from securecart.plan.embedded.properties import write
from securecart.plan.embedded.runtime import Recording

UNKNOWN: Final = UNKNOWN_STRING_VALUE
"""Give a property this value, and it is one that only the deployment knows."""

ABSENT: Final = object()
"""Give a property this value, and it is not there."""

_REFERENCE = re.compile(r"\$\{([^.}]+)\.?([^}]*)\}")
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


@dataclass(frozen=True)
class Judged:
    """What the pack answered.

    Attributes:
        violated: by policy, the resources that are reported, with the message.
        undecided: by policy, what could not be decided.
        levels: by policy, the level of what was reported.
    """

    violated: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    undecided: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)

    def names(self, policy: str) -> set[str]:
        """The logical names of the resources that a policy reports."""
        return set(self.violated.get(policy, ()))


class Deployment:
    """The requests of one stack, in the order in which the engine makes them."""

    def __init__(
        self, alone: Sequence[analyzer_pb2.AnalyzeRequest], together: analyzer_pb2.AnalyzeStackRequest
    ) -> None:
        self.alone = list(alone)
        self.together = together

    @classmethod
    def of(cls, recording: Recording) -> Deployment:
        """What the real program declares, at a preview."""
        requests = Requests(recording)
        return cls(requests.resources, requests.stack)

    @classmethod
    def deployed(cls, recording: Recording) -> Deployment:
        """What the real program declares, once everything is known; without what can carry no placeholder."""
        requests = Requests(recording)
        alone = [requests.with_stand_ins(one.urn) if one.urn in recording.plan else one for one in requests.resources]
        together = requests.stack_with_stand_ins()
        for resource in together.resources:
            fields = resource.properties.fields
            for name in [name for name, value in fields.items() if value.string_value == UNKNOWN]:
                del fields[name]
        return cls(alone, together)

    def __getstate__(self) -> tuple[list[bytes], bytes]:
        return [request.SerializeToString() for request in self.alone], self.together.SerializeToString()

    def __setstate__(self, state: tuple[list[bytes], bytes]) -> None:
        alone, together = state
        self.alone = [analyzer_pb2.AnalyzeRequest.FromString(request) for request in alone]
        self.together = analyzer_pb2.AnalyzeStackRequest.FromString(together)

    def copy(self) -> Deployment:
        """One of its own, to be changed."""
        return copy.deepcopy(self)

    def inputs(self, name: str, *, type_: str = "") -> dict[str, Any]:
        """The inputs of a resource."""
        (found,) = (request for request in self.alone if request.name == name and type_ in ("", request.type))
        return json_format.MessageToDict(found.properties)

    def named(self, type_: str) -> list[str]:
        """The logical names of all resources of a type."""
        return [request.name for request in self.alone if request.type == type_]

    def set(self, name: str, path: str, value: Any, *, type_: str = "") -> Deployment:
        """Change a property of a resource, in its inputs and in its outputs."""
        for request in self._requests(name, type_):
            _set(request.properties, path, value)
        return self

    def edit_json(self, name: str, path: str, edit: Callable[[Any], object], *, type_: str = "") -> Deployment:
        """Change a property that holds a JSON document, which has to be known: `edit` changes what it is given."""
        document = json.loads(self.inputs(name, type_=type_)[path])
        edit(document)
        return self.set(name, path, json.dumps(document), type_=type_)

    def duplicate(self, name: str, new: str, *, type_: str) -> Deployment:
        """Declare a resource a second time under another logical name."""
        everything: tuple[Any, ...] = (self.alone, self.together.resources)
        for requests in everything:
            (found,) = (request for request in requests if request.name == name and request.type == type_)
            twin = copy.deepcopy(found)
            twin.name = new
            twin.urn = f"{found.urn.rsplit('::', 1)[0]}::{new}"
            requests.append(twin)
        return self

    def forget(self, urn: str, path: str) -> bool:
        """Make a property of a resource unknown; whether there is a place for it.

        Args:
            urn: the resource.
            path: the property as rules read it: a list with a single block is stepped into without an index.
        """
        everything: list[Any] = [*self.alone, *self.together.resources]
        found = [request for request in everything if request.urn == urn]
        done = [_forget(request.properties, path) for request in found]
        return any(done)

    def lose(self, name: str, property_: str) -> Deployment:
        """Leave a property out of the outputs, as the engine may at a preview."""
        for resource in self.together.resources:
            if resource.name == name:
                resource.properties.fields.pop(property_, None)
        return self

    def remove(self, name: str, *, type_: str = "") -> Deployment:
        """Take a resource away."""
        gone = {request.urn for request in self._requests(name, type_)}
        self.alone = [request for request in self.alone if request.urn not in gone]
        kept = [resource for resource in self.together.resources if resource.urn not in gone]
        del self.together.resources[:]
        self.together.resources.extend(kept)
        return self

    def sources(self, name: str, property_: str, *sources: str, type_: str = "") -> Deployment:
        """Say from which resources the value of a property comes."""
        urns = [request.urn for request in self.alone if request.name in sources]
        for resource in self.together.resources:
            if resource.name == name and type_ in ("", resource.type):
                resource.propertyDependencies[property_].urns[:] = urns
        return self

    def _requests(self, name: str, type_: str) -> list[Any]:
        everything: list[Any] = [*self.alone, *self.together.resources]
        found = [request for request in everything if request.name == name and type_ in ("", request.type)]
        assert found, f"no resource {name!r} of type {type_ or 'any'}"
        return found


def programs(text: str, *, region: str = "us-east-1", stack: str = "test") -> list[Deployment]:
    """The requests of Pulumi YAML programs, one for each document.

    A program may say the name of its stack (`name`) and its Region (`config: {"aws:region": ...}`). A reference is
    unknown unless the other resource says the value itself; so is an output that the resource leaves to its default, as
    far as another one of its type says what there is.
    """
    return [_program(document, region, stack) for document in yaml.safe_load_all(dedent(text))]


def program(text: str, *, region: str = "us-east-1", stack: str = "test") -> Deployment:
    """The requests of a Pulumi YAML program; of several programs shown together."""
    return together(programs(text, region=region, stack=stack))


def together(deployments: Sequence[Deployment]) -> Deployment:
    """One stack as it is, several shown together."""
    return deployments[0] if len(deployments) == 1 else merged(*deployments)


def _program(document: Mapping[str, Any], region: str, stack: str) -> Deployment:
    stack = document.get("name", stack)
    region = document.get("config", {}).get("aws:region", region)
    declared = document["resources"]
    types = {name: _full_type(resource["type"]) for name, resource in declared.items()}
    urns = {name: f"urn:pulumi:{stack}::shop::{type_}::{name}" for name, type_ in types.items()}
    alone, together = [], analyzer_pb2.AnalyzeStackRequest()
    for name, resource in declared.items():
        sources: dict[str, set[str]] = {}
        inputs = {
            key: _resolved(value, declared, sources.setdefault(key, set()))
            for key, value in (resource.get("properties") or {}).items()
        }
        provider = analyzer_pb2.AnalyzerProviderResource(type="pulumi:providers:aws", urn="p", name="aws")
        provider.properties.update({"region": region})
        common = {"type": types[name], "urn": urns[name], "name": name, "provider": provider}
        given = resource.get("options") or {}
        options = analyzer_pb2.AnalyzerResourceOptions(
            protect=given.get("protect", False), ignoreChanges=given.get("ignoreChanges", ())
        )
        request = analyzer_pb2.AnalyzeRequest(**common, options=options)
        _write(inputs, request.properties)
        alone.append(request)
        dependencies = {key: analyzer_pb2.AnalyzerPropertyDependencies(urns=sorted(urns[other] for other in others))
                        for key, others in sources.items() if others}  # fmt: skip
        joined = together.resources.add(
            **common,
            options=options,
            dependencies=sorted({urn for found in dependencies.values() for urn in found.urns}),
            propertyDependencies=dependencies,
        )
        same = [other.get("properties") or {} for key, other in declared.items() if types[key] == types[name]]
        computed = {"id": UNKNOWN, "arn": UNKNOWN} | {key: UNKNOWN for other in same for key in other}
        _write(computed | inputs, joined.properties)
    return Deployment(alone, together)


def merged(*deployments: Deployment) -> Deployment:
    """The resources of several stacks, shown together."""
    together = fleet((deployment.alone, deployment.together) for deployment in deployments)
    return Deployment([request for deployment in deployments for request in deployment.alone], together)


def judge(
    rules: Rule | Sequence[Rule] | list[Policy],
    deployment: Deployment | str,
    configuration: Mapping[str, Mapping[str, Any]] | None = None,
) -> Judged:
    """What rules say of a deployment.

    Args:
        rules: one rule, some, or a pack's policies.
        deployment: the requests, or a Pulumi YAML program.
        configuration: by policy, its properties and, as `enforcementLevel`, its level.
    """
    pack = _policies(rules)
    servicer: Any = _PolicyAnalyzerServicer("securecart", "0.0.1", pack, EnforcementLevel.ADVISORY)
    servicer.Configure(pack_configuration(servicer.GetAnalyzerInfo(None, None), configuration or {}), None)
    requests = program(deployment) if isinstance(deployment, str) else deployment
    answers = [(request.urn, _over_the_wire(servicer.Analyze, request)) for request in requests.alone]
    answers.append(("", _over_the_wire(servicer.AnalyzeStack, requests.together)))
    violated: dict[str, dict[str, str]] = {}
    undecided: dict[str, str] = {}
    levels: dict[str, str] = {}
    for urn, answer in answers:
        for found in answer.diagnostics:
            if found.message.startswith("can't run policy"):
                assert found.enforcementLevel == analyzer_pb2.ADVISORY
                undecided[found.policyName] = undecided.get(found.policyName, "") + found.message
                continue
            about = (found.urn or urn).rsplit("::", 1)[-1]
            violated.setdefault(found.policyName, {})[about] = found.message
            levels[found.policyName] = analyzer_pb2.EnforcementLevel.Name(found.enforcementLevel).lower()
    return Judged(violated, undecided, levels)


def _policies(rules: Rule | Sequence[Rule] | list[Policy]) -> list[Policy]:
    if isinstance(rules, Rule):
        return Policies([rules])
    if isinstance(rules, Policies):
        return rules
    chosen = [rule for rule in rules if isinstance(rule, Rule)]
    return Policies(chosen) if chosen else [policy for policy in rules if isinstance(policy, Policy)]


def _over_the_wire(call: Any, request: Any) -> Any:
    return call(type(request).FromString(request.SerializeToString()), None)


def pack_configuration(
    info: analyzer_pb2.AnalyzerInfo, wanted: Mapping[str, Mapping[str, Any]]
) -> analyzer_pb2.ConfigureAnalyzerRequest:
    """Every policy's configuration, as the engine gives it: defaults filled in."""
    return PackConfiguration(entries=wanted).request(info)


def _full_type(token: str) -> str:
    """`aws:rds:Instance`, as Pulumi YAML has it, in full: `aws:rds/instance:Instance`."""
    package, module, name = token.split(":")
    return token if "/" in module else f"{package}:{module}/{name[0].lower()}{name[1:]}:{name}"


def _resolved(value: Any, declared: Mapping[str, Any], sources: set[str]) -> Any:
    if isinstance(value, dict):
        return {key: _resolved(item, declared, sources) for key, item in value.items()}
    if isinstance(value, list):
        return [_resolved(item, declared, sources) for item in value]
    if value == "unknown!":
        return UNKNOWN
    if not isinstance(value, str) or not (found := _REFERENCE.search(value)):
        return value
    other, name = found.groups()
    sources.add(other)
    known = (declared[other].get("properties") or {}).get(name, UNKNOWN)
    return known if isinstance(known, str) and "${" not in known else UNKNOWN


def _write(values: Mapping[str, Any], into: struct_pb2.Struct) -> None:
    for key, value in values.items():
        write(value, into.fields[key])


def _forget(properties: struct_pb2.Struct, path: str) -> bool:
    at = struct_pb2.Value(struct_value=properties)
    holder = at
    *steps, last = [name or int(index) for name, index in _STEP.findall(path)]
    for step in steps:
        if isinstance(step, str):
            holder = _only(holder)
            if step not in holder.struct_value.fields:
                return False
            holder = holder.struct_value.fields[step]
        elif step < len(holder.list_value.values):
            holder = holder.list_value.values[step]
        elif not (step == 0 and holder.WhichOneof("kind") == "struct_value"):
            return False
    holder = _only(holder)
    if holder.WhichOneof("kind") != "struct_value":
        return False
    write(UNKNOWN, holder.struct_value.fields[str(last)])
    properties.CopyFrom(at.struct_value)
    return True


def _only(value: struct_pb2.Value) -> struct_pb2.Value:
    """The one item of a list, or what is no list."""
    return value.list_value.values[0] if len(value.list_value.values) == 1 else value


def _set(properties: struct_pb2.Struct, path: str, value: Any) -> None:
    *steps, last = [name or int(index) for name, index in _STEP.findall(path)]
    at = struct_pb2.Value(struct_value=properties)
    found: list[struct_pb2.Value] = [at]
    for step in steps:
        holder = found[-1]
        found.append(holder.struct_value.fields[step] if isinstance(step, str) else holder.list_value.values[step])
    holder = found[-1]
    if isinstance(last, int) and value is ABSENT:
        del holder.list_value.values[last]
    elif isinstance(last, int):
        write(value, holder.list_value.values[last])
    elif value is ABSENT:
        holder.struct_value.fields.pop(last, None)
    else:
        holder.struct_value.fields[last].Clear()
        write(value, holder.struct_value.fields[last])
    properties.CopyFrom(at.struct_value)
