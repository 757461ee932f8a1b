"""What the recording monitor keeps of a resource, and what it refuses."""

from collections.abc import Callable

import pulumi
import pulumi_aws as aws
import pytest
from pulumi_aws import ec2, rds

from securecart.plan import tokens
from securecart.plan.embedded.exports import Exports
from securecart.plan.embedded.runtime import run
from securecart.plan.errors import (
    DataSourceError,
    DefaultProviderError,
    DuplicateResourceError,
    PlanError,
    ProgramError,
    StackReferenceError,
    UnsupportedError,
)
from securecart.plan.model import Timeouts
from securecart.plan.stack import Stack
from tests.support import record, type_counts

PROVIDER = "urn:pulumi:us-east-1::securecart::pulumi:providers:aws::aws"


class Net(pulumi.ComponentResource):
    """A component as the program has them, two levels deep."""

    def __init__(self, name: str, *, depth: int = 0, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(f"securecart:test:Net{depth}", name, {}, opts)
        here = pulumi.ResourceOptions(parent=self)
        if depth == 0:
            Net(name, depth=1, opts=here)
        self.vpc = ec2.Vpc(f"{name}-{depth}", cidr_block="10.0.0.0/16", opts=here)
        self.register_outputs({"vpcId": self.vpc.id})


@pytest.mark.parametrize("singular", [True, False])
def test_children_of_components_inherit_the_provider(singular: bool) -> None:  # noqa: FBT001
    def program(provider: aws.Provider) -> None:
        opts = pulumi.ResourceOptions(provider=provider) if singular else pulumi.ResourceOptions(providers=[provider])
        Net("net", opts=opts)

    plan = record(program, region="eu-central-1", stack="us-east-1")
    assert type_counts(plan) == {"aws:ec2/vpc:Vpc": 2}
    assert {(vpc.provider, vpc.region) for vpc in plan.managed} == {(PROVIDER, "eu-central-1")}


def test_urns_parents_and_outputs_of_components() -> None:
    plan = record(lambda provider: Net("net", opts=pulumi.ResourceOptions(provider=provider)))
    outer, inner = plan.named("securecart:test:Net0", "net"), plan.named("securecart:test:Net1", "net")
    assert (outer.parent, inner.parent) == (plan.urn, outer.urn)
    deep = plan.named("aws:ec2/vpc:Vpc", "net-1")
    assert deep.urn == (
        "urn:pulumi:us-east-1::securecart::securecart:test:Net0$securecart:test:Net1$aws:ec2/vpc:Vpc::net-1"
    )
    assert inner.outputs == {"vpcId": deep.id}
    assert not inner.custom


def test_options_dependencies_and_source() -> None:
    def program(provider: aws.Provider) -> None:
        given = pulumi.ResourceOptions(provider=provider)
        vpc = ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=given)
        other = ec2.Vpc("other", cidr_block="10.1.0.0/16", opts=given)
        ec2.Subnet(
            "subnet",
            vpc_id=vpc.id,
            cidr_block="10.0.0.0/24",
            opts=pulumi.ResourceOptions(
                provider=provider,
                depends_on=[other],
                protect=True,
                retain_on_delete=True,
                delete_before_replace=False,
                ignore_changes=["cidr_block"],
                replace_on_changes=["vpc_id"],
                replacement_trigger={"of": other.id, "key": pulumi.Output.secret("hunter2")},
                replace_with=[vpc, other],
                additional_secret_outputs=["arn"],
                aliases=[pulumi.Alias(name="before"), "urn:pulumi:us-east-1::securecart::aws:ec2/subnet:Subnet::older"],
                custom_timeouts=pulumi.CustomTimeouts(create="30m", delete="1h"),
                deleted_with=vpc,
            ),
        )

    plan = record(program)
    vpc, other = plan.named("aws:ec2/vpc:Vpc", "vpc"), plan.named("aws:ec2/vpc:Vpc", "other")
    subnet = plan.named("aws:ec2/subnet:Subnet", "subnet")
    assert subnet.inputs == {"vpcId": vpc.id, "cidrBlock": "10.0.0.0/24"}
    assert set(subnet.dependencies) == {vpc.urn, other.urn}
    assert subnet.property_dependencies == {"vpcId": (vpc.urn,)}
    assert subnet.protect
    assert subnet.retain_on_delete
    assert subnet.delete_before_replace is False
    assert vpc.delete_before_replace is None
    assert subnet.ignore_changes == ("cidrBlock",)
    assert subnet.replace_on_changes == ("vpcId",)
    assert subnet.replacement_trigger == {"of": other.id, "key": tokens.SECRET}
    assert vpc.replacement_trigger is None
    assert subnet.replace_with == (other.urn, vpc.urn)
    assert subnet.additional_secret_outputs == ("arn",)
    assert subnet.outputs["arn"] == tokens.SECRET
    assert subnet.aliases == (
        "urn:pulumi:us-east-1::securecart::aws:ec2/subnet:Subnet::before",
        "urn:pulumi:us-east-1::securecart::aws:ec2/subnet:Subnet::older",
    )
    assert subnet.custom_timeouts == Timeouts(create="30m", delete="1h")
    assert subnet.deleted_with == vpc.urn
    assert (subnet.source or "").startswith("tests/plan/embedded/test_monitor.py:")


def test_secrets_are_nowhere_in_the_plan() -> None:
    def program(provider: aws.Provider) -> None:
        database = rds.Instance(
            "db",
            instance_class="db.t4g.micro",
            password=pulumi.Output.secret("hunter2"),
            tags={"nested": pulumi.Output.secret("hunter2").apply(lambda text: f"{text}!")},
            opts=pulumi.ResourceOptions(provider=provider),
        )
        pulumi.export("password", database.password)
        pulumi.export("open", "value")

    plan = record(program)
    database = plan.managed[0]
    assert "hunter2" not in repr(plan)
    assert database.inputs["password"] == tokens.SECRET
    assert "password" in database.secret_inputs
    assert any(path.startswith("tags") for path in database.secret_inputs)
    assert database.secret_outputs >= {"password", "tags"}
    assert plan.outputs == {"password": tokens.SECRET, "open": "value"}
    assert plan.secret_outputs == {"password"}


def test_computed_booleans_are_unknown_to_the_program_as_at_a_preview() -> None:
    seen: list[object] = []

    def program(provider: aws.Provider) -> None:
        database = rds.Instance("db", instance_class="db.t4g.micro", opts=pulumi.ResourceOptions(provider=provider))
        database.multi_az.apply(seen.append)
        database.port.apply(seen.append)

    record(program)
    assert len(seen) == 1
    assert tokens.is_placeholder_number(seen[0])


def test_warnings_of_the_program_are_kept() -> None:
    assert record(lambda _: pulumi.warn("careful")).warnings == ("careful",)


class Foreign(pulumi.ComponentResource):
    def __init__(self, name: str) -> None:
        super().__init__("x:y:Z", name, {}, None, remote=True)


def vpc(provider: aws.Provider, name: str = "vpc") -> ec2.Vpc:
    return ec2.Vpc(name, cidr_block="10.0.0.0/16", opts=pulumi.ResourceOptions(provider=provider))


def twice(provider: aws.Provider) -> None:
    vpc(provider)
    vpc(provider)


def quotient(provider: aws.Provider) -> None:
    vpc(provider).id.apply(lambda _: 1 // 0)


def leave(_: aws.Provider) -> None:
    raise SystemExit(3)


@pytest.mark.parametrize(
    ("program", "error", "message"),
    [
        (
            twice,
            DuplicateResourceError,
            r"duplicate resource URN .*Vpc::vpc: .*the first is at tests/.*:\d+",
        ),
        (
            lambda _: ec2.Vpc("vpc", cidr_block="10.0.0.0/16"),
            DefaultProviderError,
            "default provider for 'aws' disabled: urn:.*::vpc must use an explicit provider",
        ),
        (lambda _: aws.get_region(), DataSourceError, "data source aws:index/getRegion:getRegion"),
        (
            lambda provider: ec2.Vpc.get("vpc", "vpc-1", pulumi.ResourceOptions(provider=provider)),
            DataSourceError,
            "reads aws:ec2/vpc:Vpc 'vpc-1' from the cloud",
        ),
        (lambda _: pulumi.StackReference("org/securecart/lost"), StackReferenceError, "refers to lost.*that did: none"),
        (quotient, ProgramError, "ZeroDivisionError"),
        (leave, ProgramError, r"ended itself: sys.exit\(3\)"),
        (
            lambda _: Foreign("z"),
            UnsupportedError,
            "component of another language",
        ),
    ],
)
def test_refusals_are_typed_and_say_where(
    program: Callable[[aws.Provider], object], error: type[PlanError], message: str
) -> None:
    with pytest.raises(error, match=message) as raised:
        record(program, stack="us-west-2")
    assert raised.value.stack == "us-west-2"
    assert str(raised.value).startswith("us-west-2: ")
    assert (raised.value.location or "").startswith("tests/plan/embedded/test_monitor.py:")


def test_all_missing_stacks_are_told_at_once() -> None:
    def program(_: aws.Provider) -> None:
        pulumi.StackReference("organization/securecart/one")
        pulumi.StackReference("organization/securecart/two")

    with pytest.raises(StackReferenceError) as raised:
        record(program)
    assert set(raised.value.missing) == {"one", "two"}


def test_a_program_that_reports_an_error_fails_as_in_the_engine() -> None:
    with pytest.raises(ProgramError, match="us-east-1: the program reports an error: this cannot be"):
        record(lambda _: pulumi.log.error("this cannot be"))


def test_a_stack_is_referred_to_once_by_a_name() -> None:
    def program() -> None:
        pulumi.StackReference("a", "org/securecart/other")
        pulumi.StackReference("a", "org/securecart/other")

    with pytest.raises(DuplicateResourceError, match="StackReference::a"):
        run(program, Stack(name="one", project="securecart"), {"other": Exports()})
