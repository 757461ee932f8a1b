"""Which request a release's load balancer hands to which service, as plain rules."""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from securecart.settings.services import ServiceSettings, Surface

MOST_RULES: Final = 100
"""Rules of a load balancer besides the default ones ("Quotas for your Application Load Balancers")."""
LONGEST_PATTERN: Final = 128
"""Characters of a path pattern ("Condition types for listener rules")."""
HEALTH_SLOTS: Final = 1_000
"""Priorities below this one are the health paths'."""
PATTERN_SLOTS: Final = 190
"""Priorities for the patterns that are as specific as each other: 50,000 over all lengths."""


class ListenerRuleError(ValueError):
    """The services' routes cannot be the rules of one load balancer."""


@dataclass(frozen=True, kw_only=True)
class ListenerRule:
    """One rule of the HTTPS listener.

    Attributes:
        priority: 1 to 50,000; the lowest rule that matches decides.
        service: who answers.
        surface: the host name asked for; None for the service's health path, which is answered whatever the host.
        path: the path pattern; None for the health path.
        slug: the rule's name among those of its load balancer.
    """

    priority: int
    service: str
    surface: Surface | None
    path: str | None
    slug: str


def listener_rules(services: Mapping[str, ServiceSettings]) -> tuple[ListenerRule, ...]:
    """The rules of a release, in order of priority: health paths first, then the longest pattern of each surface.

    A rule has one path, one host and at most two values of the secret header, four of the five values that it may have.

    Priorities come from what a rule says and not from its place in a list, so that a route more leaves those of all
    others alone: load balancers change priorities one by one, and refuse one that another rule still has. Where two
    patterns as specific as each other fall on one priority (one pair in 190), a route more may move another; a second
    `up` then settles it.

    Raises:
        ListenerRuleError: two services take the same path of a surface, or there are too many rules.
    """
    taken: dict[int, str] = {}
    rules = [
        ListenerRule(
            priority=_free(1, HEALTH_SLOTS - 1, service, taken),
            service=service,
            surface=None,
            path=None,
            slug=f"health-{service}",
        )
        for service in sorted(services)
        if services[service].routes
    ]
    owners: dict[tuple[Surface, str], str] = {}
    for service in sorted(services):
        for route in services[service].routes:
            for path in route.paths:
                other = owners.setdefault((route.surface, path), service)
                if other != service or (route.surface, path) in {(rule.surface, rule.path) for rule in rules}:
                    raise ListenerRuleError(f"{other} and {service} both take {path} of {route.surface.value}")
                rules.append(_surface_rule(service, route.surface, path, taken))
    if len(rules) > MOST_RULES:
        raise ListenerRuleError(f"{len(rules)} rules are more than a load balancer's {MOST_RULES}")
    slugs = [rule.slug for rule in rules]
    for slug in slugs:
        if slugs.count(slug) > 1:
            raise ListenerRuleError(f"two path patterns read alike: {slug}")
    return tuple(sorted(rules, key=lambda rule: rule.priority))


def _surface_rule(service: str, surface: Surface, path: str, taken: dict[int, str]) -> ListenerRule:
    # The longer the part before the first wildcard, the earlier; whole paths before patterns of the same length.
    literal = re.split(r"[*?]", path, maxsplit=1)[0]
    specificity = 2 * len(literal) + (literal == path)
    level = 2 * LONGEST_PATTERN + 1 - specificity
    start = HEALTH_SLOTS + level * PATTERN_SLOTS
    words = path.strip("/").replace("*", "any").replace("?", "one")
    slug = "-".join((surface.value, *re.findall(r"[A-Za-z0-9]+", words))) if words else f"{surface.value}-root"
    return ListenerRule(
        priority=_free(start, PATTERN_SLOTS, f"{surface.value}{path}", taken),
        service=service,
        surface=surface,
        path=path,
        slug=slug,
    )


def _free(start: int, slots: int, key: str, taken: dict[int, str]) -> int:
    """A priority of its own for a key: the one that its checksum says, or the next that is free."""
    first = zlib.crc32(key.encode()) % slots
    for step in range(slots):
        priority = start + (first + step) % slots
        if priority not in taken:
            taken[priority] = key
            return priority
    raise ListenerRuleError(f"more than {slots} patterns are as specific as {key}")
