"""What a cluster's tasks run on."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pulumi
from pulumi_aws import ecs


@dataclass(frozen=True, kw_only=True)
class ClusterCapacityArgs:
    """What `ClusterCapacity` is made of.

    Attributes:
        cluster_name: the cluster.
        capacity_provider_names: capacity providers besides Fargate: those of Outposts.
    """

    cluster_name: pulumi.Input[str]
    capacity_provider_names: Sequence[pulumi.Input[str]] = field(default=())


class ClusterCapacity(pulumi.ComponentResource):
    """The one association of a cluster with its capacity providers, Fargate by default.

    Apart from the cluster, because an Outpost's instances join the cluster before their capacity provider can be
    associated with it. The Region's own services name Fargate as their launch type and wait for no Outpost; a service
    on an Outpost depends on this component.
    """

    def __init__(self, name: str, args: ClusterCapacityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:compute:ClusterCapacity", name, None, opts)
        ecs.ClusterCapacityProviders(
            name,
            cluster_name=args.cluster_name,
            capacity_providers=["FARGATE", *args.capacity_provider_names],
            default_capacity_provider_strategies=[{"capacity_provider": "FARGATE", "weight": 1}],
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({})
