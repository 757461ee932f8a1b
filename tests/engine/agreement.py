"""Holds two plans of one stack together, and says where they first disagree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from securecart.plan.model import Resource, StackPlan


def first_difference(embedded: StackPlan, engine: StackPlan) -> str | None:
    """The first thing that two plans of a stack do not agree on, for a reader; None if they agree on everything."""
    return next(_differences(embedded, engine), None)


def _differences(embedded: StackPlan, engine: StackPlan) -> Iterator[str]:
    stack = embedded.stack
    for urn in sorted(resource.urn for resource in (*embedded.resources, *engine.resources)):
        if urn not in engine:
            yield f"{stack}: only the embedded plan has {urn}"
        elif urn not in embedded:
            yield f"{stack}: only the engine's plan has {urn}"
        else:
            yield from (f"{stack}: {urn}\n{told}" for told in _of_resources(embedded[urn], engine[urn]))
    for attribute in ("outputs", "secret_outputs", "stand_ins", "references"):
        one, other = getattr(embedded, attribute), getattr(engine, attribute)
        yield from (f"{stack}: {told}" for told in _of_values(attribute, one, other))


def _of_resources(embedded: Resource, engine: Resource) -> Iterator[str]:
    for attribute in fields(Resource):
        yield from _of_values(attribute.name, getattr(embedded, attribute.name), getattr(engine, attribute.name))


def _of_values(path: str, embedded: Any, engine: Any) -> Iterator[str]:
    if isinstance(embedded, Mapping) and isinstance(engine, Mapping):
        for key in sorted({*embedded, *engine}):
            inner = f"{path}.{key}"
            if key not in engine or key not in embedded:
                yield _told(inner, embedded.get(key, "(absent)"), engine.get(key, "(absent)"))
            else:
                yield from _of_values(inner, embedded[key], engine[key])
    elif isinstance(embedded, list | tuple) and isinstance(engine, list | tuple) and len(embedded) == len(engine):
        for index, (one, other) in enumerate(zip(embedded, engine, strict=True)):
            yield from _of_values(f"{path}[{index}]", one, other)
    elif type(embedded) is not type(engine) or embedded != engine:
        yield _told(path, embedded, engine)


def _told(path: str, embedded: Any, engine: Any) -> str:
    return f"  {path}\n    embedded: {embedded!r}\n    engine:   {engine!r}"
