from __future__ import annotations

import pytest

from policies.aws.regions import EU_REGIONS, may_be_copied, same_region, same_residency
from policies.framework.resources import Resource
from policies.framework.values import UNKNOWN, Answer
from securecart.settings import geography


def test_the_settings_and_the_pack_agree_on_the_regions_in_the_eu() -> None:
    assert EU_REGIONS == geography.EU_REGIONS


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("eu-central-1", "eu-west-1", True),
        ("us-east-1", "ap-southeast-1", True),
        ("us-east-1", "eu-west-2", True),
        ("eu-central-1", "eu-west-2", False),
        ("eu-central-2", "eu-central-1", False),
        ("us-east-1", "eu-west-1", False),
    ],
)
def test_regions_are_on_one_side_of_the_border(one: str, other: str, *, alike: bool) -> None:
    assert same_residency(one, other) is alike
    assert same_residency(other, one) is alike


@pytest.mark.parametrize(
    ("source", "destination", "allowed"),
    [
        ("eu-central-1", "eu-west-1", True),
        ("eu-central-1", "eu-west-2", False),
        ("eu-central-1", "us-east-1", False),
        ("us-east-1", "eu-west-1", True),
        ("eu-west-2", "eu-west-1", True),
        ("us-east-1", "ap-southeast-1", True),
    ],
)
def test_what_is_in_the_eu_stays_there(source: str, destination: str, *, allowed: bool) -> None:
    assert may_be_copied(source, destination) is allowed


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("us-east-1", "us-east-1", True),
        ("us-east-1", "us-west-2", False),
        ("us-east-1", UNKNOWN, UNKNOWN),
        (None, "us-east-1", UNKNOWN),
        (None, None, UNKNOWN),
    ],
)
def test_a_region_that_is_not_stated_may_be_any(one: object, other: object, answer: Answer) -> None:
    resources = [
        Resource(urn=name, type_="", name=name, inputs={"region": region})
        for name, region in (("one", one), ("other", other))
    ]
    assert same_region(*resources) is answer
