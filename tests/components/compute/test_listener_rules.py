import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.compute.listener_rules import ListenerRule, ListenerRuleError, listener_rules
from securecart.settings import load_project
from securecart.settings.services import RouteSettings, ServiceSettings, Surface
from tests.fleet import ROOT


def service(*routes: tuple[Surface, tuple[str, ...]]) -> ServiceSettings:
    return ServiceSettings(routes=tuple(RouteSettings(surface=surface, paths=paths) for surface, paths in routes))


def api(*paths: str) -> ServiceSettings:
    return service((Surface.API, paths))


def answers(rules: tuple[ListenerRule, ...], surface: Surface, path: str) -> str | None:
    """Who answers, as a load balancer decides: the first rule whose pattern matches the whole path."""
    for rule in rules:
        if rule.surface is surface and rule.path is not None:
            pattern = re.escape(rule.path).replace(r"\*", ".*").replace(r"\?", ".")
            if re.fullmatch(pattern, path):
                return rule.service
    return None


def test_health_paths_come_first() -> None:
    rules = listener_rules({"account": api("/*"), "catalog": api("/v1/catalog/*"), "fulfilment": ServiceSettings()})

    assert {rule.service for rule in rules[:2]} == {"account", "catalog"}
    assert all(rule.surface is None and rule.path is None for rule in rules[:2])
    assert all(rule.surface is Surface.API for rule in rules[2:])


@pytest.mark.parametrize(
    ("surface", "path", "expected"),
    [
        (Surface.ORIGIN, "/", "storefront"),
        (Surface.ORIGIN, "/catalog/shoes", "catalog"),
        (Surface.ORIGIN, "/search", "catalog"),
        (Surface.ORIGIN, "/searching", "storefront"),
        (Surface.API, "/v1/catalog/shoes", "catalog"),
        (Surface.API, "/v1/cart/1", "checkout"),
        (Surface.API, "/v1/profile", "account"),
        (Surface.CHECKOUT, "/v1/catalog/shoes", "checkout"),
    ],
)
def test_the_services_of_the_fleet_answer_what_is_theirs(surface: Surface, path: str, expected: str) -> None:
    services = load_project(ROOT).fleet.regions["us-east-1"].services

    assert answers(listener_rules(services), surface, path) == expected


def test_the_longer_pattern_wins_and_an_exact_path_over_both() -> None:
    services = {"all": api("/*"), "exact": api("/v1/search"), "long": api("/v1/search*"), "short": api("/v1/*")}

    assert [rule.path for rule in listener_rules(services) if rule.path] == ["/v1/search", "/v1/search*", "/v1/*", "/*"]


PATHS = st.lists(st.from_regex(r"/[a-z]{1,6}(/[a-z]{1,6}){0,2}(/\*)?", fullmatch=True), min_size=1, max_size=3)
SERVICES = st.dictionaries(
    st.from_regex(r"[a-z]{2,12}", fullmatch=True), PATHS.map(lambda paths: tuple(dict.fromkeys(paths))), max_size=6
)


def rules_of(paths: dict[str, tuple[str, ...]]) -> tuple[ListenerRule, ...] | None:
    try:
        return listener_rules({name: api(*each) for name, each in paths.items()})
    except ListenerRuleError:
        return None


@given(SERVICES)
def test_priorities_are_unique_and_a_load_balancers(paths: dict[str, tuple[str, ...]]) -> None:
    rules = rules_of(paths)
    if rules is None:
        return
    priorities = [rule.priority for rule in rules]
    assert len(set(priorities)) == len(priorities)
    assert priorities == sorted(priorities)
    assert all(1 <= priority <= 50_000 for priority in priorities)
    assert len({rule.slug for rule in rules}) == len(rules)


@given(SERVICES)
def test_no_pattern_hides_behind_one_that_matches_more(paths: dict[str, tuple[str, ...]]) -> None:
    rules = rules_of({**paths, "fallback": ("/*",)})
    if rules is None:
        return
    for rule in rules:
        if rule.path is not None:
            assert answers(rules, Surface.API, rule.path.replace("*", "~")) == rule.service


def test_a_route_more_leaves_the_priorities_of_all_others_alone() -> None:
    services = {"account": api("/*"), "catalog": api("/v1/catalog/*")}
    before = {rule.slug: rule.priority for rule in listener_rules(services)}
    after = {rule.slug: rule.priority for rule in listener_rules({**services, "basket": api("/v1/baskets/*")})}

    assert before.items() < after.items()


@pytest.mark.parametrize(
    "services",
    [
        pytest.param({"one": api("/a"), "two": api("/a")}, id="two services, one path"),
        pytest.param({"one": api("/a", "/a")}, id="a path twice"),
        pytest.param({"one": api("/a-b", "/a/b")}, id="same name"),
        pytest.param(
            {f"s-{chr(97 + n)}{chr(97 + m)}": api(f"/{n}/{m}") for n in range(8) for m in range(8)}, id="many"
        ),
    ],
)
def test_refuses_what_one_load_balancer_cannot_have(services: dict[str, ServiceSettings]) -> None:
    with pytest.raises(ListenerRuleError):
        listener_rules(services)
