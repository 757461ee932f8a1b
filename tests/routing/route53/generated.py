"""Small zones of every kind, for property tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from securecart.routing.route53.health_checks import Health, HealthCheck, HealthCheckType, InsufficientDataHealthStatus
from securecart.routing.route53.records import (
    Failover,
    FailoverRole,
    Geolocation,
    Latency,
    MultivalueAnswer,
    ResourceRecordSet,
    RoutingPolicy,
    Weighted,
)
from tests.routing.zones import record, zone

if TYPE_CHECKING:
    from securecart.routing.route53.hosted_zone import HostedZone

REGIONS = ("us-east-1", "us-west-2", "eu-central-1", "ap-southeast-1")
AREAS = (
    Geolocation(country="US", subdivision="CA"),
    Geolocation(country="US"),
    Geolocation(country="DE"),
    Geolocation(continent="EU"),
    Geolocation(continent="NA"),
    Geolocation(country="*"),
)
TARGETS = tuple(f"lb-{n}.eu-west-1.elb.amazonaws.com" for n in range(3))
CLIENTS = ("US-CA", "US", "DE", "MT", "SG", "BR")
_PLAIN = ("c0", "c1", "c2", "c3")
_ALARM = "alarm"
_CALCULATED = ("some", "few")
_CHECKS = (*_PLAIN, _ALARM, *_CALCULATED)
_KINDS: tuple[list[RoutingPolicy], ...] = (
    [Latency(region) for region in REGIONS],
    [Failover(role) for role in FailoverRole],
    list(AREAS),
    [MultivalueAnswer()] * 3,
    [Weighted(weight) for weight in (0, 0, 1, 2, 255)],
)


@st.composite
def health_checks(draw: st.DrawFn) -> dict[str, HealthCheck]:
    """Checks that ask endpoints, one of an alarm, and two that count the others."""
    turned = {id_: (draw(st.booleans()), draw(st.sampled_from([False, False, True]))) for id_ in _CHECKS}
    children = {id_: tuple(draw(st.sets(st.sampled_from((*_PLAIN, _ALARM)), min_size=1))) for id_ in _CALCULATED}
    kinds = dict.fromkeys(_PLAIN, HealthCheckType.HTTPS)
    kinds |= {_ALARM: HealthCheckType.CLOUDWATCH_METRIC, **dict.fromkeys(_CALCULATED, HealthCheckType.CALCULATED)}
    return {
        id_: HealthCheck(
            id=id_,
            type=kinds[id_],
            inverted=inverted,
            disabled=disabled,
            insufficient_data=draw(st.sampled_from(list(InsufficientDataHealthStatus))),
            children=children.get(id_, ()),
            threshold=draw(st.integers(0, 3)),
        )
        for id_, (inverted, disabled) in turned.items()
    }


@st.composite
def policies(draw: st.DrawFn, *, for_everybody: bool, by_place: bool = True) -> list[RoutingPolicy]:
    """The policies of a group's records, all of one kind.

    Args:
        draw: hypothesis's own.
        for_everybody: no client is without an answer.
        by_place: they may be by the client's place.
    """
    kinds = [kind for kind in _KINDS if by_place or not isinstance(kind[0], Geolocation)]
    kind = draw(st.permutations(draw(st.sampled_from(kinds))))
    found = kind[: draw(st.integers(1, 4))]
    if for_everybody and isinstance(found[0], Geolocation) and AREAS[-1] not in found:
        found.append(AREAS[-1])
    return found


@st.composite
def zones(
    draw: st.DrawFn, *, evaluating: bool = False, for_everybody: bool = False, placed_below: bool = True
) -> HostedZone:
    """Up to three groups on each of up to three levels; the name of the top is `top`.

    Args:
        draw: hypothesis's own.
        evaluating: every alias evaluates its target's health.
        for_everybody: no client is without an answer.
        placed_below: groups below the top may be by the client's place, too.
    """
    below = policies(for_everybody=for_everybody, by_place=placed_below)
    checks = st.none() | st.sampled_from(_CHECKS)
    labels = [f"leaf{n}" for n in range(draw(st.integers(1, 3)))]
    records: list[ResourceRecordSet] = []
    for label in labels:
        for at, policy in enumerate(draw(below)):
            to = draw(st.none() | st.sampled_from(TARGETS))
            health = evaluating or draw(st.booleans())
            records.append(record(label, str(at), policy, to=to, health=health, check=draw(checks)))
    for level in range(draw(st.integers(0, 2))):
        above = [f"level{level}{n}" for n in range(draw(st.integers(1, 2)))]
        for label in above:
            for at, policy in enumerate(draw(below)):
                to = draw(st.sampled_from(labels))
                health = evaluating or draw(st.booleans())
                records.append(record(label, str(at), policy, to=to, health=health, check=draw(checks)))
        labels = above
    for at, policy in enumerate(draw(policies(for_everybody=for_everybody))):
        to = draw(st.sampled_from(labels))
        records.append(record("top", str(at), policy, to=to, health=evaluating or draw(st.booleans())))
    return zone(*records, health_checks=draw(health_checks()))


def healths() -> st.SearchStrategy[Health]:
    """What is unhealthy."""
    subsets: Any = lambda of: st.frozensets(st.sampled_from(of))  # noqa: E731
    return st.builds(
        Health,
        failing_checks=subsets((*_PLAIN, _ALARM)),
        blind_checks=subsets((_ALARM,)),
        unhealthy_targets=subsets(TARGETS),
    )
