"""Resolves a name of an exported zone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from difflib import get_close_matches

from securecart.resolution.model import Question, Resolution, Way
from securecart.routing.errors import ZoneError
from securecart.routing.route53.answers import Outcome
from securecart.routing.route53.hosted_zone import HostedZone
from securecart.routing.route53.outage import Outages
from securecart.routing.route53.records import target_name
from securecart.routing.route53.resolver import Resolver


def resolve(zone: HostedZone, source: str, question: Question) -> Resolution:
    """What a client is answered.

    Args:
        zone: the zone.
        source: where it comes from.
        question: what is asked.

    Raises:
        RoutingError: nothing of the zone is in a Region that is lost, or what is unhealthy is not there.
    """
    resolver = Resolver(zone)
    outages = Outages(zone)
    known = outages.regions()
    for region in question.down:
        if region not in known:
            raise ZoneError(f"--down {region}: nothing of {zone.name} is known to be there; allowed: {_listed(known)}")
    checks, targets = _named(zone, question.unhealthy)
    lost = outages.health(question.down)
    health = replace(
        lost,
        set_checks=dict.fromkeys(sorted(checks), False),
        unhealthy_targets=lost.unhealthy_targets | targets,
    )
    state = resolver.state(health)
    answer = resolver.answer(zone.full_name(question.name), question.client, state, type_=question.type)
    return Resolution(
        question=question,
        name=answer.name,
        source=source,
        health=health,
        ways=tuple(
            Way(share=outcome.share, hops=outcome.hops, end=_end(outcome), ttl=outcome.ttl)
            for outcome in answer.outcomes
        ),
        unanswered=answer.unanswered,
        notes=answer.notes,
        remarks=_remarks(zone),
        checks=zone.health_checks,
        statuses=state.statuses,
    )


def _named(zone: HostedZone, unhealthy: Collection[str]) -> tuple[set[str], set[str]]:
    """The checks, and the alias targets, that are said to be unhealthy."""
    carried = {record.health_check_id for record in zone.record_sets if record.health_check_id}
    aliases = (record.alias_target for record in zone.record_sets if record.alias_target)
    targets = {alias.dns_name for alias in aliases if not zone.holds(alias.dns_name)}
    checks = {*carried, *zone.health_checks}
    for key in unhealthy:
        if key not in checks and target_name(key) not in targets:
            allowed = ", ".join(get_close_matches(key, [*checks, *targets], n=3, cutoff=0))
            raise ZoneError(f"--unhealthy {key}: {zone.name} has no such check or alias target; allowed: {allowed} ...")
    return checks & set(unhealthy), targets & set(map(target_name, unhealthy))


def _end(outcome: Outcome) -> str:
    return outcome.target or ", ".join(outcome.values)


def _remarks(zone: HostedZone) -> tuple[str, ...]:
    carried = {record.health_check_id for record in zone.record_sets if record.health_check_id}
    unread = carried - zone.health_checks.keys()
    if not unread:
        return ()
    return (f"Nothing was read of {len(unread)} of {len(carried)} health checks: they count as healthy unless named.",)


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names)) or "none: the zone names none"
