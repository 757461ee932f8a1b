"""What an EC2 instance of an Outpost boots and how it joins its cluster."""

import base64
import json
import re
from enum import StrEnum
from typing import Final


class Architecture(StrEnum):
    """The processor architecture of an instance type, as ECS calls it (`runtimePlatform.cpuArchitecture`)."""

    X86_64 = "X86_64"
    ARM64 = "ARM64"


_GRAVITON: Final = re.compile(r"^[a-z]+\d+g[a-z]*\.")
"""Graviton families have a `g` after the generation ("Amazon EC2 instance type naming conventions")."""

_IMAGE_PARAMETERS: Final = {
    Architecture.X86_64: "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
    Architecture.ARM64: "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id",
}
"""AWS's public parameters ("Retrieving Amazon ECS-optimized Linux AMI metadata")."""


def architecture(instance_type: str) -> Architecture:
    """The architecture of an instance type."""
    return Architecture.ARM64 if _GRAVITON.match(instance_type) else Architecture.X86_64


def image_id(instance_type: str) -> str:
    """A launch template's reference to the newest ECS-optimized Amazon Linux 2023, resolved by EC2 at every launch."""
    return f"resolve:ssm:{_IMAGE_PARAMETERS[architecture(instance_type)]}"


def user_data(cluster: str, store: str) -> str:
    """The user data, in base64, that makes an instance join a cluster.

    Source of the settings: "Amazon ECS container agent configuration".
    """
    settings = {
        "ECS_CLUSTER": cluster,
        "ECS_INSTANCE_ATTRIBUTES": json.dumps({"securecart.store": store}, separators=(",", ":")),
        # Tags are immutable, and an image that is here starts while the link to the Region is down.
        "ECS_IMAGE_PULL_BEHAVIOR": "prefer-cached",
        # A task has its own role and no business with the instance's.
        "ECS_AWSVPC_BLOCK_IMDS": "true",
        "ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE": "true",
    }
    lines = "\n".join(f"{key}={value}" for key, value in settings.items())
    script = f"#!/bin/bash\ncat >> /etc/ecs/ecs.config <<'END'\n{lines}\nEND\n"
    return base64.b64encode(script.encode()).decode()
