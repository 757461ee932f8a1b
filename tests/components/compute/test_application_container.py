from components.compute.application_container import SCRATCH_PATH, application_container, environment
from securecart.settings.geography import Residency
from securecart.settings.services import CatalogueAccess, RouteSettings, ServiceSettings, Surface


def told(settings: ServiceSettings) -> dict[str, object]:
    return environment(
        "checkout",
        settings,
        release="blue",
        image_tag="1",
        region="eu-central-1",
        residency=Residency.EU,
        domain="securecart.example",
        queue_url="https://queue",
    )


def test_a_service_is_told_of_what_it_touches_only() -> None:
    bare = told(ServiceSettings())
    full = told(ServiceSettings(database=True, catalogue=CatalogueAccess.READ, carts=True, orders="send"))

    assert full.items() - bare.items() == {
        ("DATABASE_LOCAL_PARAMETER", "/securecart/database/local"),
        ("DATABASE_SEARCH_PARAMETER", "/securecart/database/search"),
        ("DATABASE_USER", "checkout"),
        ("DATABASE_WRITER_PARAMETER", "/securecart/database/writer"),
        ("CATALOGUE_TABLE", "securecart-catalogue"),
        ("CARTS_TABLE", "securecart-carts-eu"),
        ("ORDERS_QUEUE_URL", "https://queue"),
    }
    assert bare["HEALTH_PATH"] == "/health/checkout/"


def test_the_container_writes_nowhere_but_to_its_scratch_and_is_not_root() -> None:
    container = application_container(
        "checkout", ServiceSettings(), image="image", environment={"B": "2", "A": "1"}, log_configuration={}
    )

    assert container["readonlyRootFilesystem"] is True
    assert container["user"] == "10001:10001"
    assert container["linuxParameters"]["capabilities"] == {"drop": ["ALL"]}
    assert [mount["containerPath"] for mount in container["mountPoints"]] == [SCRATCH_PATH]
    assert container["environment"] == [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]
    assert "secrets" not in container


def test_a_worker_has_longer_to_stop() -> None:
    routes = (RouteSettings(surface=Surface.API, paths=("/*",)),)
    worker, web = (
        application_container("s", settings, image="i", environment={}, log_configuration={})
        for settings in (ServiceSettings(), ServiceSettings(routes=routes))
    )

    assert (web["stopTimeout"], worker["stopTimeout"]) == (30, 120)
