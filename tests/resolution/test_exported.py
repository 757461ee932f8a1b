from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from securecart.resolution.exported import resolve
from securecart.resolution.model import Question
from securecart.routing.clients.selection import select
from securecart.routing.errors import ZoneError
from securecart.routing.route53.reading import read_zone
from tests.resolution.exports import write_zone

if TYPE_CHECKING:
    from pathlib import Path

    from securecart.resolution.model import Resolution
    from securecart.routing.route53.hosted_zone import HostedZone


@pytest.fixture
def zone(tmp_path: Path) -> HostedZone:
    write_zone(tmp_path)
    return read_zone(tmp_path / "zone.json", tmp_path / "checks.json")


def resolved(zone: HostedZone, name: str = "api", client: str = "US-CA", **asked: tuple[str, ...]) -> Resolution:
    return resolve(zone, "zone.json", Question(name=name, client=select(client), **asked))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["api", "api.", "API.Shop.Example", "api.shop.example."])
def test_a_name_in_full_or_within_the_zone(zone: HostedZone, name: str) -> None:
    assert resolved(zone, name).name == "api.shop.example"


def test_the_zone_s_own_name(zone: HostedZone) -> None:
    (way,) = resolved(zone, "shop.example").ways
    assert (way.end, way.ttl) == ("d111111abcdef8.cloudfront.net", None)


def test_what_is_unhealthy_is_a_check_or_a_target(zone: HostedZone) -> None:
    target = "blue-1.us-west-2.elb.amazonaws.com"
    for unhealthy in ("us-west-2-blue", target):
        (way,) = resolved(zone, unhealthy=(unhealthy,)).ways
        assert way.end == "green-1.us-west-2.elb.amazonaws.com"
    found = resolved(zone, unhealthy=(target,))
    assert found.health.unhealthy_targets == {target}
    assert not found.health.set_checks


def test_a_target_may_be_named_as_the_export_prints_it(zone: HostedZone) -> None:
    found = resolved(zone, unhealthy=("dualstack.Blue-1.us-west-2.elb.amazonaws.com.",))
    assert found.health.unhealthy_targets == {"blue-1.us-west-2.elb.amazonaws.com"}


def test_what_was_not_read_of_health_checks_is_remarked(zone: HostedZone, tmp_path: Path) -> None:
    assert resolved(zone).remarks == ()
    (remark,) = resolved(read_zone(tmp_path / "zone.json")).remarks
    assert remark.startswith("Nothing was read of 6 of 6 health checks")


def test_what_the_zone_does_not_have(zone: HostedZone) -> None:
    with pytest.raises(
        ZoneError, match=r"--down sa-east-1: nothing of shop\.example is known to be there; allowed: eu-"
    ):
        resolved(zone, down=("sa-east-1",))
    with pytest.raises(ZoneError, match=r"--unhealthy us-west-2-bleu: shop\.example has no such .*us-west-2-blue"):
        resolved(zone, unhealthy=("us-west-2-bleu",))
