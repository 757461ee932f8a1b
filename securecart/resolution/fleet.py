"""Resolves a name of the fleet as its plan declares it, and follows it behind an accelerator."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from securecart.proof.conditions import Conditions, Damage
from securecart.proof.estate.model import Estate
from securecart.proof.estate.zone import hosted_zone
from securecart.proof.failures import Failure, FailureKind, failures
from securecart.resolution.model import Question, Resolution, Way
from securecart.routing.accelerator import route
from securecart.routing.clients.client import Client
from securecart.routing.errors import ZoneError
from securecart.routing.route53.answers import Outcome
from securecart.routing.route53.resolver import Resolver
from securecart.settings.edge import EdgeSettings


def resolve(estate: Estate, edge: EdgeSettings, question: Question) -> Resolution:
    """What a client is answered, and where an accelerator takes it.

    Args:
        estate: the fleet, read from its plan.
        edge: the settings of `global`, for the domain and what is assumed.
        question: what is asked; checks by the names that `prove --failure` has for them.

    Raises:
        RoutingError: nothing of the fleet is in a Region that is lost, or a check is not there.
    """
    zone = hosted_zone(estate, edge.domain)
    resolver = Resolver(zone)
    known = failures(estate)
    scenario = (*_lost(known, question.down), *_stuck(known, question.unhealthy))
    conditions = Damage(estate, edge.assumptions).after(scenario)
    state = resolver.state(conditions.health)
    answer = resolver.answer(zone.full_name(question.name), question.client, state, type_=question.type)
    ways = (way for outcome in answer.outcomes for way in _ways(outcome, estate, question.client, conditions))
    return Resolution(
        question=question,
        name=answer.name,
        source="the fleet's plan",
        health=conditions.health,
        ways=tuple(ways),
        unanswered=answer.unanswered,
        notes=answer.notes,
        checks=zone.health_checks,
        statuses=state.statuses,
        labels=_labels(estate),
    )


def _lost(known: Collection[Failure], regions: Collection[str]) -> Iterator[Failure]:
    lost = {failure.name: failure for failure in known if failure.kind is FailureKind.REGION}
    for region in regions:
        if region not in lost:
            raise ZoneError(f"--down {region}: nothing of the fleet is there; allowed: {', '.join(lost)}")
        yield lost[region]


def _stuck(known: Collection[Failure], checks: Collection[str]) -> Iterator[Failure]:
    stuck = {failure.name: failure for failure in known if failure.kind is FailureKind.CHECK_UNHEALTHY}
    for check in checks:
        if check not in stuck:
            near = ", ".join(get_close_matches(check, stuck, n=3, cutoff=0))
            raise ZoneError(f"--unhealthy {check}: the fleet has no such health check; allowed: {near} ...")
        yield stuck[check]


def _ways(outcome: Outcome, estate: Estate, client: Client, conditions: Conditions) -> Iterator[Way]:
    """Where an outcome leads: to what Route 53 answers, or through an accelerator to its endpoints."""
    accelerator = estate.accelerators.get(outcome.target or "")
    if accelerator is None:
        end = outcome.target or ", ".join(outcome.values)
        yield Way(share=outcome.share, hops=outcome.hops, end=end, ttl=outcome.ttl)
        return
    for taken in route(accelerator.model, client, estate.endpoints(conditions.health.unhealthy_targets)):
        hops = (*outcome.hops, *taken.hops)
        yield Way(share=outcome.share * taken.share, hops=hops, end=taken.endpoint.id, ttl=outcome.ttl)


def _labels(estate: Estate) -> dict[str, str]:
    """Names for what only a deployment names, and for checks, which every Region calls the same."""
    labels = {id_: f"{each.declared.stack}/{each.declared.name}" for id_, each in estate.checks.items()}
    for balancer in estate.load_balancers.values():
        labels |= dict.fromkeys(
            (balancer.dns_name, balancer.arn), f"{balancer.release} load balancer, {balancer.region}"
        )
    for page in estate.error_pages.values():
        labels[page.dns_name] = f"page that answers {page.status}, {page.region}"
    for accelerator in estate.accelerators.values():
        name = accelerator.model.name
        labels |= dict.fromkeys((accelerator.dns_name, name), f"accelerator {name}")
    for distribution in estate.distributions.values():
        labels[distribution.dns_name] = f"CloudFront distribution {distribution.declared.name}"
    return labels
