"""How customers come in: from the names that they ask for to the Regions that answer."""

from __future__ import annotations

from collections.abc import Iterator

from securecart.proof.estate.model import Distribution, Estate
from securecart.proof.journeys import Way
from securecart.proof.model import Proof
from securecart.report.architecture.model import Line, LineGroup, Mark

_End = tuple[str, str, Mark]
"""By what a Region is reached, the Region, and what it is there."""


def entrances(estate: Estate, proof: Proof, domain: str) -> tuple[LineGroup, ...]:
    """A group for each name that journeys ask for, with a line for each way from it to the Regions."""
    labels = dict.fromkeys(journey.label for journey in proof.journeys if journey.way is Way.INTERNET)
    return tuple(_entrance(estate, f"{label}.{domain}", _serving(proof, label)) for label in labels)


def _entrance(estate: Estate, name: str, serving: frozenset[str]) -> LineGroup:
    found: dict[str, dict[str, Mark]] = {}
    for by, region, mark in _ends(estate, name, "Route 53", frozenset()):
        waits = mark is Mark.SERVES and region not in serving
        found.setdefault(by, {}).setdefault(region, Mark.STANDBY if waits else mark)
    policies = {type(each.record.policy).__name__.lower() for each in estate.records if each.record.name == name}
    return LineGroup(
        title=name,
        note=", ".join(sorted(policies - {"simple"})),
        lines=tuple(Line(title=by, stops=stops) for by, stops in found.items()),
    )


def _serving(proof: Proof, label: str) -> frozenset[str]:
    """The Regions that answer journeys to a name while all is well."""
    cases = (case for case in proof.cases if not case.scenario and case.journey.label == label)
    return frozenset(region for case in cases for region in case.outcome.regions)


def _ends(estate: Estate, name: str, by: str, seen: frozenset[str]) -> Iterator[_End]:
    """Where a name leads to."""
    if balancer := estate.load_balancers.get(name):
        yield by, balancer.region, Mark.SERVES
    elif page := estate.error_pages.get(name):
        yield "API Gateway", page.region, Mark.ERROR
    elif accelerator := estate.accelerators.get(name):
        for group in accelerator.model.endpoint_groups:
            yield f"Global Accelerator {accelerator.declared.name}", group.region, Mark.SERVES
    elif distribution := estate.distributions.get(name):
        yield from _delivered(estate, distribution, seen)
    elif name not in seen:
        for each in estate.records:
            if each.record.name == name and each.record.alias_target is not None:
                yield from _ends(estate, each.record.alias_target.dns_name, by, seen | {name})


def _delivered(estate: Estate, distribution: Distribution, seen: frozenset[str]) -> Iterator[_End]:
    """Where a distribution fetches from, by what is asked for."""
    patterns: dict[str, list[str]] = {}
    for pattern, target in distribution.behaviors:
        patterns.setdefault(target, []).append(pattern)
    for target, asked in patterns.items():
        by = f"CloudFront {', '.join(asked)}"
        for number, origin in enumerate(distribution.origins_of(target)):
            mark = Mark.STANDBY if number else Mark.SERVES
            if bucket := estate.buckets.get(origin.domain_name):
                yield by, bucket.region, mark
            else:
                yield from _ends(estate, origin.domain_name, by, seen)
