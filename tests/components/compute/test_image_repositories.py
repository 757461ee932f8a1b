from collections.abc import Sequence

import pulumi
import pytest

from components.arguments import ArgumentError
from components.compute.image_repositories import ImageRepositories, ImageRepositoriesArgs
from securecart.plan.model import StackPlan
from tests.support import ACCOUNT, record, type_counts

REPOSITORY = "aws:ecr/repository:Repository"
REPLICATION = "aws:ecr/replicationConfiguration:ReplicationConfiguration"


def args_of(
    services: Sequence[str] = ("storefront", "collector"),
    replica_regions: Sequence[str] = ("us-west-2", "eu-central-1"),
    *,
    protect: bool = True,
) -> ImageRepositoriesArgs:
    return ImageRepositoriesArgs(
        services=services, account_id=ACCOUNT, replica_regions=replica_regions, protect=protect
    )


def plan_of(args: ImageRepositoriesArgs) -> StackPlan:
    return record(lambda provider: ImageRepositories("registry", args, pulumi.ResourceOptions(provider=provider)))


def test_declares_a_repository_a_service() -> None:
    plan = plan_of(args_of())

    assert type_counts(plan) == {"aws:ecr/lifecyclePolicy:LifecyclePolicy": 2, REPLICATION: 1, REPOSITORY: 2}
    repository = plan.named(REPOSITORY, "registry-storefront")
    assert repository.inputs["name"] == "securecart/storefront"
    assert repository.inputs["imageTagMutability"] == "IMMUTABLE"
    assert repository.inputs["imageScanningConfiguration"] == {"scanOnPush": True}
    assert repository.inputs["encryptionConfigurations"] == [{"encryptionType": "AES256"}]


def test_replicates_to_every_other_region_and_nothing_else_of_the_account() -> None:
    (replication,) = plan_of(args_of()).of_type(REPLICATION)

    assert replication.inputs["replicationConfiguration"] == {
        "rules": [
            {
                "destinations": [
                    {"region": "eu-central-1", "registryId": ACCOUNT},
                    {"region": "us-west-2", "registryId": ACCOUNT},
                ],
                "repositoryFilters": [{"filter": "securecart/", "filterType": "PREFIX_MATCH"}],
            }
        ]
    }


def test_a_fleet_of_one_region_replicates_nowhere() -> None:
    assert plan_of(args_of(replica_regions=())).of_type(REPLICATION) == ()


def test_images_go_only_with_an_unprotected_repository() -> None:
    kept = plan_of(args_of()).named(REPOSITORY, "registry-storefront")
    going = plan_of(args_of(protect=False)).named(REPOSITORY, "registry-storefront")

    assert (kept.protect, kept.inputs["forceDelete"]) == (True, False)
    assert (going.protect, going.inputs["forceDelete"]) == (False, True)


@pytest.mark.parametrize("services", [(), ("storefront", "storefront")])
def test_refuses_services_that_are_none_or_twice(services: tuple[str, ...]) -> None:
    with pytest.raises(ArgumentError, match="services"):
        args_of(services)


def test_refuses_a_destination_that_stands_twice() -> None:
    with pytest.raises(ArgumentError, match="replica_regions"):
        args_of(replica_regions=("us-west-2", "us-west-2"))
