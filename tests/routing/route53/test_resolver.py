"""AWS's documented examples, each with the page that has it, and names."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import pytest

from securecart.routing.clients.selection import select
from securecart.routing.errors import ZoneError
from securecart.routing.route53.health_checks import Health, HealthCheck, HealthCheckType
from securecart.routing.route53.hosted_zone import HostedZone
from securecart.routing.route53.records import Failover, FailoverRole, Geolocation, Latency, MultivalueAnswer, Weighted
from securecart.routing.route53.resolver import Resolver
from securecart.routing.rules import Rule
from tests.routing.zones import ask, record, rules, shares, zone

# https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-simple-configs.html


THREE: Final = zone(
    record("", "first", Weighted(10), check="a"),
    record("", "second", Weighted(20), check="b"),
    record("", "third", Weighted(20), check="c"),
)


def test_weights_of_all_three() -> None:
    assert shares(ask(THREE)) == {"first": Fraction(1, 5), "second": Fraction(2, 5), "third": Fraction(2, 5)}


def test_the_weight_of_an_unhealthy_record_is_left_out_of_the_sum() -> None:
    answer = ask(THREE, failing="c")
    assert shares(answer) == {"first": Fraction(1, 3), "second": Fraction(2, 3)}
    passed_over = answer.outcomes[0].hops[0].passed_over
    assert [(failure.choice.label, failure.rule, failure.because) for failure in passed_over] == [
        ("third", Rule.CHECK_UNHEALTHY, "c")
    ]


def test_a_record_without_a_check_counts_as_healthy() -> None:
    without = zone(
        *(r if r.set_identifier != "third" else record("", "third", Weighted(20)) for r in THREE.record_sets)
    )
    assert shares(ask(without, failing="ab")) == {"third": 1}


# https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html


def test_with_none_healthy_all_count_as_healthy() -> None:
    answer = ask(THREE, failing="abc")
    assert shares(answer) == shares(ask(THREE))
    assert rules(answer) == ["LAST_RESORT"]
    assert len(answer.outcomes[0].hops[0].passed_over) == 3


ZEROS: Final = zone(
    record("", "blue", Weighted(1), check="a"),
    record("", "green", Weighted(0), check="b"),
    record("", "grey", Weighted(0), check="c"),
)


@pytest.mark.parametrize(
    ("failing", "expected", "rule"),
    [
        ("", {"blue": 1}, "WEIGHT"),
        ("a", {"green": Fraction(1, 2), "grey": Fraction(1, 2)}, "ZERO_WEIGHTS"),
        ("ab", {"grey": 1}, "ZERO_WEIGHTS"),
        ("abc", {"blue": 1}, "LAST_RESORT"),
    ],
)
def test_weight_zero_answers_when_all_others_are_unhealthy(failing: str, expected: object, rule: str) -> None:
    answer = ask(ZEROS, failing=failing)
    assert shares(answer) == expected
    assert rules(answer) == [rule]


@pytest.mark.parametrize(
    ("failing", "expected", "rule"),
    [
        ("", "primary", "FAILOVER_PRIMARY"),
        ("a", "secondary", "FAILOVER_SECONDARY"),
        ("b", "primary", "FAILOVER_PRIMARY"),
        ("ab", "primary", "FAILOVER_BOTH_UNHEALTHY"),
    ],
)
def test_failover(failing: str, expected: str, rule: str) -> None:
    primary = record("", "primary", Failover(FailoverRole.PRIMARY), check="a")
    secondary = record("", "secondary", Failover(FailoverRole.SECONDARY), check="b")
    for pair in (zone(primary, secondary), zone(secondary, primary)):
        answer = ask(pair, failing=failing)
        assert shares(answer) == {expected: 1}
        assert rules(answer) == [rule]


def test_a_secondary_without_a_check_answers_whatever_its_health() -> None:
    pair = zone(
        record("", "primary", Failover(FailoverRole.PRIMARY), check="a"),
        record("", "secondary", Failover(FailoverRole.SECONDARY)),
    )
    assert shares(ask(pair, failing="ab")) == {"secondary": 1}


# https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-weighted.html


def test_all_weights_zero_answer_alike() -> None:
    both = zone(record("", "one", Weighted(0)), record("", "two", Weighted(0)))
    assert shares(ask(both)) == {"one": Fraction(1, 2), "two": Fraction(1, 2)}
    assert rules(ask(both)) == ["ALL_WEIGHTS_ZERO"]


# https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-weighted.html


def test_one_of_256() -> None:
    both = zone(record("", "tiny", Weighted(1)), record("", "rest", Weighted(255)))
    assert shares(ask(both)) == {"tiny": Fraction(1, 256), "rest": Fraction(255, 256)}


# https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-complex-configs.html


def tree(*, health: bool = True, check: str | None = None, last_check: str | None = "w4") -> HostedZone:
    return zone(
        record("us-east-1-www", "one", Weighted(1), check="w1"),
        record("us-east-1-www", "two", Weighted(2), check="w2"),
        record("ap-southeast-2-www", "three", Weighted(1), check="w3"),
        record("ap-southeast-2-www", "four", Weighted(2), check=last_check),
        record("", "us-east-1", Latency("us-east-1"), to="us-east-1-www", health=health, check=check),
        record("", "ap-southeast-2", Latency("ap-southeast-2"), to="ap-southeast-2-www"),
    )


def test_a_branch_without_a_healthy_record_is_backed_out_of() -> None:
    answer = ask(tree(), client="US-VA", failing=("w1", "w2"))
    assert shares(answer) == {"three": Fraction(1, 3), "four": Fraction(2, 3)}
    top = answer.outcomes[0].hops[0]
    assert top.rule is Rule.LOWEST_LATENCY
    (failure,) = top.passed_over
    assert (failure.rule, failure.because) == (Rule.NO_HEALTHY_TARGET, "us-east-1-www.example.com")
    assert [lower.because for lower in failure.below] == ["w1", "w2"]


def test_one_healthy_record_keeps_the_branch() -> None:
    assert shares(ask(tree(), client="US-VA", failing=("w1",))) == {"two": 1}


def test_a_check_on_the_alias_and_the_target_must_both_pass() -> None:
    both = tree(check="branch")
    assert shares(ask(both, client="US-VA", failing=("branch",))).keys() == {"three", "four"}
    assert shares(ask(both, client="US-VA", failing=("w1", "w2"))).keys() == {"three", "four"}
    assert shares(ask(both, client="US-VA")).keys() == {"one", "two"}


def test_a_missing_check_keeps_the_branch() -> None:
    missing = tree(last_check=None)
    assert shares(ask(missing, client="AU", failing=("w3", "w4"))) == {"four": 1}


def test_without_evaluating_its_target_an_alias_stays_in_its_branch() -> None:
    answer = ask(tree(health=False), client="US-VA", failing=("w1", "w2"))
    assert shares(answer) == {"one": Fraction(1, 3), "two": Fraction(2, 3)}
    assert rules(answer) == ["LOWEST_LATENCY", "LAST_RESORT"]


def test_with_every_branch_unhealthy_the_nearest_answers() -> None:
    answer = ask(tree(), client="US-VA", failing=("w1", "w2", "w3", "w4"))
    assert rules(answer) == ["LAST_RESORT", "LAST_RESORT"]
    assert shares(answer).keys() == {"one", "two"}


# https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-geo.html


AREAS: Final = zone(
    record("", "state", Geolocation(country="US", subdivision="CA"), check="state"),
    record("", "country", Geolocation(country="US"), check="country"),
    record("", "continent", Geolocation(continent="NA"), check="continent"),
    record("", "default", Geolocation(country="*"), check="default"),
)


@pytest.mark.parametrize(
    ("failing", "expected"),
    [
        ((), "state"),
        (("state",), "country"),
        (("state", "country"), "continent"),
        (("state", "country", "continent"), "default"),
        (("state", "country", "continent", "default"), "state"),
    ],
)
def test_from_state_to_default(failing: tuple[str, ...], expected: str) -> None:
    assert shares(ask(AREAS, client="US-CA", failing=failing)) == {expected: 1}


@pytest.mark.parametrize(
    ("client", "expected"), [("US", "country"), ("US-TX", "country"), ("MX", "continent"), ("DE", "default")]
)
def test_the_smallest_area_that_holds_the_client(client: str, expected: str) -> None:
    assert shares(ask(AREAS, client=client)) == {expected: 1}


# https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-geo.html


def test_without_a_default_the_rest_of_the_world_has_no_answer() -> None:
    europe = zone(record("", "europe", Geolocation(continent="EU")))
    answer = ask(europe, client="JP")
    assert answer.outcomes == ()
    assert answer.unanswered is Rule.NO_DEFAULT_LOCATION


# https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-latency.html


def test_london_is_answered_by_the_nearer_of_oregon_and_singapore() -> None:
    both = zone(record("", "oregon", Latency("us-west-2")), record("", "singapore", Latency("ap-southeast-1")))
    assert shares(ask(both, client="london")) == {"oregon": 1}


# https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-multivalue.html


def test_healthy_values_answer_together() -> None:
    values = zone(*(record("", str(n), MultivalueAnswer(), check=str(n)) for n in range(3)))
    assert shares(ask(values, failing="0")) == {"1": Fraction(1, 2), "2": Fraction(1, 2)}
    assert rules(ask(values, failing="012")) == ["LAST_RESORT"]
    assert len(ask(values, failing="012").outcomes) == 3


# https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/TutorialManagingOver100WRR.html


def test_two_levels_of_weights() -> None:
    both = zone(
        record("www", "a", Weighted(1), to="www-a"),
        record("www", "b", Weighted(1), to="www-b"),
        *(record(f"www-{half}", f"{half}{n}", Weighted(1)) for half in "ab" for n in (1, 2)),
    )
    assert shares(ask(both, "www")) == dict.fromkeys(("a1", "a2", "b1", "b2"), Fraction(1, 4))
    assert ask(both, "www").notes == ()


# https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-alias.html


def test_a_simple_record_answers_whatever_its_health() -> None:
    one = zone(record("", to="lb.eu-west-1.elb.amazonaws.com", check="a"))
    answer = ask(one, failing="a", down=("lb.eu-west-1.elb.amazonaws.com",))
    assert rules(answer) == ["ONLY_RECORD"]
    assert [outcome.target for outcome in answer.outcomes] == ["lb.eu-west-1.elb.amazonaws.com"]


# https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-choosing-alias-non-alias.html


def test_times_to_live() -> None:
    chain = zone(
        record("", to="pair"),
        record("pair", "primary", Failover(FailoverRole.PRIMARY), to="www"),
        record("pair", "secondary", Failover(FailoverRole.SECONDARY), to="lb.eu-west-1.elb.amazonaws.com"),
        record("www", "one", Weighted(1), check="a", ttl=300),
        record("shop", to="d1.cloudfront.net", health=False),
    )
    assert [outcome.ttl for outcome in ask(chain).outcomes] == [300]
    assert [outcome.ttl for outcome in ask(chain, failing="a").outcomes] == [60]
    assert [outcome.ttl for outcome in ask(chain, "shop").outcomes] == [None]


def test_a_load_balancer_is_as_healthy_as_it_says() -> None:
    pair = zone(
        record("", "primary", Failover(FailoverRole.PRIMARY), to="dualstack.LB.eu-west-1.elb.amazonaws.com."),
        record("", "secondary", Failover(FailoverRole.SECONDARY)),
    )
    answer = ask(pair, down=("lb.eu-west-1.elb.amazonaws.com",))
    assert shares(answer) == {"secondary": 1}
    assert answer.outcomes[0].hops[0].passed_over[0].rule is Rule.TARGET_UNHEALTHY


def test_a_name_of_the_zone_may_begin_as_a_load_balancer_s_second_one_does() -> None:
    names = zone(record("www"), record("dualstack.www", values=("192.0.2.2",)), record("shop", to="dualstack.www"))
    assert ask(names, "shop").outcomes[0].values == ask(names, "dualstack.www").outcomes[0].values == ("192.0.2.2",)
    assert ask(names, "www").outcomes[0].values == ("192.0.2.1",)


# What is not documented is said.


def test_a_simple_alias_inside_a_chain_is_noted() -> None:
    chain = zone(
        record("", "primary", Failover(FailoverRole.PRIMARY), to="middle"),
        record("", "secondary", Failover(FailoverRole.SECONDARY)),
        record("middle", to="lb.eu-west-1.elb.amazonaws.com"),
    )
    answer = ask(chain, down=("lb.eu-west-1.elb.amazonaws.com",))
    assert shares(answer) == {"secondary": 1}
    assert [(note.rule, note.about) for note in answer.notes] == [(Rule.SIMPLE_ALIAS_IN_CHAIN, "middle.example.com")]


def test_a_fourth_level_is_noted() -> None:
    levels = zone(
        *(record(str(n), "one", Weighted(1), to=str(n + 1)) for n in range(3)), record("3", "one", Weighted(1))
    )
    assert [note.rule for note in ask(levels, "0").notes] == [Rule.TOO_DEEP]
    assert ask(levels, "1").notes == ()


def test_a_branch_that_has_no_answer_for_the_client_is_noted() -> None:
    nested = zone(
        record("", "near", Latency("us-east-1"), to="areas"),
        record("", "far", Latency("eu-central-1")),
        record("areas", "europe", Geolocation(continent="EU")),
    )
    answer = ask(nested, client="US-VA")
    assert answer.unanswered is Rule.NO_DEFAULT_LOCATION
    assert [note.rule for note in answer.notes] == [Rule.AREA_WITHOUT_ANSWER]


# Names.


NAMES: Final = zone(
    record("www", type_="CNAME", values=("real.example.com.",), ttl=300),
    record("real", values=("192.0.2.7",), ttl=60),
    record("out", type_="CNAME", values=("shop.example.net",)),
    record("loop", type_="CNAME", values=("loop.example.com",)),
    record("*", values=("192.0.2.9",)),
    record("here.below", values=("192.0.2.8",)),
)


@pytest.mark.parametrize(
    ("label", "values", "ttl"),
    [
        ("real", ("192.0.2.7",), 60),
        ("REAL", ("192.0.2.7",), 60),
        ("www", ("192.0.2.7",), 300),
        ("out", ("shop.example.net",), 60),
        ("anything", ("192.0.2.9",), 60),
        ("any.thing", ("192.0.2.9",), 60),
    ],
)
def test_names_cnames_and_wildcards(label: str, values: tuple[str, ...], ttl: int) -> None:
    (outcome,) = ask(NAMES, label).outcomes
    assert (outcome.values, outcome.ttl) == (values, ttl)


@pytest.mark.parametrize(
    ("label", "type_"), [("real", "AAAA"), ("below", "A"), ("x.below", "A"), ("x.real", "A"), ("", "A")]
)
def test_names_that_have_no_answer(label: str, type_: str) -> None:
    answer = ask(NAMES, label, type_=type_)
    assert (answer.outcomes, answer.unanswered) == ((), Rule.NO_SUCH_NAME)


def test_a_cname_can_be_asked_for() -> None:
    assert ask(NAMES, "www", type_="CNAME").outcomes[0].values == ("real.example.com.",)


def test_cnames_that_never_end() -> None:
    with pytest.raises(ZoneError, match="CNAME after CNAME"):
        ask(NAMES, "loop")


def test_a_name_of_another_zone() -> None:
    resolver = Resolver(NAMES)
    with pytest.raises(ZoneError, match=r"example\.net: is not in the zone example\.com"):
        resolver.answer("example.net", select("DE"), resolver.state(Health()))


# Statuses.


def test_a_calculated_check_decides_by_its_children() -> None:
    checks = [
        *(HealthCheck(id=id_, type=HealthCheckType.HTTPS) for id_ in "ab"),
        HealthCheck(id="both", type=HealthCheckType.CALCULATED, children=("a", "b"), threshold=2),
    ]
    pair = zone(
        record("", "primary", Failover(FailoverRole.PRIMARY), check="both"),
        record("", "secondary", Failover(FailoverRole.SECONDARY)),
        health_checks={check.id: check for check in checks},
    )
    assert shares(ask(pair)) == {"primary": 1}
    assert shares(ask(pair, failing="b")) == {"secondary": 1}


def test_a_status_that_is_given_wins() -> None:
    resolver = Resolver(THREE)
    state = resolver.state(Health(failing_checks=frozenset("a"), set_checks={"a": True, "b": False}))
    answer = resolver.answer("example.com", select("DE"), state)
    assert shares(answer).keys() == {"first", "third"}
