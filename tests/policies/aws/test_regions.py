from __future__ import annotations

import pytest

from policies.aws.regions import EU_REGIONS, same_residency
from securecart.settings import geography


def test_the_settings_and_the_pack_agree_on_the_regions_of_the_union() -> None:
    assert EU_REGIONS == geography.EU_REGIONS


@pytest.mark.parametrize(
    ("one", "other", "allowed"),
    [
        ("eu-central-1", "eu-west-1", True),
        ("us-east-1", "ap-southeast-1", True),
        ("us-east-1", "eu-west-2", True),
        ("eu-central-1", "eu-west-2", False),
        ("eu-central-2", "eu-central-1", False),
        ("us-east-1", "eu-west-1", False),
    ],
)
def test_data_stays_on_its_side_of_the_border(one: str, other: str, *, allowed: bool) -> None:
    assert same_residency(one, other) is allowed
    assert same_residency(other, one) is allowed
