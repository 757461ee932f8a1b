from __future__ import annotations

import pytest

from securecart.proof.conditions import Damage
from securecart.proof.estate.model import Bucket, ErrorPage, Estate, LoadBalancer
from securecart.proof.routes import Arrivals, Routes, Via, matches
from securecart.routing.clients.selection import select
from securecart.settings.assumptions import AssumptionSettings
from tests.proof.test_conditions import scenario

DOMAIN = "securecart.example"


def arrivals(estate: Estate, label: str, path: str, client: str, *failing: str) -> Arrivals:
    routes = Routes(estate, DOMAIN)
    situation = routes.situation(Damage(estate, AssumptionSettings()).after(scenario(estate, *failing)))
    return routes.arrivals(routes.full_name(label), path, select(client), situation)


@pytest.mark.parametrize(("text", "pattern"), [("/images/a", "/images/*"), ("/a[b]", "/a[b]"), ("/ab", "/a?")])
def test_patterns_have_two_wildcards_and_no_others(text: str, pattern: str) -> None:
    assert matches(text, pattern)
    assert not matches(f"x{text}", pattern)


def test_pages_come_from_the_nearest_region_through_cloudfront(estate: Estate) -> None:
    (arrival,) = arrivals(estate, "shop", "/", "tokyo").found

    assert isinstance(arrival.endpoint, LoadBalancer)
    assert (arrival.region, arrival.via, float(arrival.share)) == ("us-west-2", Via.DNS, 1)
    assert arrival.origin is not None
    assert arrival.origin.domain_name == f"origin.{DOMAIN}"


def test_images_come_from_the_second_bucket_when_the_first_is_lost(estate: Estate) -> None:
    (before,) = arrivals(estate, "shop", "/images/a.webp", "paris").found
    (after,) = arrivals(estate, "shop", "/images/a.webp", "paris", "bucket:edge-assets-primary").found

    assert isinstance(after.endpoint, Bucket)
    assert (before.region, after.region, after.via) == ("us-east-1", "us-west-2", Via.ORIGIN_GROUP)


def test_checkout_goes_through_an_accelerator_and_the_standby_takes_over(estate: Estate) -> None:
    (before,) = arrivals(estate, "checkout", "/", "singapore").found
    (after,) = arrivals(estate, "checkout", "/", "singapore", "region:us-east-1", "region:us-west-2").found

    assert before.accelerator is not None
    assert (before.region, after.region, after.via) == ("us-west-2", "ap-southeast-1", Via.ACCELERATOR)
    assert "us-west-2" in {passed.choice.place for passed in after.passed_over}


def test_the_eu_reaches_its_page_of_last_resort(estate: Estate) -> None:
    (arrival,) = arrivals(estate, "api", "/", "CY", "region:eu-central-1").found

    assert isinstance(arrival.endpoint, ErrorPage)
    assert arrival.region == "eu-west-1"


def test_arrivals_of_which_the_same_becomes_have_the_same_signature(estate: Estate) -> None:
    routes = Routes(estate, DOMAIN)
    situation = routes.situation(Damage(estate, AssumptionSettings()).after(()))

    def signature(client: str) -> int:
        return routes.arrivals(routes.full_name("api"), "/", select(client), situation).signature

    assert signature("paris") == signature("frankfurt")
    assert signature("paris") != signature("tokyo")
