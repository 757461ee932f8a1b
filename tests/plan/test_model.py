import pytest

from securecart.plan import tokens
from securecart.plan.model import Origin, Plan, Resource, StackPlan

TOKEN = tokens.token("b" * 40)
VPC = Resource(
    urn="urn:pulumi:one::shop::aws:ec2/vpc:Vpc::net",
    type="aws:ec2/vpc:Vpc",
    name="net",
    parent="urn:pulumi:one::shop::pulumi:pulumi:Stack::shop-one",
    custom=True,
    id=f"vpc-{TOKEN}",
    outputs={"arn": f"arn:aws:ec2:x:1:vpc/vpc-{TOKEN}", "mainRouteTableId": f"rtb-{tokens.token('c' * 40)}"},
    computed=frozenset({"arn", "mainRouteTableId"}),
)
COMPONENT = Resource(
    urn="urn:pulumi:one::shop::shop:net:Net::net", type="shop:net:Net", name="net", parent=None, custom=False
)
PROVIDER = Resource(
    urn="urn:pulumi:one::shop::pulumi:providers:aws::aws",
    type="pulumi:providers:aws",
    name="aws",
    parent=None,
    custom=True,
)
STACK = StackPlan(stack="one", project="shop", resources=(PROVIDER, COMPONENT, VPC))


def test_only_what_a_deployment_makes_is_managed() -> None:
    assert STACK.managed == (VPC,)


def test_lookups() -> None:
    assert STACK[VPC.urn] is VPC
    assert VPC.urn in STACK
    assert "urn:pulumi:one::shop::nothing" not in STACK
    assert STACK.named("aws:ec2/vpc:Vpc", "net") is VPC
    with pytest.raises(LookupError, match=r"0 resources aws:ec2/vpc:Vpc named 'other' in one; of that type: net"):
        STACK.named("aws:ec2/vpc:Vpc", "other")


def test_origins_lead_to_resources_of_any_stack() -> None:
    plan = Plan(stacks=(STACK, StackPlan(stack="two", project="shop", resources=())))
    assert plan.origins({"vpcs": [f"vpc-{TOKEN}", VPC.outputs["mainRouteTableId"]]}) == (
        Origin(VPC.urn, "id"),
        Origin(VPC.urn, "mainRouteTableId"),
    )
    assert plan.origins("plain text") == ()
    assert STACK.origins(VPC.outputs["arn"]) == (Origin(VPC.urn, "id"),)
    with pytest.raises(KeyError):
        plan["three"]
