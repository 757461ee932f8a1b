import json

import pulumi

from components.compute.image_lifecycle import image_lifecycle_policy
from components.compute.image_registry import ImageRegistry
from tests.support import record, type_counts

SCANNING = "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration"
TEMPLATE = "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate"


def test_scans_continuously_and_makes_replicas_by_template() -> None:
    plan = record(lambda provider: ImageRegistry("registry", pulumi.ResourceOptions(provider=provider)))

    assert type_counts(plan) == {SCANNING: 1, TEMPLATE: 1}
    scanning, template = plan.named(SCANNING, "registry"), plan.named(TEMPLATE, "registry")
    assert scanning.inputs["scanType"] == "ENHANCED"
    (rule,) = scanning.inputs["rules"]
    assert rule["scanFrequency"] == "CONTINUOUS_SCAN"
    assert rule["repositoryFilters"] == [{"filter": "securecart/*", "filterType": "WILDCARD"}]
    assert template.inputs["prefix"] == "securecart"
    assert template.inputs["appliedFors"] == ["REPLICATION"]
    assert template.inputs["imageTagMutability"] == "IMMUTABLE"
    assert json.loads(template.inputs["lifecyclePolicy"]) == image_lifecycle_policy()
