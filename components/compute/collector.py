"""The collector beside every task: the AWS Distro for OpenTelemetry."""

import json
from typing import Any, Final

COLLECTOR: Final = "collector"
"""Its container, and its repository: AWS's image, mirrored, so that a task's start needs no public registry."""
COLLECTOR_TAG: Final = "v0.45.1"
"""The version of `aws-otel-collector` that is mirrored."""
MEMORY: Final = 256
"""Memory in MiB that the collector is stopped at."""
CPU: Final = 128
"""CPU units of a task that are the collector's."""
OTLP_PORT: Final = 4317
SAMPLING_PORT: Final = 2000
_HEALTH_PORT: Final = 13133


def collector_config(region: str) -> dict[str, Any]:
    """The collector's configuration: traces to X-Ray, and X-Ray's sampling rules to the application.

    It listens on the task's own loopback only.
    """
    return {
        "extensions": {
            "health_check": {"endpoint": f"127.0.0.1:{_HEALTH_PORT}"},
            # Hands the application's requests for sampling rules on to X-Ray, signed with the task's role.
            "awsproxy": {"endpoint": f"127.0.0.1:{SAMPLING_PORT}", "region": region},
        },
        "receivers": {"otlp": {"protocols": {"grpc": {"endpoint": f"127.0.0.1:{OTLP_PORT}"}}}},
        "processors": {
            # First in the pipeline: it refuses spans before the collector would be stopped for its memory.
            "memory_limiter": {"check_interval": "1s", "limit_mib": MEMORY * 3 // 4, "spike_limit_mib": MEMORY // 5},
            "resourcedetection": {"detectors": ["env", "ecs"], "timeout": "2s", "override": False},
            # X-Ray takes 50 documents a call (`PutTraceSegments`).
            "batch": {"timeout": "1s", "send_batch_size": 50},
        },
        "exporters": {"awsxray": {"region": region, "indexed_attributes": ["securecart.release"]}},
        "service": {
            "extensions": ["health_check", "awsproxy"],
            "pipelines": {
                "traces": {
                    "receivers": ["otlp"],
                    "processors": ["memory_limiter", "resourcedetection", "batch"],
                    "exporters": ["awsxray"],
                }
            },
            "telemetry": {"logs": {"level": "warn"}},
        },
    }


def collector_container(image: str, region: str, log_configuration: dict[str, Any]) -> dict[str, Any]:
    """The collector's container definition.

    It is not essential and restarts by itself: a task that cannot be traced still serves.

    Args:
        image: the mirrored image in the Region's registry.
        region: where traces go.
        log_configuration: where its own log goes.
    """
    return {
        "name": COLLECTOR,
        "image": image,
        "essential": False,
        "restartPolicy": {"enabled": True, "restartAttemptPeriod": 60},
        "cpu": CPU,
        "memory": MEMORY,
        "user": "10001:10001",
        "readonlyRootFilesystem": True,
        "linuxParameters": {"capabilities": {"drop": ["ALL"]}},
        # JSON is YAML.
        "environment": [{"name": "AOT_CONFIG_CONTENT", "value": json.dumps(collector_config(region))}],
        "healthCheck": {
            # Comes with the image, which has no shell; it asks the health check extension.
            "command": ["CMD", "/healthcheck"],
            "interval": 10,
            "timeout": 5,
            "retries": 3,
            "startPeriod": 10,
        },
        "logConfiguration": log_configuration,
    }
