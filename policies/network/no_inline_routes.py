"""Routes are resources of their own."""

from collections.abc import Iterator

from policies.aws.types import ROUTE_TABLE
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_INLINE = {"routes": "ec2.Route", "propagatingVgws": "ec2.VpnGatewayRoutePropagation"}


@resource_rule(
    title="Routes are not inline",
    what="A route table has neither its routes nor the VPN gateways that propagate to it as properties of its own.",
    why=(
        "The provider removes every route that an inline list does not name. Where another stack adds routes, for "
        "instance of a peering connection, each deployment of the table cuts them, until the other stack's mends them."
    ),
    fix=(
        "Leave out `routes` and `propagating_vgws`, and declare each as an `ec2.Route` or an "
        "`ec2.VpnGatewayRoutePropagation`."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Prescriptive Guidance",
            "Best practices for using the Terraform AWS Provider: use attachment resources",
            "https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/structure.html",
        ),
    ),
    types=(ROUTE_TABLE,),
    passing="""
        resources:
          table: {type: "aws:ec2:RouteTable", properties: {vpcId: vpc-1}}
          internet:
            type: aws:ec2:Route
            properties: {routeTableId: "${table.id}", destinationCidrBlock: 0.0.0.0/0, gatewayId: igw-1}
    """,
    failing="""
        resources:
          table:
            type: aws:ec2:RouteTable
            properties: {vpcId: vpc-1, routes: [{cidrBlock: 0.0.0.0/0, gatewayId: igw-1}]}
    """,
)
def no_inline_routes(table: Resource) -> Iterator[Verdict]:
    """Judge a route table; an empty list is inline too, since it removes all routes."""
    said = {path: table.value(path) for path in _INLINE}
    inline = [path for path, value in said.items() if value is not None and value is not UNKNOWN]
    if inline:
        instead = _INLINE[inline[0]]
        yield violated(table, f"`{inline[0]}` is set: what it leaves out is removed; `{instead}` only adds.")
    elif unknown := [path for path, value in said.items() if value is UNKNOWN]:
        yield undecided(table, *unknown)
    else:
        yield satisfied(table)
