"""Where a request arrives: through DNS, CloudFront or an accelerator, to a load balancer, a bucket or an error page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from fractions import Fraction

from securecart.proof.conditions import Conditions
from securecart.proof.estate.model import (
    Accelerator,
    Bucket,
    Distribution,
    ErrorPage,
    Estate,
    ListenerRule,
    LoadBalancer,
    Origin,
)
from securecart.proof.estate.zone import hosted_zone
from securecart.proof.failures import FailureKind
from securecart.routing.accelerator import route
from securecart.routing.clients.client import Client
from securecart.routing.hops import Hop, PassedOver
from securecart.routing.route53.answers import Answer
from securecart.routing.route53.records import AliasTarget, ResourceRecordSet, Weighted
from securecart.routing.route53.resolver import Resolver, State
from securecart.routing.rules import Rule


@dataclass(frozen=True, slots=True)
class Situation:
    """What still works, and what Route 53 sees of it."""

    conditions: Conditions
    state: State


class Via(StrEnum):
    """What leads a client away from what has failed."""

    DNS = "Route 53"
    ACCELERATOR = "Global Accelerator"
    ORIGIN_GROUP = "CloudFront origin group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Where a share of requests arrives.

    Attributes:
        share: the share.
        endpoint: what is reached; None where nothing is.
        via: what would lead away from it.
        hops: the decisions of Route 53 and Global Accelerator.
        distribution: the distribution that the request passes.
        accelerator: the accelerator that it passes.
        origin: the origin that the distribution fetches from.
        is_grouped: whether that is one of an origin group.
        unanswered: why there is no answer from Route 53.
    """

    share: Fraction = Fraction(1)
    endpoint: LoadBalancer | Bucket | ErrorPage | None = None
    via: Via = Via.DNS
    hops: tuple[Hop, ...] = ()
    distribution: Distribution | None = None
    accelerator: Accelerator | None = None
    origin: Origin | None = None
    is_grouped: bool = False
    unanswered: Rule | None = None

    @property
    def region(self) -> str:
        """The Region that is reached; empty where none is."""
        return self.endpoint.region if self.endpoint else ""

    @property
    def passed_over(self) -> Iterator[PassedOver]:
        """All that was passed over on the way, down to the records and endpoints that decided."""
        pending = [passed for hop in self.hops for passed in hop.passed_over]
        while pending:
            passed = pending.pop()
            if passed.below:
                pending.extend(passed.below)
            else:
                yield passed

    @property
    def is_released(self) -> bool:
        """Whether no release is reached that has no weight."""
        chosen = (hop.chosen for hop in self.hops)
        return not any(
            isinstance(each, ResourceRecordSet) and isinstance(each.policy, Weighted) and not each.policy.weight
            for each in chosen
        )


@dataclass(frozen=True, slots=True, eq=False)
class Arrivals:
    """Where all requests of a client arrive.

    Attributes:
        found: where each share does.
        signature: the same number for arrivals of which the same becomes.
    """

    found: tuple[Arrival, ...]
    signature: int


class Routes:
    """Follows requests into an estate.

    Args:
        estate: the fleet.
        domain: the public domain.
    """

    def __init__(self, estate: Estate, domain: str) -> None:
        self._estate = estate
        self._domain = domain
        self._balancers = {balancer.arn: balancer for balancer in estate.load_balancers.values()}
        self._aliases: dict[str, list[AliasTarget]] = {}
        for each in estate.records:
            if each.record.alias_target:
                self._aliases.setdefault(each.record.name, []).append(each.record.alias_target)
        self._rules: dict[tuple[str, str, str], ListenerRule | None] = {}
        self._reached: dict[tuple[str, str], tuple[LoadBalancer, ...]] = {}
        self._states: dict[tuple[object, ...], State] = {}
        self._found: dict[tuple[object, ...], tuple[Arrival, ...]] = {}
        self._arrivals: dict[tuple[int, ...], Arrivals] = {}
        self._signatures: dict[tuple[object, ...], int] = {}
        self.resolver = Resolver(hosted_zone(estate, domain))

    def full_name(self, label: str) -> str:
        """A name of the public domain."""
        return f"{label}.{self._domain}"

    def situation(self, conditions: Conditions) -> Situation:
        """What Route 53 sees of what still works."""
        health = conditions.health
        key = (health.failing_checks, health.blind_checks, health.unhealthy_targets, tuple(health.set_checks.items()))
        if key not in self._states:
            self._states[key] = self.resolver.state(health)
        return Situation(conditions, self._states[key])

    def rule(self, balancer: LoadBalancer, host: str, path: str) -> ListenerRule | None:
        """The rule of a load balancer that a request matches."""
        key = (balancer.dns_name, host, path)
        if key not in self._rules:
            self._rules[key] = next((rule for rule in balancer.rules if _takes(rule, host, path)), None)
        return self._rules[key]

    def behind(self, name: str, path: str) -> frozenset[str]:
        """All names that requests for a name and path may be led to, CloudFront's origins among them."""
        found: set[str] = set()
        pending = [name]
        while pending:
            current = pending.pop()
            if current in found:
                continue
            found.add(current)
            pending += [target.dns_name for target in self._aliases.get(current, ())]
            if distribution := self._estate.distributions.get(current):
                pending += [origin.domain_name for origin in self._origins(distribution, path)]
        return frozenset(found - {name})

    def balancers(self, name: str, path: str) -> tuple[LoadBalancer, ...]:
        """The load balancers that requests for a name and path may be led to."""
        if (name, path) not in self._reached:
            led_to = self.behind(name, path)
            endpoints = {
                endpoint.id
                for target in led_to & self._estate.accelerators.keys()
                for group in self._estate.accelerators[target].model.endpoint_groups
                for endpoint in group.endpoints
                if endpoint.weight
            }
            self._reached[name, path] = tuple(
                each for each in self._balancers.values() if each.dns_name in led_to or each.arn in endpoints
            )
        return self._reached[name, path]

    def depends_on(self, name: str, path: str) -> int:
        """The bits of Route 53's state that requests for a name and path depend on."""
        bits = 0
        for each in (name, *self.behind(name, path)):
            bits |= self.resolver.depends_on(each) if self.resolver.zone.holds(each) else 0
        return bits

    def arrivals(self, name: str, path: str, client: Client, situation: Situation) -> Arrivals:
        """Where a client's requests arrive: the same object where nothing differs.

        Args:
            name: the name that it asks for.
            path: the path that it asks for.
            client: the client.
            situation: what still works, and what Route 53 sees of that.
        """
        answer = self.resolver.answer(name, client, situation.state)
        behind = tuple(self._behind(outcome.target or "", name, path, client, situation) for outcome in answer.outcomes)
        key = (id(answer), *map(id, behind))
        if key not in self._arrivals:
            found = tuple(_arrivals(answer, behind))
            signature = tuple(_signature(arrival) for arrival in found)
            self._arrivals[key] = Arrivals(found, self._signatures.setdefault(signature, len(self._signatures)))
        return self._arrivals[key]

    def _behind(self, target: str, name: str, path: str, client: Client, situation: Situation) -> tuple[Arrival, ...]:
        """Where requests arrive that Route 53 leads to a name of AWS's."""
        conditions = situation.conditions
        key: tuple[object, ...] = (target,)
        if target in self._estate.accelerators:
            failed = conditions.has_failed(FailureKind.ACCELERATOR, target)
            key = (target, client.name, failed, conditions.health.unhealthy_targets)
        elif distribution := self._estate.distributions.get(target):
            origins = self._origins(distribution, path)
            fetched = (self._fetched(origin, path, client, situation) for origin in origins)
            key = (target, name, path, *fetched)
        if key not in self._found:
            self._found[key] = tuple(self._behind_anew(target, name, path, client, situation))
        return self._found[key]

    def _fetched(self, origin: Origin, path: str, client: Client, situation: Situation) -> object:
        """What tells one state of an origin from others."""
        bucket = self._estate.buckets.get(origin.domain_name)
        if bucket is not None:
            return is_readable(bucket, situation.conditions)
        return id(self.arrivals(origin.domain_name, path, client, situation))

    def _behind_anew(
        self, target: str, name: str, path: str, client: Client, situation: Situation
    ) -> Iterator[Arrival]:
        estate = self._estate
        if accelerator := estate.accelerators.get(target):
            yield from self._accelerated(accelerator, client, situation.conditions)
        elif distribution := estate.distributions.get(target):
            answers = name in distribution.aliases
            nothing = (Arrival(distribution=distribution),)
            yield from self._delivered(distribution, path, client, situation) if answers else nothing
        else:
            yield Arrival(endpoint=estate.load_balancers.get(target) or estate.error_pages.get(target))

    def _accelerated(self, accelerator: Accelerator, client: Client, conditions: Conditions) -> Iterator[Arrival]:
        if conditions.has_failed(FailureKind.ACCELERATOR, accelerator.dns_name):
            yield Arrival(via=Via.ACCELERATOR, accelerator=accelerator)
            return
        unhealthy = self._estate.endpoints(conditions.health.unhealthy_targets)
        for outcome in route(accelerator.model, client, unhealthy):
            yield Arrival(
                share=outcome.share,
                endpoint=self._balancers.get(outcome.endpoint.id),
                via=Via.ACCELERATOR,
                hops=outcome.hops,
                accelerator=accelerator,
            )

    def _delivered(
        self, distribution: Distribution, path: str, client: Client, situation: Situation
    ) -> Iterator[Arrival]:
        origins = self._origins(distribution, path)
        for position, origin in enumerate(origins):
            bucket = self._estate.buckets.get(origin.domain_name)
            if bucket is None:
                for arrival in self.arrivals(origin.domain_name, path, client, situation).found:
                    yield replace(arrival, distribution=distribution, origin=origin)
                return
            if position == len(origins) - 1 or is_readable(bucket, situation.conditions):
                yield Arrival(
                    endpoint=bucket,
                    via=Via.ORIGIN_GROUP,
                    distribution=distribution,
                    origin=origin,
                    is_grouped=len(origins) > 1,
                )
                return
        yield Arrival(distribution=distribution)

    def _origins(self, distribution: Distribution, path: str) -> tuple[Origin, ...]:
        """The origins of a path, in the order in which they are tried."""
        wanted = next(target for pattern, target in distribution.behaviors if matches(path, pattern))
        return distribution.origins_of(wanted)


def _arrivals(answer: Answer, behind: Sequence[tuple[Arrival, ...]]) -> Iterator[Arrival]:
    """Route 53's answer, followed by what is behind each of its targets."""
    for outcome, found in zip(answer.outcomes, behind, strict=True):
        for arrival in found:
            yield replace(arrival, share=outcome.share * arrival.share, hops=(*outcome.hops, *arrival.hops))
    if answer.unanswered is not None:
        yield Arrival(unanswered=answer.unanswered)


def _signature(arrival: Arrival) -> tuple[object, ...]:
    """What of an arrival decides what becomes of it."""
    through = (arrival.distribution, arrival.accelerator, arrival.origin, arrival.endpoint)
    passed = frozenset((id(each.choice), each.rule, each.because) for each in arrival.passed_over)
    return (*map(id, through), arrival.via, arrival.unanswered, arrival.is_released, passed)


def is_readable(bucket: Bucket, conditions: Conditions) -> bool:
    """Whether a bucket answers."""
    return not (conditions.has_failed(FailureKind.BUCKET, bucket.domain_name) or conditions.is_lost(bucket.region))


def _takes(rule: ListenerRule, host: str, path: str) -> bool:
    named = not rule.hosts or any(matches(host, pattern) for pattern in rule.hosts)
    return named and (not rule.paths or any(matches(path, pattern) for pattern in rule.paths))


def matches(text: str, pattern: str) -> bool:
    """Whether a host or path matches a pattern with `*` and `?`."""
    return fnmatchcase(text, pattern.replace("[", "[[]"))
