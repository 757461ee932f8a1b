"""A plan of what the engine's state holds: Pulumi's deployment, version 3, as `pulumi stack export` writes it.

Two options are not in a state, and are told by the goals of an update plan (`pulumi preview --save-plan`): whether a
resource is deleted before it is replaced, and aliases that nothing was found under.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlparse

from google.protobuf import json_format, struct_pb2

from securecart.plan import tokens, urns
from securecart.plan.embedded import properties
from securecart.plan.embedded.declarations import declaration
from securecart.plan.embedded.outputs import KNOWN_BEFOREHAND
from securecart.plan.embedded.placeholders import provider_id
from securecart.plan.model import PROVIDER_PREFIX, STACK_REFERENCE, Resource, StackPlan, Timeouts
from securecart.plan.program import Locator
from securecart.plan.stack import Stack

_DEFAULT_PROVIDER: Final = "default"
"""How the name of a provider begins that the engine adds by itself."""

_UNITS: Final = (("h", 3600), ("m", 60), ("s", 1))


def stack_plan(
    stack: Stack, deployment: Mapping[str, Any], goals: Mapping[str, Any], root: Path, locate: Locator
) -> StackPlan:
    """The plan of a stack that was deployed.

    Args:
        stack: the stack.
        deployment: what the engine exports of it.
        goals: what an update plan says that it was to be, by URN.
        root: the folder that the engine's places in the program are relative to.
        locate: names the program's own files.
    """
    states: list[Mapping[str, Any]] = deployment.get("resources") or []
    resources = [
        _Resource(stack, state, goals.get(state["urn"], {}), root, locate).read()
        for state in states
        if state["type"] != urns.STACK_TYPE and not _is_default_provider(state["urn"])
    ]
    wire = _wire(next((state.get("outputs", {}) for state in states if state["type"] == urns.STACK_TYPE), {}))
    return StackPlan(
        stack=stack.name,
        project=stack.project,
        resources=tuple(resources),
        outputs=properties.Reader().properties(wire),
        secret_outputs=properties.secret_names(wire),
        stand_ins=stack.stand_ins,
        references=tuple(
            sorted(str(resource.id).rsplit("/", 1)[-1] for resource in resources if resource.type == STACK_REFERENCE)
        ),
    )


class _Resource:
    """One resource of a deployment."""

    def __init__(
        self, stack: Stack, state: Mapping[str, Any], goal: Mapping[str, Any], root: Path, locate: Locator
    ) -> None:
        self._stack = stack
        self._state = state
        self._goal = goal
        self._root = root
        self._locate = locate

    def read(self) -> Resource:
        """The resource as a plan tells it."""
        state = self._state
        reader = properties.Reader()
        inputs = reader.properties(_wire(state.get("inputs", {})))
        wire = _wire(state.get("outputs", {}))
        outputs = properties.Reader().properties(wire)
        custom = state["custom"]
        provider = state.get("provider", "").rsplit("::", 1)[0]
        declared = declaration(state["type"])
        hidden = state.get("additionalSecretOutputs", ())
        is_provider = state["type"].startswith(PROVIDER_PREFIX)
        computed: set[str] = set()
        if custom and not is_provider and not state.get("external"):
            # What can carry no placeholder the stand-in leaves out.
            outputs |= dict.fromkeys(set(declared.added_to(inputs)) - outputs.keys(), tokens.UNKNOWN)
            computed = outputs.keys() - inputs.keys() - KNOWN_BEFOREHAND
        return Resource(
            urn=state["urn"],
            type=state["type"],
            name=urns.name(state["urn"]),
            parent=state.get("parent"),
            custom=custom,
            external=state.get("external", False),
            provider=None if not provider or _is_default_provider(provider) else provider,
            region=outputs.get("region") if declared.regional and not is_provider else None,
            id=provider_id(state["urn"]) if is_provider else state.get("id"),
            inputs=inputs,
            outputs={**outputs, **{name: tokens.SECRET for name in hidden if name in outputs}},
            computed=frozenset(computed),
            secret_inputs=frozenset(reader.secrets),
            secret_outputs=properties.secret_names(wire),
            dependencies=tuple(sorted(state.get("dependencies", ()))),
            property_dependencies={
                name: tuple(sorted(found))
                for name, found in sorted(state.get("propertyDependencies", {}).items())
                if found
            },
            protect=state.get("protect", False),
            retain_on_delete=state.get("retainOnDelete", False),
            delete_before_replace=self._goal.get("deleteBeforeReplace"),
            ignore_changes=tuple(state.get("ignoreChanges", ())),
            replace_on_changes=tuple(state.get("replaceOnChanges", ())),
            replacement_trigger=self._trigger(),
            replace_with=tuple(sorted(state.get("replaceWith", ()))),
            additional_secret_outputs=tuple(hidden),
            aliases=tuple(self._aliases()),
            custom_timeouts=self._timeouts(),
            deleted_with=state.get("deletedWith"),
            source=next(self._places(), None),
        )

    def _aliases(self) -> Iterator[str]:
        """The URNs of the aliases; what one does not say is as it is now."""
        yield from self._goal.get("aliases") or ()
        for alias in self._goal.get("structuredAliases") or ():
            yield alias["URN"] or urns.make(
                stack=alias["Stack"] or self._stack.name,
                project=alias["Project"] or self._stack.project,
                parent="" if alias["NoParent"] else alias["Parent"] or self._state.get("parent", ""),
                type_=alias["Type"] or self._state["type"],
                name=alias["Name"] or urns.name(self._state["urn"]),
            )

    def _trigger(self) -> Any:  # noqa: ANN401
        name = "replacementTrigger"
        return properties.Reader().properties(_wire({name: self._state.get(name)})).get(name)

    def _timeouts(self) -> Timeouts | None:
        told = {name: _duration(seconds) for name, seconds in self._state.get("customTimeouts", {}).items()}
        return Timeouts(**told) if any(told.values()) else None

    def _places(self) -> Iterator[str]:
        """The frames of the program itself, the innermost first."""
        frames = [frame.get("sourcePosition", "") for frame in self._state.get("stackTrace", ())]
        for position in (*frames, self._state.get("sourcePosition", "")):
            place = urlparse(position)
            file = self._locate(os.path.normpath(self._root / unquote(place.path).lstrip("/")))
            if file and place.fragment:
                yield f"{file}:{place.fragment.split(',')[0]}"


def _is_default_provider(urn: str) -> bool:
    type_ = urns.qualified_type(urn)
    return type_.startswith(PROVIDER_PREFIX) and urns.name(urn).startswith(_DEFAULT_PROVIDER)


def _wire(values: Mapping[str, Any]) -> struct_pb2.Struct:
    """Properties in Pulumi's wire format, without those that are the engine's own."""
    own = {name: value for name, value in values.items() if not name.startswith("__")}
    return json_format.ParseDict(own, struct_pb2.Struct())


def _duration(seconds: float) -> str | None:
    """Seconds as a program says them: `30m`."""
    for unit, length in _UNITS:
        if seconds and seconds % length == 0:
            return f"{int(seconds // length)}{unit}"
    return None
