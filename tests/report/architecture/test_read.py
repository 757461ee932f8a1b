"""The architecture of the real fleet."""

import pytest

from securecart.report.architecture.model import Architecture, Line, Mark
from securecart.report.architecture.read import architecture
from securecart.report.model import Report


@pytest.fixture(scope="session")
def found(report: Report) -> Architecture:
    return architecture(report)


def _line(found: Architecture, group: str, title: str) -> Line:
    groups = {each.title: each for each in (*found.entrances, *found.connections)}
    (line,) = (line for line in groups[group].lines if line.title == title)
    return line


def test_the_regions_of_a_data_domain_are_side_by_side(found: Architecture) -> None:
    assert [(column.region, column.role) for column in found.columns] == [
        ("us-east-1", "active, writes world"),
        ("us-west-2", "active, follows us-east-1"),
        ("ap-southeast-1", "standby, follows us-east-1"),
        ("eu-central-1", "active, writes eu"),
        ("eu-west-1", "no stack of its own"),
    ]
    assert found.columns[0].network == "10.16.0.0/16"


def test_customers_come_in_by_three_names(found: Architecture) -> None:
    assert [(group.title, group.note) for group in found.entrances] == [
        ("shop.securecart.example", ""),
        ("api.securecart.example", "geolocation"),
        ("checkout.securecart.example", "geolocation"),
    ]


def test_pages_come_from_the_active_regions_and_the_standby_waits(found: Architecture) -> None:
    assert _line(found, "shop.securecart.example", "CloudFront *").stops == {
        "us-east-1": Mark.SERVES,
        "us-west-2": Mark.SERVES,
        "eu-central-1": Mark.SERVES,
        "ap-southeast-1": Mark.STANDBY,
    }


def test_images_come_from_a_bucket_and_its_replica_waits(found: Architecture) -> None:
    line = _line(found, "shop.securecart.example", "CloudFront /images/*, /scripts/*")

    assert line.stops == {"us-east-1": Mark.SERVES, "us-west-2": Mark.STANDBY}


def test_the_eu_has_an_accelerator_and_an_error_page_of_its_own(found: Architecture) -> None:
    assert _line(found, "checkout.securecart.example", "Global Accelerator edge-eu").stops == {
        "eu-central-1": Mark.SERVES
    }
    assert _line(found, "checkout.securecart.example", "API Gateway").stops == {"eu-west-1": Mark.ERROR}


def test_databases_flow_from_the_writer(found: Architecture) -> None:
    line = _line(found, "RDS", "securecart-us-east-1-g1")

    assert line.stops == {
        "us-east-1": Mark.WRITER,
        "us-west-2": Mark.FOLLOWER,
        "ap-southeast-1": Mark.FOLLOWER,
    }
    assert set(line.flows) == {("us-east-1", "us-west-2"), ("us-east-1", "ap-southeast-1")}
    assert _line(found, "RDS", "securecart-eu-central-1-g1").stops["eu-west-1"] is Mark.BACKUPS


def test_tables_are_replicated_within_their_domain(found: Architecture) -> None:
    assert set(_line(found, "DynamoDB", "securecart-carts-eu").stops) == {"eu-central-1", "eu-west-1"}
    assert "eu-central-1" not in _line(found, "DynamoDB", "securecart-carts-world").stops


def test_the_warehouse_and_the_stores_are_connected(found: Architecture) -> None:
    assert set(_line(found, "Warehouse", "Direct Connect EqDC2").stops) == {"us-east-1", "us-west-2"}
    assert set(_line(found, "Stores", "shop-berlin, 1 task").stops) == {"eu-central-1"}


def test_a_region_has_its_releases_services_and_databases(found: Architecture) -> None:
    boxes = {box.title: box for box in found.columns[0].boxes}

    assert (boxes["ALB blue"].note, boxes["ALB blue"].idle) == ("100 % of requests", False)
    assert (boxes["ALB green"].note, boxes["ALB green"].idle) == ("no requests", True)
    assert ("checkout", "3 tasks in 3 zones") in boxes["ALB blue"].parts
    assert [name for name, _ in boxes["ECS"].parts] == ["fulfilment"]
    assert boxes["RDS writer, Multi-AZ"].note == "securecart-us-east-1-g1"
    assert boxes["RDS writer, Multi-AZ"].parts[0] == ("search-1", "read replica, zone a")
    assert "S3 edge-assets-primary" in boxes
