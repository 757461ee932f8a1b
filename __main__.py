"""What a stack deploys: a Region's application, or the global edge."""

from pathlib import Path

import pulumi
import pulumi_aws as aws

from components.global_edge_stack import GlobalEdgeStack, GlobalEdgeStackArgs
from components.region_exports import RegionExports
from components.regional_app_stack import RegionalAppStack, RegionalAppStackArgs
from securecart.settings import EdgeSettings, Fleet, RegionSettings, SettingsError, load_project
from securecart.settings import secrets as keys


def tags(stack: str, settings: RegionSettings | EdgeSettings) -> dict[str, str]:
    """The tags of every resource."""
    return {"Project": "securecart", "Stack": stack, "Owner": settings.owner, "ManagedBy": "pulumi"}


def explicit_provider(stack: str, settings: RegionSettings | EdgeSettings) -> aws.Provider:
    """The one provider of the stack: another account is refused."""
    return aws.Provider(
        "aws",
        region=settings.aws_region,
        allowed_account_ids=[settings.account_id],
        default_tags={"tags": tags(stack, settings)},
    )


def deploy_region(fleet: Fleet, region: str, opts: pulumi.ResourceOptions) -> None:
    """Declares a Region and exports what `global` needs of it."""
    config = pulumi.Config()
    origin_secrets = (config.require_secret(keys.ORIGIN_SECRET), config.require_secret(keys.ORIGIN_SECRET_PREVIOUS))
    args = RegionalAppStackArgs(
        fleet=fleet,
        region=region,
        origin_secrets=origin_secrets,
        health_token=config.require_secret(keys.HEALTH_TOKEN),
    )
    for name, value in RegionalAppStack("shop", args, opts).exports.to_outputs().items():
        pulumi.export(name, value)


def deploy_edge(fleet: Fleet, opts: pulumi.ResourceOptions) -> None:
    """Declares the edge over all Regions' stacks."""
    config = pulumi.Config()
    where = f"{pulumi.get_organization()}/{pulumi.get_project()}"
    args = GlobalEdgeStackArgs(
        fleet=fleet,
        regions={
            region: RegionExports.of(settings, pulumi.StackReference(f"{where}/{region}"))
            for region, settings in fleet.regions.items()
        },
        origin_secret=config.require_secret(keys.ORIGIN_SECRET),
        bgp_key=config.require_secret(keys.BGP_KEY),
        tags=tags(fleet.edge_stack, fleet.edge),
    )
    edge = GlobalEdgeStack("edge", args, opts)
    pulumi.export("distributionDomainName", edge.distribution_domain_name)
    pulumi.export("dashboardName", edge.dashboard_name)


def main() -> None:
    """Declares the stack that is running.

    Raises:
        pulumi.RunError: a setting is wrong, or the stack has no file.
    """
    stack = pulumi.get_stack()
    try:
        fleet = load_project(Path(__file__).parent).fleet
        settings = fleet.settings(stack)
    except SettingsError as error:
        raise pulumi.RunError(str(error)) from error
    opts = pulumi.ResourceOptions(provider=explicit_provider(stack, settings))
    if isinstance(settings, EdgeSettings):
        deploy_edge(fleet, opts)
    else:
        deploy_region(fleet, stack, opts)


main()
