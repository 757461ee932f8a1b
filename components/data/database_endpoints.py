"""Where services find the databases of their data domain."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import ssm

from components.arguments import ArgumentError
from securecart.settings import names

WRITER: Final = names.database_endpoint_parameter("writer")
LOCAL: Final = names.database_endpoint_parameter("local")
SEARCH: Final = names.database_endpoint_parameter("search")


def published_endpoint_parameter(identifier: str) -> str:
    """The parameter, in every Region of the data domain, that holds the endpoint of one instance."""
    return names.database_endpoint_parameter(f"endpoints/{identifier}")


@dataclass(frozen=True, kw_only=True)
class DatabaseEndpointsArgs:
    """Arguments of `DatabaseEndpoints`.

    Attributes:
        region: the Region of the instance.
        identifier: the Region's instance.
        endpoint: its `address:port`.
        search_endpoints: `address:port` of each in-Region read replica, none for an instance without.
        writer_identifier: the instance that takes the data domain's writes; `identifier` itself for a writer.
        publish_to: the other Regions of the data domain, for an instance that takes writes or may be promoted to.
    """

    region: str
    identifier: str
    endpoint: pulumi.Input[str]
    search_endpoints: Sequence[pulumi.Input[str]]
    writer_identifier: str
    publish_to: Sequence[str]

    def __post_init__(self) -> None:
        if self.region in self.publish_to:
            raise ArgumentError(
                "DatabaseEndpoints", "publish_to", self.publish_to, f"Regions other than {self.region}, the instance's"
            )


class DatabaseEndpoints(pulumi.ComponentResource):
    """The parameters by which a Region's services find the local instance, its read replicas and the writer.

    | parameter, under `/securecart/database/` | in | holds |
    | --- | --- | --- |
    | `local` | the Region | the Region's own instance, `address:port` |
    | `search` | the Region | its in-Region read replicas, a list; the instance itself where there are none |
    | `writer` | the Region | the *name of the parameter* of the writer's endpoint: one of those below |
    | `endpoints/<identifier>` | every Region of the data domain | `address:port` of an instance that writes, or may |

    A service reads `writer`, and then the parameter that it names: both in its own Region. A part of an endpoint's name
    is known to RDS alone, so a stack cannot write down the endpoint of another Region's instance; but the stack that
    makes an instance can publish its endpoint everywhere, long before it is needed. A promotion then changes one
    pointer in each surviving Region, to a parameter that is already there: by the settings, or at once by `aws ssm
    put-parameter --overwrite`. Nothing asks the lost Region, Route 53 or another stack's outputs.

    No endpoint is a secret (`insecure_value`): a preview shows where services will be led.

    What was published stays when its instance goes (`retain_on_delete`): otherwise the `up` after the loss of a Region
    would have to delete something in that Region. A parameter that nothing points to does no harm.
    """

    def __init__(self, name: str, args: DatabaseEndpointsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:data:DatabaseEndpoints", name, None, opts)
        parent = pulumi.ResourceOptions(parent=self)
        search = (
            pulumi.Output.all(*args.search_endpoints) if args.search_endpoints else pulumi.Output.all(args.endpoint)
        )
        ssm.Parameter(
            f"{name}-writer",
            name=WRITER,
            type="String",
            insecure_value=published_endpoint_parameter(args.writer_identifier),
            description="Names the parameter that holds the endpoint of the database that takes writes",
            opts=parent,
        )
        ssm.Parameter(
            f"{name}-local",
            name=LOCAL,
            type="String",
            insecure_value=args.endpoint,
            description="The endpoint of the Region's own database",
            opts=parent,
        )
        ssm.Parameter(
            f"{name}-search",
            name=SEARCH,
            type="StringList",
            insecure_value=search.apply(",".join),
            description="The endpoints of the Region's read replicas for product search",
            opts=parent,
        )
        for region in (args.region, *sorted(args.publish_to)):
            ssm.Parameter(
                f"{name}-{args.identifier}-in-{region}",
                region=region,
                name=published_endpoint_parameter(args.identifier),
                type="String",
                insecure_value=args.endpoint,
                description=f"The endpoint of {args.identifier}",
                opts=pulumi.ResourceOptions(parent=self, retain_on_delete=region != args.region),
            )
        self.register_outputs({})
