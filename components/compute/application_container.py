"""The container of a service."""

from collections.abc import Mapping
from typing import Any, Final

from components.compute.collector import COLLECTOR, MEMORY, OTLP_PORT, SAMPLING_PORT
from securecart.settings import names
from securecart.settings.geography import Residency
from securecart.settings.services import CatalogueAccess, ServiceSettings

SCRATCH: Final = "scratch"
SCRATCH_PATH: Final = "/tmp"  # noqa: S108 - inside the container, and the only place that it may write to
WORKER_STOP_SECONDS: Final = 120
"""How long a worker may finish its orders, in seconds: the longest that Fargate waits."""
STOP_SECONDS: Final = 30


def environment(
    service: str,
    settings: ServiceSettings,
    *,
    release: str,
    image_tag: str,
    region: str,
    residency: Residency,
    domain: str,
    queue_url: object,
) -> dict[str, Any]:
    """What a service is told: names only, nothing secret.

    Its health path has the service's name; that any last part of it answers is the service's side of the agreement, so
    that the token is known to the load balancer and to the checkers alone.

    Args:
        service: the service.
        settings: what it touches.
        release: the release.
        image_tag: the version.
        region: the Region.
        residency: the data domain.
        domain: the public domain.
        queue_url: the Region's queue of orders, as text or as a Pulumi output.
    """
    told: dict[str, Any] = {
        "AWS_REGION": region,
        "DOMAIN": domain,
        "HEALTH_PATH": names.health_path(service, ""),
        "PORT": str(settings.port),
        "RELEASE": release,
        "SERVICE": service,
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{OTLP_PORT}",
        "OTEL_PROPAGATORS": "xray,tracecontext,baggage",
        "OTEL_RESOURCE_ATTRIBUTES": ",".join(
            (
                f"service.namespace={names.PROJECT}",
                f"service.version={image_tag}",
                f"securecart.release={release}",
                f"securecart.residency={residency.value}",
            )
        ),
        "OTEL_SERVICE_NAME": service,
        "OTEL_TRACES_SAMPLER": "xray",
        "OTEL_TRACES_SAMPLER_ARG": f"endpoint=http://127.0.0.1:{SAMPLING_PORT}",
    }
    if settings.database:
        told |= {
            "DATABASE_LOCAL_PARAMETER": names.database_endpoint_parameter("local"),
            "DATABASE_SEARCH_PARAMETER": names.database_endpoint_parameter("search"),
            "DATABASE_USER": service,
            "DATABASE_WRITER_PARAMETER": names.database_endpoint_parameter("writer"),
        }
    if settings.catalogue is not CatalogueAccess.NONE:
        told["CATALOGUE_TABLE"] = names.CATALOGUE_TABLE
    if settings.carts:
        told["CARTS_TABLE"] = names.carts_table(residency)
    if settings.orders is not None:
        told["ORDERS_QUEUE_URL"] = queue_url
    return told


def application_container(
    service: str,
    settings: ServiceSettings,
    *,
    image: str,
    environment: Mapping[str, Any],
    log_configuration: Mapping[str, Any],
) -> dict[str, Any]:
    """The service's container definition.

    The image has `wget` (BusyBox) for the container's health check, answers `/health` on its port, which tells no more
    than that the process does, and declares `VOLUME /tmp` for its user.

    Args:
        service: the service.
        settings: its size and port.
        image: the image in the Region's registry.
        environment: what it is told.
        log_configuration: where its log goes.
    """
    return {
        "name": service,
        "image": image,
        "essential": True,
        "memory": settings.memory - MEMORY,
        "user": "10001:10001",
        "readonlyRootFilesystem": True,
        "linuxParameters": {"initProcessEnabled": True, "capabilities": {"drop": ["ALL"]}},
        "mountPoints": [{"sourceVolume": SCRATCH, "containerPath": SCRATCH_PATH, "readOnly": False}],
        "portMappings": [{"containerPort": settings.port, "hostPort": settings.port, "protocol": "tcp"}],
        "environment": [{"name": key, "value": value} for key, value in sorted(environment.items())],
        # Started, not healthy: a service runs without traces rather than not at all.
        "dependsOn": [{"containerName": COLLECTOR, "condition": "START"}],
        "healthCheck": {
            "command": [
                "CMD-SHELL",
                f"wget -q -T 4 -O /dev/null http://127.0.0.1:{settings.port}{names.HEALTH_PATH} || exit 1",
            ],
            "interval": 10,
            "timeout": 5,
            "retries": 3,
            "startPeriod": 60,
        },
        "stopTimeout": STOP_SECONDS if settings.routes else WORKER_STOP_SECONDS,
        "logConfiguration": log_configuration,
    }
