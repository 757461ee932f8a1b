import pytest

from securecart.plan import tokens
from securecart.plan.model import Plan, Resource, StackPlan
from securecart.preview.fleet_checks import run_checks
from tests.preview.conftest import resource

ZONE = "Z0123456789"


def problems(**stacks: list[Resource]) -> dict[str, tuple[str, ...]]:
    plan = Plan(
        stacks=tuple(
            StackPlan(stack=name, project="securecart", resources=tuple(resources))
            for name, resources in stacks.items()
        )
    )
    return {check.name: check.problems for check in run_checks(plan) if not check.passed}


def record(stack: str, name: str, target: str | None = None, **inputs: object) -> Resource:
    aliases = {"aliases": [{"name": target, "zoneId": ZONE}]} if target else {}
    return resource(
        stack,
        "aws:route53/record:Record",
        f"{name}-record",
        inputs={"zoneId": ZONE, "name": name, "type": "A", **aliases, **inputs},
    )


def test_every_check_has_a_title() -> None:
    assert [check.title for check in run_checks(Plan(stacks=()))] == [
        "No name is taken twice in an account and Region",
        "No two stacks declare the same DNS record",
        "Every alias to a name of the zone meets a record that a stack declares",
        "What exists once in an account and Region is declared by one stack",
        "No two VPCs share an address",
    ]


@pytest.mark.parametrize(
    ("type_", "key", "regions", "taken"),
    [
        ("aws:iam/role:Role", "name", (None, None), True),
        ("aws:dynamodb/table:Table", "name", ("us-east-1", "us-east-1"), True),
        ("aws:dynamodb/table:Table", "name", ("us-east-1", "us-west-2"), False),
        ("aws:s3/bucket:Bucket", "bucket", ("us-east-1", "us-west-2"), True),
        ("aws:ec2/vpc:Vpc", "name", ("us-east-1", "us-east-1"), False),
    ],
)
def test_names(type_: str, key: str, regions: tuple[str | None, str | None], taken: bool) -> None:  # noqa: FBT001
    one, two = (
        resource(stack, type_, "thing", region=region, inputs={key: "same"})
        for stack, region in zip(("one", "two"), regions, strict=True)
    )
    found = problems(one=[one], two=[two])
    assert ("names-are-taken-once" in found) is taken
    if taken:
        assert found["names-are-taken-once"][0].endswith("declared by one: thing and two: thing")


def test_names_that_aws_makes_are_nobodys() -> None:
    name = {"name": f"role-{tokens.token('a' * 40)}"}
    made = [resource(stack, "aws:iam/role:Role", "role", inputs=name) for stack in ("one", "two")]
    assert problems(one=made[:1], two=made[1:]) == {}


def test_records_of_two_stacks() -> None:
    found = problems(one=[record("one", "a.example")], two=[record("two", "A.example.")])
    assert found == {
        "records-are-declared-once": (
            f"record a.example A in {ZONE}: declared by one: a.example-record and two: A.example.-record",
        )
    }
    sets = [record(stack, "a.example", setIdentifier=stack) for stack in ("one", "two")]
    assert problems(one=sets[:1], two=sets[1:]) == {}


def test_aliases_across_stacks() -> None:
    region, edge = record("region", "r.origin.example"), record("global", "origin.example", "r.origin.example.")
    assert problems(region=[region], edge=[edge]) == {}
    assert problems(edge=[edge]) == {
        "aliases-meet-a-record": (
            "edge: origin.example-record: no stack declares r.origin.example, which this record is an alias to",
        )
    }
    balancer = record("region", "r.origin.example", f"lb-{tokens.token('a' * 40)}.us-east-1.amazonaws.com")
    assert problems(region=[balancer]) == {}


def test_singletons() -> None:
    def of(stack: str, region: str) -> Resource:
        return resource(stack, "aws:ecr/replicationConfiguration:ReplicationConfiguration", "images", region=region)

    assert problems(one=[of("one", "us-east-1")], two=[of("two", "us-west-2")]) == {}
    assert "singletons-are-declared-once" in problems(one=[of("one", "us-east-1")], two=[of("two", "us-east-1")])


def test_networks() -> None:
    def of(stack: str, block: str) -> Resource:
        return resource(stack, "aws:ec2/vpc:Vpc", "net", inputs={"cidrBlock": block})

    assert problems(one=[of("one", "10.0.0.0/16")], two=[of("two", "10.1.0.0/16")]) == {}
    assert problems(one=[of("one", "10.0.0.0/8")], two=[of("two", "10.1.0.0/16")]) == {
        "networks-are-disjoint": ("two: net: 10.1.0.0/16 overlaps 10.0.0.0/8 of one: net",)
    }
