"""Small programs of Route 53 records and health checks."""

from __future__ import annotations

from typing import Final

from tests.policies.harness import Deployment, program

RECORD: Final = "aws:route53/record:Record"
HEALTH_CHECK: Final = "aws:route53/healthCheck:HealthCheck"


def records(*declared: str, also: str = "", name: str = "shop.example") -> Deployment:
    """A program of records `r0`, `r1`...: each is A in zone Z1 and has `name`, unless its properties say otherwise.

    Args:
        declared: the properties of each, in YAML's flow style.
        also: other resources, likewise: `name: {type: ..., properties: {...}}`, one a line.
        name: the name of all of them.
    """
    lines = [line for line in also.strip().splitlines() if line.strip()]
    for index, properties in enumerate(declared):
        base = {"zoneId": "Z1", "name": name, "type": "A"}
        missing = [f"{key}: {value}" for key, value in base.items() if f"{key}:" not in _own(properties)]
        lines.append(f"r{index}: {{type: 'aws:route53:Record', properties: {{{', '.join((*missing, properties))}}}}}")
    return program("resources:\n" + "\n".join(f"  {line.strip()}" for line in lines))


def check(name: str, properties: str) -> str:
    """A health check, to be declared beside records."""
    return f"{name}: {{type: 'aws:route53:HealthCheck', properties: {{{properties}}}}}"


def alias(to: str, *, evaluates: bool = True, zone: str = "Z1") -> str:
    """An alias."""
    return f"aliases: [{{name: '{to}', zoneId: {zone}, evaluateTargetHealth: {str(evaluates).lower()}}}]"


def _own(properties: str) -> str:
    """The properties outside of brackets, which may name what blocks name too."""
    depth, found = 0, ""
    for character in properties:
        depth += (character in "[{") - (character in "]}")
        found += character if depth == 0 else ""
    return found
