"""The output of the AWS CLI for a small zone with every kind of decision."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

REGIONS = ("us-east-1", "us-west-2", "eu-central-1")
DOMAIN = "shop.example."


def write_zone(folder: Path) -> None:
    """Write `zone.json` and `checks.json` into a folder."""
    (folder / "zone.json").write_text(json.dumps({"ResourceRecordSets": list(_records())}), encoding="utf-8")
    (folder / "checks.json").write_text(json.dumps({"HealthChecks": list(_checks())}), encoding="utf-8")


def _records() -> Any:
    for region in REGIONS:
        for release, weight in (("blue", 255), ("green", 10)):
            target = _alias(f"dualstack.{release}-1.{region}.elb.amazonaws.com.")
            check = f"{region}-{release}"
            name = f"{region}.origin.{DOMAIN}"
            yield {
                "Name": name,
                "Type": "A",
                "SetIdentifier": release,
                "Weight": weight,
                "HealthCheckId": check,
                **target,
            }
            yield {"Name": f"{release}.{name}", "Type": "A", **_alias(target["AliasTarget"]["DNSName"], health=False)}
    for region in REGIONS[:2]:
        target = _alias(f"{region}.origin.{DOMAIN}")
        yield {"Name": f"api-world.{DOMAIN}", "Type": "A", "SetIdentifier": region, "Region": region, **target}
    for role, to in (
        ("PRIMARY", f"eu-central-1.origin.{DOMAIN}"),
        ("SECONDARY", "d-1.execute-api.eu-west-1.amazonaws.com."),
    ):
        yield {"Name": f"api-eu.{DOMAIN}", "Type": "A", "SetIdentifier": role.lower(), "Failover": role, **_alias(to)}
    for identifier, area, label in (
        ("europe", {"ContinentCode": "EU"}, "api-eu"),
        ("americas", {"ContinentCode": "NA"}, "api-world"),
    ):
        target = _alias(f"{label}.{DOMAIN}", health=identifier != "europe")
        yield {"Name": f"api.{DOMAIN}", "Type": "A", "SetIdentifier": identifier, "GeoLocation": area, **target}
    yield {"Name": DOMAIN, "Type": "A", **_alias("d111111abcdef8.cloudfront.net.", health=False)}


def _checks() -> Any:
    for region in REGIONS:
        for release in ("blue", "green"):
            children = [f"{region}-{release}-{surface}" for surface in ("api", "checkout")]
            for child in children:
                name = f"{release}.{region}.origin.shop.example"
                config: dict[str, Any] = {
                    "Type": "HTTPS",
                    "FullyQualifiedDomainName": name,
                    "ResourcePath": f"/{child}",
                }
                yield {"Id": child, "HealthCheckConfig": config}
            config = {"Type": "CALCULATED", "HealthThreshold": 2, "ChildHealthChecks": children}
            yield {"Id": f"{region}-{release}", "HealthCheckConfig": config}


def _alias(name: str, *, health: bool = True) -> dict[str, Any]:
    return {"AliasTarget": {"HostedZoneId": "Z1", "DNSName": name, "EvaluateTargetHealth": health}}
