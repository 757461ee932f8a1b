"""Stack files that are right by themselves and wrong together."""

from __future__ import annotations

import pytest

from tests.settings.project import Folder

WEST = "Pulumi.us-west-2.yaml"


def test_overlapping_ranges(folder: Folder) -> None:
    folder.set("us-west-2", "network.cidr", "10.16.0.0/16")
    folder.set("global", "warehouse.network", "10.48.0.0/12")
    assert folder.problems() == (
        (
            "Pulumi.global.yaml: securecart:warehouse.network: 10.48.0.0/12: overlaps `network.cidr` 10.48.0.0/16 of "
            "Pulumi.eu-central-1.yaml; allowed: a range of its own"
        ),
        (
            f"{WEST}: securecart:network.cidr: 10.16.0.0/16: overlaps `network.cidr` 10.16.0.0/16 of "
            "Pulumi.us-east-1.yaml; "
            "allowed: a range of its own"
        ),
    )


def test_two_writers(folder: Folder) -> None:
    folder.set("us-west-2", "database.role", "writer")
    folder.remove("us-west-2", "database.follows")
    assert folder.problems() == (
        (
            f"{WEST}: securecart:database.role: writer: us-east-1 writes for `world` already; "
            "allowed: replica, with `follows: us-east-1`"
        ),
    )


def test_no_writer(folder: Folder) -> None:
    folder.set("us-east-1", "database.role", "replica")
    folder.set("us-east-1", "database.follows", "us-west-2")
    assert (
        "Pulumi.ap-southeast-1.yaml: securecart:database.role: replica: nobody writes for `world`; "
        "allowed: `role: writer` in one stack of the data domain"
    ) in folder.problems()


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("us-east-2", "us-east-2: there is no Pulumi.us-east-2.yaml; allowed: us-east-1"),
        ("eu-central-1", "eu-central-1: eu-central-1 holds the data of `eu`; allowed: us-east-1"),
        ("ap-southeast-1", "ap-southeast-1: ap-southeast-1 is no writer; allowed: us-east-1"),
        ("us-west-2", "us-west-2: us-west-2 is no writer; allowed: us-east-1"),
    ],
)
def test_a_follower_without_a_writer(folder: Folder, source: str, told: str) -> None:
    folder.set("us-west-2", "database.follows", source)
    assert folder.problems() == (f"{WEST}: securecart:database.follows: {told}",)


def test_a_missing_stack_file(folder: Folder) -> None:
    folder.file("us-east-1").unlink()
    messages = folder.problems()
    assert (
        f"{WEST}: securecart:database.follows: us-east-1: there is no Pulumi.us-east-1.yaml; "
        "allowed: a writer of `world`"
    ) in messages
    assert (
        "Pulumi.ap-southeast-1.yaml: securecart:owns: not set: nobody owns `catalogue`; "
        "allowed: `catalogue` in one stack"
    ) in messages


def test_no_edge(folder: Folder) -> None:
    folder.file("global").unlink()
    assert folder.problems() == ("Pulumi.global.yaml: not set; allowed: a stack file with `securecart:role: edge`",)


def test_no_region_at_all(folder: Folder) -> None:
    for path in folder.path.glob("Pulumi.*-*.yaml"):
        path.unlink()
    assert ("Pulumi.<region>.yaml: not set; allowed: a stack file with `securecart:role: active`") in folder.problems()


def test_a_second_edge(folder: Folder) -> None:
    folder.write("zweite", folder.file("global").read_text())
    assert (
        "Pulumi.zweite.yaml: securecart:role: edge: global is the edge already; allowed: active, standby"
    ) in folder.problems()


def test_a_stack_that_is_not_called_after_its_region(folder: Folder) -> None:
    folder.file("us-west-2").rename(folder.file("oregon"))
    assert (
        "Pulumi.oregon.yaml: aws:region: us-west-2: a Region's stack is called after it; allowed: oregon"
    ) in folder.problems()


def test_shared_settings_differ(folder: Folder) -> None:
    folder.set("us-west-2", "accountId", "210987654321")
    assert folder.problems() == (
        f"{WEST}: securecart:accountId: 210987654321: every stack of a fleet has the same; allowed: 123456789012",
    )


def test_singletons_have_one_owner(folder: Folder) -> None:
    folder.set("us-west-2", "owns", ["registry"])
    folder.set("eu-central-1", "owns", [])
    assert folder.problems() == (
        (
            "Pulumi.eu-central-1.yaml: securecart:owns: not set: nobody owns `carts` of `eu`; allowed: "
            "`carts` in one stack"
        ),
        f"{WEST}: securecart:owns: registry: us-east-1 owns `registry` already; allowed: one owner",
    )


def test_each_domain_is_served(folder: Folder) -> None:
    folder.set("eu-central-1", "role", "standby")
    folder.remove("eu-central-1", "lastResortRegion")
    assert folder.problems() == (
        (
            "Pulumi.eu-central-1.yaml: securecart:role: standby: no Region of `eu` is active; "
            "allowed: active in one stack at least"
        ),
        (
            "Pulumi.eu-central-1.yaml: securecart:lastResortRegion: not set: residents of the EU are "
            "told there that it is "
            "out of order; allowed: another EU Region"
        ),
    )


def test_services_are_the_same(folder: Folder) -> None:
    folder.set("us-west-2", "services", {"storefront": {}})
    assert (
        f"{WEST}: securecart:services.checkout: not set: other Regions have this service; "
        "allowed: the same services in every Region"
    ) in folder.problems()


def test_pins_and_the_standbys_threshold(folder: Folder) -> None:
    folder.set("global", "routing.pinnedCountries.NO", "eu-central-1")
    folder.set("global", "routing.healthyRegions", 3)
    assert folder.problems() == (
        (
            "Pulumi.global.yaml: securecart:routing.pinnedCountries.NO: eu-central-1: no active Region outside the EU; "
            "allowed: us-east-1, us-west-2"
        ),
        (
            "Pulumi.global.yaml: securecart:routing.healthyRegions: 3: 2 Regions outside the EU are "
            "active; allowed: 1 to 2"
        ),
    )


def test_numbers_of_private_lines(folder: Folder) -> None:
    folder.set("us-west-2", "warehouseLink.amazonSideAsn", 64620)
    folder.set("us-east-1", "warehouseLink.amazonSideAsn", 64610)
    assert folder.problems() == (
        (
            "Pulumi.us-east-1.yaml: securecart:warehouseLink.amazonSideAsn: 64610: the Direct Connect gateway has it; "
            "allowed: a number of its own"
        ),
    )


def test_a_link_without_a_warehouse(folder: Folder) -> None:
    folder.remove("global", "warehouse")
    assert (
        f"{WEST}: securecart:warehouseLink.amazonSideAsn: 64621: Pulumi.global.yaml has no `warehouse`; "
        "allowed: no `warehouseLink`"
    ) in folder.problems()


def test_a_second_last_resort(folder: Folder) -> None:
    europe = folder.file("eu-central-1").read_text()
    folder.write("eu-west-3", europe.replace("eu-central-1", "eu-west-3").replace("10.48.", "10.80."))
    assert (
        "Pulumi.eu-west-3.yaml: securecart:lastResortRegion: eu-west-1: eu-central-1 makes the last resort already; "
        "allowed: nothing"
    ) in folder.problems()


def test_what_only_the_whole_fleet_can_fulfil_is_not_told_while_a_file_is_broken(folder: Folder) -> None:
    folder.write("us-east-1", "config: [")
    assert len(folder.problems()) == 1
