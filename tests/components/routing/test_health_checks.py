import pulumi
import pytest
from pulumi_aws import Provider

from components.arguments import ArgumentError
from components.routing.health_checks import calculated_check, checked_services, endpoint_check
from securecart.settings.services import RouteSettings, ServiceSettings, Surface
from tests.support import record, type_counts

CHECK = "aws:route53/healthCheck:HealthCheck"


def test_an_endpoint_is_asked_over_https_from_several_places() -> None:
    plan = record(
        lambda provider: endpoint_check(
            "api",
            host="blue.example.com",
            service="account",
            path="/health/account/t",
            opts=pulumi.ResourceOptions(provider=provider),
        )
    )

    assert plan.named(CHECK, "api").inputs == {
        "type": "HTTPS",
        "fqdn": "blue.example.com",
        "port": 443,
        "resourcePath": "/health/account/t",
        "enableSni": True,
        "requestInterval": 10,
        "failureThreshold": 3,
        "measureLatency": True,
        "regions": ["us-east-1", "us-west-2", "eu-west-1", "ap-southeast-1", "sa-east-1"],
        "tags": {"Name": "api", "Service": "account"},
    }


def test_a_calculated_check_counts_its_children() -> None:
    plan = record(
        lambda provider: calculated_check(
            "few",
            children=["a", "b"],
            threshold=1,
            inverted=True,
            opts=pulumi.ResourceOptions(provider=provider),
        )
    )

    assert plan.named(CHECK, "few").inputs == {
        "type": "CALCULATED",
        "childHealthchecks": ["a", "b"],
        "childHealthThreshold": 1,
        "invertHealthcheck": True,
        "tags": {"Name": "few"},
    }


@pytest.mark.parametrize(("children", "threshold"), [(0, 1), (256, 1), (2, 0), (2, 3)])
def test_what_it_cannot_count_is_refused(children: int, threshold: int) -> None:
    def program(provider: Provider) -> None:
        with pytest.raises(ArgumentError):
            calculated_check(
                "few",
                children=["child"] * children,
                threshold=threshold,
                opts=pulumi.ResourceOptions(provider=provider),
            )

    assert type_counts(record(program)) == {}


def routed(*surfaces: Surface, path: str = "/*") -> ServiceSettings:
    return ServiceSettings(routes=tuple(RouteSettings(surface=surface, paths=(path,)) for surface in surfaces))


def test_the_service_that_takes_all_paths_stands_for_its_surface() -> None:
    services = {
        "storefront": routed(Surface.ORIGIN),
        "catalog": routed(Surface.ORIGIN, Surface.API, path="/catalog/*"),
        "account": routed(Surface.API),
        "checkout": routed(Surface.CHECKOUT),
        "fulfilment": ServiceSettings(),
    }

    assert checked_services(services) == {
        Surface.ORIGIN: "storefront",
        Surface.API: "account",
        Surface.CHECKOUT: "checkout",
    }


def test_a_surface_that_no_service_takes_is_refused() -> None:
    with pytest.raises(ArgumentError, match="checkout"):
        checked_services({"storefront": routed(Surface.ORIGIN), "account": routed(Surface.API)})
