from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import ROOT
from tests.resolution.exports import write_zone

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

LOST = ("--client", "DE", "--zone", "zone.json", "--health-checks", "checks.json", "--down", "eu-central-1")
SCREEN = """\
api.shop.example A                                                     zone.json
────────────────────────────────────────────────────────────────────────────────

Client
  DE: Germany, filed under Europe; latency as measured from Frankfurt

Unhealthy  eu-central-1 lost
  ✗ blue-1.eu-central-1.elb.amazonaws.com
  ✗ blue.eu-central-1.origin.shop.example/eu-central-1-blue-api
  ✗ blue.eu-central-1.origin.shop.example/eu-central-1-blue-checkout
  ✗ eu-central-1-blue  0 of 2 checks healthy, 2 needed
  ✗ eu-central-1-green  0 of 2 checks healthy, 2 needed
  ✗ green-1.eu-central-1.elb.amazonaws.com
  and 2 more; --format json has them all

Path
  api.shop.example A
    → europe  the smallest area around the client [1]; its target's health is
      not evaluated: it counts as healthy [2]
      api-eu.shop.example A
        ✗ primary  none of the records that it points to is healthy: Route 53
          backs out of the branch: eu-central-1.origin.shop.example [2]
            ✗ blue  its health check is unhealthy: eu-central-1-blue [3] (0 of 2
              checks healthy, 2 needed)
            ✗ green  its health check is unhealthy: eu-central-1-green [3] (0 of
              2 checks healthy, 2 needed)
        → secondary  the primary is unhealthy: the secondary answers [3]
          d-1.execute-api.eu-west-1.amazonaws.com

Answer
  100 %  d-1.execute-api.eu-west-1.amazonaws.com  TTL set by AWS

Rules
  docs.aws.amazon.com/Route53/latest/DeveloperGuide/
    [1] resource-record-sets-values-geo.html
    [2] dns-failover-complex-configs.html
    [3] health-checks-how-route-53-chooses-records.html

────────────────────────────────────────────────────────────────────────────────
✓ Answered
"""


@pytest.fixture(autouse=True)
def _exports(project: Path) -> None:
    write_zone(project)


def test_a_name_is_explained(run: Run) -> None:
    done = run("resolve", "api", *LOST)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == SCREEN


def test_the_same_as_json(run: Run) -> None:
    document = json.loads(run("resolve", "api.shop.example", "--format", "json", *LOST).stdout)
    assert (document["format"], document["version"], document["down"]) == ("securecart-resolution", 1, ["eu-central-1"])
    (way,) = document["ways"]
    assert (way["share"], way["end"], way["ttl"]) == ("1", "d-1.execute-api.eu-west-1.amazonaws.com", None)
    assert [(hop["chosen"], hop["rule"]) for hop in way["hops"]] == [
        ("europe", "SMALLEST_AREA"),
        ("secondary", "FAILOVER_SECONDARY"),
    ]
    (failure,) = way["hops"][1]["passedOver"]
    assert [(lower["choice"], lower["because"]) for lower in failure["below"]] == [
        ("blue", "eu-central-1-blue"),
        ("green", "eu-central-1-green"),
    ]


def test_nobody_answers(run: Run) -> None:
    done = run("resolve", "api", "--client", "JP", "--zone", "zone.json")
    assert done.returncode == 1
    assert "100 %  no record is for the client's area, and none is the default" in done.stdout
    assert done.stdout.endswith("✗ No answer\n")


def test_a_check_is_unhealthy(run: Run) -> None:
    done = run("resolve", "api", "--client", "US-CA", "--zone", "zone.json", "--unhealthy", "us-west-2-blue")
    assert "100 %  green-1.us-west-2.elb.amazonaws.com  TTL 60 s" in done.stdout
    assert "Nothing was read of 6 of 6 health checks" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ("--client DD --zone zone.json", "--client DD: there is no such client; allowed: a city"),
        ("--client DE --zone none.json", "none.json: cannot be read: No such file or directory"),
        ("--client DE --zone checks.json", "checks.json: ResourceRecordSets: not set; allowed: the output of"),
        ("--client DE --zone zone.json --health-checks zone.json", "zone.json: HealthChecks: not set; allowed:"),
        ("--client DE --zone zone.json --down mars-1", "--down mars-1: nothing of shop.example is known to be there;"),
        ("--client DE --zone zone.json --unhealthy us-west-2-bleu", "allowed: us-west-2-blue"),
        ("--client DE --zone zone.json --subnet 1.2.3", "--subnet 1.2.3: '1.2.3' does not appear to be an IPv4"),
        ("--client DE --health-checks checks.json", "belong to an exported zone; allowed: with --zone"),
        ("--client DE --zone zone.json --cidr-blocks x", "--cidr-blocks x: allowed: the collection's id"),
    ],
)
def test_wrong_use(run: Run, arguments: str, problem: str) -> None:
    done = run("resolve", "api", *arguments.split())
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert problem in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_fleet_is_asked_without_a_zone(run: Run) -> None:
    done = run("-C", str(ROOT), "resolve", "api", "--client", "DE", "--down", "eu-central-1")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0].endswith("the fleet's plan")
    assert "  100 %  page that answers 503, eu-west-1" in done.stdout


def test_a_screen_without_unicode(run: Run) -> None:
    done = run("resolve", "api", *LOST, PYTHONIOENCODING="ascii")
    assert done.stdout.isascii()
    assert "-> secondary" in done.stdout
