"""The repositories that images are pushed to, and their replication."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import ecr

from components.arguments import ArgumentError
from components.compute.image_lifecycle import image_lifecycle_policy
from securecart.settings import names


@dataclass(frozen=True, kw_only=True)
class ImageRepositoriesArgs:
    """What `ImageRepositories` is made of.

    Attributes:
        services: what has images: every service, and the collector beside it.
        account_id: the account whose registries take the copies.
        replica_regions: the other Regions of the fleet.
        protect: refuses the deletion of repositories and of the images in them.
    """

    services: Sequence[str]
    account_id: str
    replica_regions: Sequence[str]
    protect: bool

    def __post_init__(self) -> None:
        if not self.services or len(set(self.services)) < len(self.services):
            raise ArgumentError("ImageRepositories", "services", self.services, "distinct names, one at least")
        if len(set(self.replica_regions)) < len(self.replica_regions):
            raise ArgumentError("ImageRepositories", "replica_regions", self.replica_regions, "distinct Regions")


class ImageRepositories(pulumi.ComponentResource):
    """One repository a service in one Region, replicated to the registries of all others.

    Replication has one owner, to 25 Regions at most ("Amazon ECR service quotas"), and copies only what is pushed after
    it was declared. Tags are immutable: a tag means the
    same image in every Region and for ever. Images hold no customer data: they cross the EU's border.

    Attributes:
        urls: where the images of each service are pushed.
    """

    urls: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: ImageRepositoriesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:compute:ImageRepositories", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        urls = {}
        for service in args.services:
            repository = ecr.Repository(
                f"{name}-{service}",
                # Other Regions, whose repositories replication makes, and the delivery pipeline refer to it by name.
                name=names.repository(service),
                image_tag_mutability="IMMUTABLE",
                image_scanning_configuration={"scan_on_push": True},
                encryption_configurations=[{"encryption_type": "AES256"}],
                force_delete=not args.protect,
                opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
            )
            ecr.LifecyclePolicy(
                f"{name}-{service}",
                repository=repository.name,
                policy=json.dumps(image_lifecycle_policy()),
                opts=child,
            )
            urls[service] = repository.repository_url
        if args.replica_regions:
            ecr.ReplicationConfiguration(
                name,
                replication_configuration={
                    "rules": [
                        {
                            "destinations": [
                                {"region": region, "registry_id": args.account_id}
                                for region in sorted(args.replica_regions)
                            ],
                            "repository_filters": [{"filter": f"{names.PROJECT}/", "filter_type": "PREFIX_MATCH"}],
                        }
                    ]
                },
                opts=child,
            )

        self.urls = urls
        self.register_outputs({"urls": urls})
