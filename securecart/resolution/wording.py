"""How a resolution's parts are said."""

from __future__ import annotations

from fractions import Fraction

from securecart.resolution.model import Resolution, Way
from securecart.routing.clients.client import Client
from securecart.routing.geography.countries import continents, countries, states
from securecart.routing.route53.health_checks import HealthCheckType
from securecart.routing.route53.records import ResourceRecordSet
from securecart.routing.rules import Rule


def described(client: Client) -> str:
    """Who asks."""
    country = countries()[client.country]
    state = f"{states()[client.subdivision].name}, " if client.subdivision else ""
    filed = f"filed under {continents()[client.continent]}"
    if country.otherwise == client.continent:
        filed += ", as in octoDNS"
    elif country.otherwise:
        filed += f" (octoDNS: {continents()[country.otherwise]})"
    place = f"{state}{country.name}, {filed}"
    return f"{client.name}: {place}; latency as measured from {client.city}"


def stays(way: Way, depth: int) -> bool:
    """Whether a decision leads to other records of the zone whose health it does not ask for."""
    record, below = way.hops[depth].chosen, [hop.chosen for hop in way.hops[depth + 1 :]]
    if not isinstance(record, ResourceRecordSet) or not record.alias_target or not below:
        return False
    return isinstance(below[0], ResourceRecordSet) and not record.alias_target.evaluate_target_health


def percentage(share: Fraction) -> str:
    """A share in percent, rounded where it has no end, and never to none or all."""
    exact = share * 100
    if exact.denominator == 1:
        return f"{exact.numerator} %"
    rounded = f"{float(exact):.1f} %"
    return f"{share} of all" if rounded in ("0.0 %", "100.0 %") else rounded


def check_detail(resolution: Resolution, key: str) -> str:
    """Why a check has its status; empty for what is no check, or has nothing to tell."""
    check, status = resolution.checks.get(key), resolution.statuses.get(key)
    if check is None or status is None:
        return ""
    inverted = ", inverted" if check.inverted else ""
    if status.rule is Rule.CHECK_CALCULATED and check.type is HealthCheckType.CALCULATED:
        healthy = f"{len(status.healthy_children)} of {len(check.children)} checks healthy"
        return f"{healthy}, {check.threshold} needed{inverted}"
    return inverted.lstrip(", ") if status.rule is Rule.CHECK_OBSERVED else f"{status.rule.sentence}{inverted}"
