from __future__ import annotations

import json

import pytest

from policies.fleet.image_replication import image_replication
from tests.policies.harness import ABSENT, UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

REPLICATION = "aws:ecr/replicationConfiguration:ReplicationConfiguration"
RULE = "replicationConfiguration.rules[0]"
SERVICES = ("account", "catalog", "checkout", "collector", "fulfilment", "storefront")
IMAGES = tuple(f"us-east-1/shop-registry-images-{service}" for service in SERVICES)
INVENTORY = "us-east-1/shop-registry-images-inventory"

MUTANTS = (
    mutant(
        "a Region that images are not copied to",
        "us-east-1",
        lambda d: d.set("shop-registry-images", f"{RULE}.destinations[2]", ABSENT, type_=REPLICATION),
        *IMAGES,
        fleet=True,
        view=View.DEPLOYED,
    ),
    mutant(
        "copies in another account's registry",
        "us-east-1",
        lambda d: d.set(
            "shop-registry-images", f"{RULE}.destinations[1].registryId", "210987654321", type_=REPLICATION
        ),
        *IMAGES,
        INVENTORY,
        fleet=True,
        view=View.DEPLOYED,
    ),
    mutant(
        "a filter that leaves out what it does not name",
        "us-east-1",
        lambda d: d.set(
            "shop-registry-images", f"{RULE}.repositoryFilters[0].filter", "securecart/s", type_=REPLICATION
        ),
        *(name for name in (*IMAGES, INVENTORY) if not name.endswith("storefront")),
        fleet=True,
        view=View.DEPLOYED,
    ),
    mutant(
        "no replication at all",
        "us-east-1",
        lambda d: d.remove("shop-registry-images", type_=REPLICATION),
        *(f"us-east-1/shop-registry-images-{service}" for service in ("account", "catalog", "collector", "storefront")),
        fleet=True,
    ),
)

IMAGE = "123456789012.dkr.ecr.us-west-2.amazonaws.com/shop/web:1"


def fleet(
    rules: str | None = '{destinations: [{region: us-west-2, registryId: "123456789012"}]}',
    *,
    image: str = IMAGE,
    repository: str = "name: shop/web",
    owner: str = "",
) -> Deployment:
    replication = (
        ""
        if rules is None
        else f"""
          replication:
            type: aws:ecr:ReplicationConfiguration
            properties: {{{owner} replicationConfiguration: {{rules: [{rules}]}}}}"""
    )
    made = program(f"""
        name: one
        config: {{"aws:region": us-east-1}}
        resources:
          web: {{type: "aws:ecr:Repository", properties: {{{repository}}}}}{replication}
        ---
        name: two
        config: {{"aws:region": us-west-2}}
        resources:
          tasks: {{type: "aws:ecs:TaskDefinition", properties: {{family: web}}}}
    """)
    return made.set("tasks", "containerDefinitions", json.dumps([{"name": "web", "image": image}]))


TO_WEST = 'destinations: [{region: us-west-2, registryId: "123456789012"}]'


@pytest.mark.parametrize(
    "deployment",
    [
        fleet(),
        fleet(f"{{{TO_WEST}, repositoryFilters: [{{filter: shop/, filterType: PREFIX_MATCH}}]}}"),
        fleet(None, image=IMAGE.replace("us-west-2", "us-east-1")),
        fleet(None, image="public.ecr.aws/docker/library/nginx:1"),
        fleet(None, image=IMAGE.replace("shop/web", "others/web")),
        fleet(None, repository='name: shop/web, registryId: "210987654321"'),
        fleet(None, repository="name: shop/web, region: us-west-2"),
        fleet(image="123456789012.dkr-ecr.us-west-2.on.aws/shop/web@sha256:0"),
    ],
)
def test_satisfied(deployment: Deployment) -> None:
    judged = judge(image_replication, deployment)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "deployment",
    [
        fleet(None),
        fleet(None, image="123456789012.dkr-ecr.us-west-2.on.aws/shop/web@sha256:0"),
        fleet('{destinations: [{region: us-east-2, registryId: "123456789012"}]}'),
        fleet('{destinations: [{region: us-west-2, registryId: "210987654321"}]}'),
        fleet(f"{{{TO_WEST}, repositoryFilters: [{{filter: others/, filterType: PREFIX_MATCH}}]}}"),
        fleet(owner="region: us-west-2,"),
    ],
)
def test_violated(deployment: Deployment) -> None:
    judged = judge(image_replication, deployment)
    assert judged.names(image_replication.id) == {"web"}
    message = judged.violated[image_replication.id]["web"]
    assert "Nothing copies it to us-west-2, where tasks (aws:ecs/taskDefinition:TaskDefinition) of stack two" in message


WHERE = "where it is and what is copied where"


@pytest.mark.parametrize(
    ("deployment", "unknown"),
    [
        (fleet(repository="name: unknown!"), "name"),
        (fleet("unknown!"), WHERE),
        (fleet("{destinations: unknown!}"), WHERE),
        (fleet("{destinations: [unknown!]}"), WHERE),
        (fleet('{destinations: [{region: unknown!, registryId: "123456789012"}]}'), WHERE),
        (fleet("{destinations: [{region: us-west-2, registryId: unknown!}]}"), WHERE),
        (fleet(f"{{{TO_WEST}, repositoryFilters: unknown!}}"), WHERE),
        (fleet(f"{{{TO_WEST}, repositoryFilters: [{{filter: unknown!}}]}}"), WHERE),
        (fleet(owner="region: unknown!,"), WHERE),
        (fleet(None, repository="name: shop/web, region: unknown!"), WHERE),
        (fleet(None).set("tasks", "containerDefinitions", UNKNOWN), "containerDefinitions of tasks"),
    ],
)
def test_undecided(deployment: Deployment, unknown: str) -> None:
    judged = judge(image_replication, deployment)
    assert not judged.violated
    assert f"web (aws:ecr/repository:Repository): {unknown}" in judged.undecided[image_replication.id]


def test_rules_that_are_not_known_as_a_whole() -> None:
    deployment = fleet().set("replication", "replicationConfiguration", UNKNOWN)
    judged = judge(image_replication, deployment)
    assert not judged.violated
    assert WHERE in judged.undecided[image_replication.id]


def test_unknown_tasks_where_everything_is_copied_decide_nothing_else() -> None:
    judged = judge(image_replication, fleet().set("tasks", "containerDefinitions", UNKNOWN))
    assert not judged.violated
    assert not judged.undecided
