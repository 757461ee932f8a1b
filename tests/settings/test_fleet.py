"""What follows from the settings of all stacks."""

from __future__ import annotations

import json
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from securecart.settings import Fleet, RegionSettings, Residency, SettingsError, Singleton, load_project
from securecart.settings.fleet_checks import CHECKS, Stacks
from securecart.settings.geography import EU_REGIONS, ZONE_LETTERS, residency_allows, zones_of
from tests.settings.project import ROOT, Folder

COMMITTED = load_project(ROOT).fleet


def test_the_committed_fleet() -> None:
    assert COMMITTED.deployment_order == ("us-east-1", "eu-central-1", "us-west-2", "ap-southeast-1", "global")
    assert COMMITTED.deployment_groups == {
        "writers": ("us-east-1", "eu-central-1"),
        "followers": ("us-west-2", "ap-southeast-1"),
        "edge": ("global",),
    }
    assert COMMITTED.private_paths == (
        ("ap-southeast-1", "us-east-1"),
        ("ap-southeast-1", "us-west-2"),
        ("us-east-1", "us-west-2"),
    )
    assert COMMITTED.domains == (Residency.WORLD, Residency.EU)
    assert COMMITTED.active(Residency.WORLD) == ("us-east-1", "us-west-2")
    assert COMMITTED.standby(Residency.WORLD) == ("ap-southeast-1",)
    assert COMMITTED.writer(Residency.WORLD) == "us-east-1"
    assert COMMITTED.followers("us-east-1") == ("ap-southeast-1", "us-west-2")
    assert COMMITTED.owner(Singleton.REGISTRY) == "us-east-1"
    assert COMMITTED.owner(Singleton.CARTS, Residency.EU) == "eu-central-1"
    assert COMMITTED.last_resort == ("eu-central-1", "eu-west-1")
    assert COMMITTED.regions["us-west-2"].database_region == "us-east-1"
    assert COMMITTED.settings("global") is COMMITTED.edge
    with pytest.raises(SettingsError, match="stacks: us-east-1, eu-central-1"):
        COMMITTED.settings("eu-north-1")


def fleet_of(names: list[str], standby: set[str], promotable: set[str]) -> Fleet:
    """A fleet over Regions, whose first one in each data domain is the writer."""
    writers: dict[Residency, str] = {}
    regions: dict[str, RegionSettings] = {}
    for number, name in enumerate(names):
        residency = Residency.EU if name in EU_REGIONS else Residency.WORLD
        writer = writers.setdefault(residency, name)
        first = name == writer
        database = {"generation": 1, "instanceClass": "db.r8g.large", "promotable": name in promotable}
        database |= {"role": "writer"} if first else {"role": "replica", "follows": writer}
        owns = ["carts"] if first else []
        owns += ["catalogue", "registry"] if number == 0 else []
        other = next(r for r in ZONE_LETTERS if r != name and residency_allows(residency, r))
        values = {
            **COMMITTED.regions["us-east-1"].model_dump(
                by_alias=True, include={"domain", "hosted_zone_id", "account_id", "owner", "alert_emails"}
            ),
            "aws:region": name,
            "role": "standby" if name in standby and not first else "active",
            "residency": residency.value,
            "backupRegion": other,
            "owns": owns,
            "network": {"cidr": f"10.{number}.0.0/16", "zones": list(zones_of(name)[:2])},
            "releases": {"blue": {"weight": 1, "imageTag": "1"}},
            "services": {"storefront": {}},
            "database": database,
            "lastResortRegion": other if first and residency is Residency.EU else None,
        }
        regions[name] = RegionSettings.model_validate_json(json.dumps(values))
    edge = COMMITTED.edge.model_copy(
        update={"routing": COMMITTED.edge.routing.model_copy(update={"pinned_countries": {}}), "warehouse": None}
    )
    stacks = Stacks(project="securecart", regions=regions, edges={"global": edge})
    assert [message for check in CHECKS for message in check(stacks)] == []
    return Fleet(project="securecart", regions=regions, edge_stack="global", edge=edge)


@st.composite
def fleets(draw: st.DrawFn) -> Fleet:
    world = sorted(ZONE_LETTERS.keys() - EU_REGIONS)
    names = draw(st.lists(st.sampled_from(world), min_size=1, unique=True))
    names += draw(st.lists(st.sampled_from(sorted(EU_REGIONS)), min_size=1, unique=True))
    return fleet_of(names, draw(st.sets(st.sampled_from(names))), draw(st.sets(st.sampled_from(names))))


@given(fleets())
def test_every_stack_is_deployed_once_and_after_what_it_needs(fleet: Fleet) -> None:
    order = fleet.deployment_order
    groups = fleet.deployment_groups
    assert sorted(stack for group in groups.values() for stack in group) == sorted(order)
    assert all(
        order.index(writer) < order.index(other) for writer in groups["writers"] for other in groups["followers"]
    )
    assert sorted(order) == sorted([*fleet.regions, "global"])
    assert order[-1] == "global"
    for name, region in fleet.regions.items():
        if region.database.follows:
            assert order.index(region.database.follows) < order.index(name)


@given(fleets())
def test_private_paths_join_each_region_with_whoever_may_write_and_nobody_across_residency(fleet: Fleet) -> None:
    paths = set(fleet.private_paths)
    assert len(paths) == len(fleet.private_paths)
    for one, other in combinations(sorted(fleet.regions), 2):
        ends = fleet.regions[one], fleet.regions[other]
        writes = any(end.database.follows is None or end.database.promotable for end in ends)
        assert ((one, other) in paths) == (ends[0].residency is ends[1].residency and writes)


def test_fifty_regions() -> None:
    """As many as AWS may have one day: newer Regions than the list have the same form of name."""
    world = sorted(ZONE_LETTERS.keys() - EU_REGIONS)
    names = [*world, *sorted(EU_REGIONS), *(f"ap-northeast-{number}" for number in range(10, 28))]
    fleet = fleet_of(names, set(), set())
    assert len(fleet.regions) == 50
    assert len(fleet.deployment_order) == 51


def test_an_unchanged_folder_is_read_once_and_a_changed_one_again(folder: Folder) -> None:
    before = folder.load()
    assert folder.load() is before
    folder.set("us-east-1", "canaries", value=False)
    assert not folder.load().fleet.regions["us-east-1"].canaries


def test_the_offline_configuration_stands_in_for_secrets_and_says_so(folder: Folder) -> None:
    config = folder.load().offline_config("global")
    assert config.secrets == {"securecart:originSecret", "securecart:bgpKey"}
    assert config.stand_ins == ("securecart:bgpKey", "securecart:originSecret")
    assert config.values["securecart:bgpKey"] == "offline-stand-in-for-bgpKey"
    assert config.values["pulumi:disable-default-providers"] == '["aws"]'
    assert config.values["securecart:teardown"] == "false"
