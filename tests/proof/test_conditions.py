from __future__ import annotations

import pytest

from securecart.plan.model import Plan
from securecart.proof.conditions import Damage
from securecart.proof.estate.model import Estate
from securecart.proof.estate.read import read
from securecart.proof.failures import Scenario, failures, meant
from securecart.settings.assumptions import AssumptionSettings, HealthPath
from tests.proof.distorted import INSTANCE, SERVICE, changed, with_writer_alarm, without

WORLD = ("ap-southeast-1", "us-east-1", "us-west-2")


def scenario(estate: Estate, *names: str) -> Scenario:
    return tuple(failure for name in names for failure in meant(failures(estate), name))


def balancer(estate: Estate, region: str, release: str = "blue") -> str:
    return next(
        name for name, each in estate.load_balancers.items() if (each.region, each.release) == (region, release)
    )


def failing(estate: Estate, *names: str, assumptions: AssumptionSettings | None = None) -> set[str]:
    """The checks that fail, as `stack/name`."""
    damage = Damage(estate, assumptions or AssumptionSettings())
    checks = damage.after(scenario(estate, *names)).health.failing_checks
    return {f"{estate.checks[key].declared.stack}/{estate.checks[key].declared.name}" for key in checks}


def test_nothing_is_unhealthy_while_nothing_fails(estate: Estate) -> None:
    conditions = Damage(estate, AssumptionSettings()).after(())

    assert not conditions.health.failing_checks
    assert not conditions.health.unhealthy_targets
    assert all(condition.reading and not condition.thinned for condition in conditions.regions.values())


def test_a_lost_region_takes_its_checks_and_load_balancers_with_it(estate: Estate) -> None:
    conditions = Damage(estate, AssumptionSettings()).after(scenario(estate, "region:us-west-2"))

    assert conditions.health.unhealthy_targets == {
        balancer(estate, "us-west-2"),
        balancer(estate, "us-west-2", "green"),
    }
    assert {name.partition("/")[0] for name in failing(estate, "region:us-west-2")} == {"us-west-2"}
    assert conditions.regions["us-east-1"].reading


def test_a_service_that_fails_is_seen_by_its_own_checks_and_makes_its_load_balancers_unhealthy(estate: Estate) -> None:
    conditions = Damage(estate, AssumptionSettings()).after(scenario(estate, "service:us-east-1/checkout"))

    assert failing(estate, "service:us-east-1/checkout") == {
        "us-east-1/shop-records-blue-checkout",
        "us-east-1/shop-records-green-checkout",
    }
    assert balancer(estate, "us-east-1") in conditions.health.unhealthy_targets


def test_a_lost_zone_thins_services_that_are_spread(estate: Estate) -> None:
    conditions = Damage(estate, AssumptionSettings()).after(scenario(estate, "zone:us-east-1a"))

    condition = conditions.regions["us-east-1"]
    assert condition.thinned == condition.serving != frozenset()
    assert not failing(estate, "zone:us-east-1a")


def test_a_lost_zone_may_end_all_tasks_of_a_service_with_fewer_tasks_than_zones(fleet: Plan) -> None:
    plan = changed(fleet, "us-east-1", SERVICE, lambda inputs: inputs.update(desiredCount=1), "shop-blue-account")

    assert "us-east-1/shop-records-blue-api" in failing(read(plan), "zone:us-east-1b")


def test_a_region_reads_from_replicas_in_other_zones_while_its_instance_fails_over(estate: Estate, fleet: Plan) -> None:
    damage = Damage(estate, AssumptionSettings())
    assert damage.after(scenario(estate, "database:securecart-us-east-1-g1")).regions["us-east-1"].reading
    assert damage.after(scenario(estate, "zone:us-east-1a")).regions["us-east-1"].reading

    bare = read(without(fleet, "us-east-1", INSTANCE, "shop-db-g1-search-1", "shop-db-g1-search-2"))
    condition = Damage(bare, AssumptionSettings()).after(scenario(bare, "zone:us-east-1a")).regions["us-east-1"]
    assert (condition.reading, condition.heals) == (False, 120)


def test_services_that_read_their_own_instance_only_wait_for_it(estate: Estate) -> None:
    damage = Damage(estate, AssumptionSettings(reads_any_database=False))

    condition = damage.after(scenario(estate, "database:securecart-us-east-1-g1")).regions["us-east-1"]
    assert (condition.reading, condition.heals) == (False, 120)


@pytest.mark.parametrize(("path", "down"), [(HealthPath.LOCAL, set()), (HealthPath.WRITER, set(WORLD))])
def test_health_paths_that_need_the_writer_take_its_followers_down(
    estate: Estate, path: HealthPath, down: set[str]
) -> None:
    found = failing(estate, "database:securecart-us-east-1-g1", assumptions=AssumptionSettings(health_path=path))

    assert {name.partition("/")[0] for name in found} == down


def test_a_follower_of_nobody_cannot_be_made_nor_what_follows_it(fleet: Plan) -> None:
    plan = changed(fleet, "us-west-2", INSTANCE, lambda inputs: inputs.update(replicateSourceDb="gone"), "shop-db-g1")
    estate = read(plan)

    assert not Damage(estate, AssumptionSettings()).after(()).regions["us-west-2"].reading


def test_databases_that_follow_each_other_in_a_circle_cannot_be_made(fleet: Plan) -> None:
    follows = "securecart-us-west-2-g1-search-1"
    plan = changed(fleet, "us-west-2", INSTANCE, lambda inputs: inputs.update(replicateSourceDb=follows), "shop-db-g1")
    estate = read(plan)

    assert estate.lineage(estate.instances["securecart-us-west-2-g1"]) == ("securecart-us-west-2-g1", follows)
    assert not Damage(estate, AssumptionSettings()).after(()).regions["us-west-2"].reading


def test_an_alarm_sees_its_database_fail_and_nothing_once_its_region_is_lost(fleet: Plan) -> None:
    watched = read(with_writer_alarm(fleet))
    damage = Damage(watched, AssumptionSettings())

    seen = damage.after(scenario(watched, "database:securecart-us-east-1-g1")).health
    assert "shop-records-writer" in seen.failing_checks
    assert not seen.blind_checks
    lost = damage.after(scenario(watched, "region:us-east-1")).health
    assert "shop-records-writer" not in lost.failing_checks
    assert lost.blind_checks == {"shop-records-writer"}


def test_what_is_stuck_is_set(estate: Estate) -> None:
    conditions = Damage(estate, AssumptionSettings()).after(
        scenario(estate, "check-healthy:us-east-1/shop-records-blue-api", "region:us-east-1")
    )

    assert list(conditions.health.set_checks.values()) == [True]
