import base64

import pytest

from components.hybrid.container_instance import Architecture, architecture, image_id, user_data


@pytest.mark.parametrize(
    ("instance_type", "expected"),
    [
        ("c5.2xlarge", Architecture.X86_64),
        ("c6id.16xlarge", Architecture.X86_64),
        ("g4dn.12xlarge", Architecture.X86_64),
        ("c6gd.16xlarge", Architecture.ARM64),
        ("m7g.large", Architecture.ARM64),
    ],
)
def test_graviton_is_told_by_the_letter_after_the_generation(instance_type: str, expected: Architecture) -> None:
    assert architecture(instance_type) is expected


def test_the_image_is_looked_up_at_launch_for_the_architecture() -> None:
    prefix = "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023"
    assert image_id("c5.2xlarge") == f"{prefix}/recommended/image_id"
    assert image_id("c6gd.16xlarge") == f"{prefix}/arm64/recommended/image_id"


def test_the_instance_joins_its_cluster_under_its_stores_name_and_starts_from_cached_images() -> None:
    script = base64.b64decode(user_data("shop", "new-york")).decode()
    assert script.startswith("#!/bin/bash\n")
    lines = script.splitlines()
    assert "ECS_CLUSTER=shop" in lines
    assert 'ECS_INSTANCE_ATTRIBUTES={"securecart.store":"new-york"}' in lines
    assert "ECS_IMAGE_PULL_BEHAVIOR=prefer-cached" in lines
