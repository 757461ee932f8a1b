"""Hosted zones for tests, and what they answer in short."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from securecart.routing.clients.selection import select
from securecart.routing.route53.health_checks import Health
from securecart.routing.route53.hosted_zone import HostedZone
from securecart.routing.route53.records import AliasTarget, ResourceRecordSet, RoutingPolicy, Simple
from securecart.routing.route53.resolver import Resolver

if TYPE_CHECKING:
    from collections.abc import Iterable

    from securecart.routing.route53.answers import Answer

DOMAIN = "example.com"


def record(
    label: str,
    identifier: str | None = None,
    policy: RoutingPolicy | None = None,
    *,
    to: str | None = None,
    health: bool = True,
    check: str | None = None,
    values: tuple[str, ...] = ("192.0.2.1",),
    type_: str = "A",
    ttl: int = 60,
) -> ResourceRecordSet:
    """A record; with `to` an alias, to a label of the zone or to a name that AWS gave a resource."""
    alias = None
    if to is not None:
        outside = to.endswith((".com", ".com.", ".net"))
        alias = AliasTarget(dns_name=to if outside else full(to), evaluate_target_health=health)
    return ResourceRecordSet(
        name=full(label),
        type=type_,
        policy=policy or Simple(),
        set_identifier=identifier,
        values=() if alias else values,
        ttl=None if alias else ttl,
        alias_target=alias,
        health_check_id=check,
    )


def full(label: str) -> str:
    """A label's name in the zone."""
    return f"{label}.{DOMAIN}" if label else DOMAIN


def zone(*records: ResourceRecordSet, **attributes: object) -> HostedZone:
    """A zone of some records."""
    return HostedZone(name=DOMAIN, record_sets=records, **attributes)  # type: ignore[arg-type]


def ask(
    hosted_zone: HostedZone,
    label: str = "",
    client: str = "DE",
    *,
    failing: Iterable[str] = (),
    down: Iterable[str] = (),
    type_: str = "A",
) -> Answer:
    """What a client is answered while some checks fail and some alias targets are unhealthy."""
    resolver = Resolver(hosted_zone)
    state = resolver.state(Health(failing_checks=frozenset(failing), unhealthy_targets=frozenset(down)))
    return resolver.answer(full(label), select(client), state, type_=type_)


def shares(answer: Answer) -> dict[str, Fraction]:
    """The share that each record answers, by its label."""
    found: dict[str, Fraction] = {}
    for outcome in answer.outcomes:
        found[outcome.record.label] = found.get(outcome.record.label, Fraction(0)) + outcome.share
    return found


def rules(answer: Answer) -> list[str]:
    """The rules of the first outcome's hops."""
    return [hop.rule.name for hop in answer.outcomes[0].hops]
