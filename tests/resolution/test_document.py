from __future__ import annotations

import json

from securecart.resolution.document import FORMAT, VERSION, render
from securecart.resolution.exported import resolve
from securecart.resolution.model import Question
from securecart.routing.clients.selection import select
from securecart.routing.route53.records import Failover, FailoverRole, Geolocation
from tests.fleet import ROOT
from tests.routing.zones import record, zone

ZONE = zone(
    record("", "primary", Failover(FailoverRole.PRIMARY), to="middle"),
    record("", "secondary", Failover(FailoverRole.SECONDARY)),
    record("middle", to="lb.eu-west-1.elb.amazonaws.com"),
    record("japan", "japan", Geolocation(country="JP")),
)
LOST = Question(name="example.com", client=select("CY@AS"), down=("eu-west-1",))


def test_all_that_was_decided() -> None:
    document = json.loads(render(resolve(ZONE, "zone.json", LOST)))
    assert (document["format"], document["version"], document["source"]) == (FORMAT, VERSION, "zone.json")
    assert document["client"] == {
        "name": "CY@AS",
        "country": "CY",
        "continent": "AS",
        "subdivision": None,
        "latencyOf": "Tel Aviv",
    }
    assert document["unhealthyTargets"] == ["lb.eu-west-1.elb.amazonaws.com"]
    (way,) = document["ways"]
    assert (way["share"], way["end"], way["ttl"]) == ("1", "192.0.2.1", 60)
    (hop,) = way["hops"]
    assert (hop["place"], hop["chosen"], hop["rule"]) == ("example.com A", "secondary", "FAILOVER_SECONDARY")
    (failure,) = hop["passedOver"]
    assert (failure["choice"], failure["rule"], failure["because"]) == (
        "primary",
        "NO_HEALTHY_TARGET",
        "middle.example.com",
    )
    assert [lower["because"] for lower in failure["below"]] == ["lb.eu-west-1.elb.amazonaws.com"]


def test_what_is_not_documented() -> None:
    (note,) = json.loads(render(resolve(ZONE, "zone.json", LOST)))["notes"]
    assert (note["about"], note["rule"], note["documented"]) == ("middle.example.com", "SIMPLE_ALIAS_IN_CHAIN", False)


def test_no_answer() -> None:
    document = json.loads(render(resolve(ZONE, "zone.json", Question(name="japan", client=select("DE")))))
    assert document["ways"] == []
    assert document["unanswered"]["rule"] == "NO_DEFAULT_LOCATION"
    assert document["unanswered"]["page"].startswith("https://docs.aws.amazon.com/Route53/")


def test_every_member_is_described() -> None:
    described = (ROOT / "docs/routing.md").read_text(encoding="utf-8").partition("## The document")[2]
    document = json.loads(render(resolve(ZONE, "zone.json", LOST)))
    (way,) = document["ways"]
    (hop,) = way["hops"]
    for part in (document, document["client"], way, hop, *hop["passedOver"]):
        assert [member for member in part if f"`{member}`" not in described] == []
