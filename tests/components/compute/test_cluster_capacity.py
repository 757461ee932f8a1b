import pulumi

from components.compute.cluster_capacity import ClusterCapacity, ClusterCapacityArgs
from tests.support import record, type_counts

PROVIDERS = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"


def test_fargate_is_the_default_among_the_capacity_providers() -> None:
    args = ClusterCapacityArgs(cluster_name="securecart", capacity_provider_names=["new-york"])
    plan = record(lambda provider: ClusterCapacity("cluster", args, pulumi.ResourceOptions(provider=provider)))

    assert type_counts(plan) == {PROVIDERS: 1}
    (providers,) = plan.of_type(PROVIDERS)
    assert providers.inputs["capacityProviders"] == ["FARGATE", "new-york"]
    assert providers.inputs["defaultCapacityProviderStrategies"] == [{"capacityProvider": "FARGATE", "weight": 1}]
