from collections import Counter

from securecart.proof.estate.model import Estate
from securecart.proof.failures import FailureKind, failures, meant, named


def test_everything_that_customers_need_can_fail_once(estate: Estate) -> None:
    found = failures(estate)

    assert len({failure.id for failure in found}) == len(found)
    counts = Counter(failure.kind for failure in found)
    assert counts[FailureKind.REGION] == 5  # the fleet's four, and that of the EU's copies and last resort
    assert counts[FailureKind.ZONE] == 12
    assert counts[FailureKind.SERVICE] == 20
    assert counts[FailureKind.DATABASE] == 2
    assert counts[FailureKind.CHECK_HEALTHY] == counts[FailureKind.CHECK_UNHEALTHY] > 0
    assert counts[FailureKind.ACCELERATOR] == counts[FailureKind.BUCKET] == counts[FailureKind.LOCATION] == 2


def test_only_checks_that_look_at_something_can_be_wrong(estate: Estate) -> None:
    stuck = {failure.key for failure in failures(estate) if failure.kind is FailureKind.CHECK_HEALTHY}

    assert stuck == {key for key, check in estate.checks.items() if not check.check.children}


def test_a_name_means_one_thing_or_all_of_a_kind(estate: Estate) -> None:
    found = failures(estate)

    assert [failure.id for failure in meant(found, "region:us-east-1")] == ["region:us-east-1"]
    assert {failure.kind for failure in meant(found, "zone")} == {FailureKind.ZONE}
    assert meant(found, "region:us-east") == ()


def test_a_scenario_is_told_in_words(estate: Estate) -> None:
    region, zone = (meant(failures(estate), name) for name in ("region:us-east-1", "zone:us-west-2a"))

    assert named((*region, *zone)) == "Region us-east-1 and Availability Zone us-west-2a"
    assert named(()) == "nothing fails"
