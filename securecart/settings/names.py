"""Names by which one stack refers to what another one makes.

What has a name here is made with that name and looked up by nobody: a plan needs no answer from another stack, and a
stack can be restored after the one it refers to is lost.
"""

from securecart.settings.geography import Residency

PROJECT = "securecart"
CATALOGUE_TABLE = f"{PROJECT}-catalogue"
HEALTH_PATH = "/health"
"""The first part of every health path; the service and the token follow."""


def origin(region: str, domain: str) -> str:
    """The weighted record of a Region: a share of the traffic for each release."""
    return f"{region}.origin.{domain}"


def release_leaf(release: str, region: str, domain: str) -> str:
    """The record of one release's load balancer in one Region, for checks and tests only."""
    return f"{release}.{region}.origin.{domain}"


def health_path(service: str, token: str) -> str:
    """The path that Route 53's checkers and the load balancer ask a service for."""
    return f"{HEALTH_PATH}/{service}/{token}"


def database_identifier(region: str, generation: int) -> str:
    """The identifier of a Region's database instance."""
    return f"{PROJECT}-{region}-g{generation}"


def database_arn(region: str, generation: int, account_id: str) -> str:
    """The ARN of a Region's database instance."""
    return f"arn:aws:rds:{region}:{account_id}:db:{database_identifier(region, generation)}"


def database_secret(residency: Residency, region: str, generation: int) -> str:
    """The name of the secret that holds a writer's master password, in every Region of its data domain."""
    return f"{PROJECT}/{residency.value}/database/{database_identifier(region, generation)}"


def database_endpoint_parameter(kind: str) -> str:
    """The SSM parameter, the same in every Region, that holds an endpoint: `writer`, `local` or `search`."""
    return f"/{PROJECT}/database/{kind}"


def carts_table(residency: Residency) -> str:
    """The carts' table of a data domain."""
    return f"{PROJECT}-carts-{residency.value}"


def table_arn(table: str, region: str, account_id: str) -> str:
    """The ARN of a table, or of its replica, in a Region."""
    return f"arn:aws:dynamodb:{region}:{account_id}:table/{table}"


def repository(service: str) -> str:
    """The image repository of a service, the same in every Region."""
    return f"{PROJECT}/{service}"


def image(service: str, tag: str, region: str, account_id: str) -> str:
    """The image of a service in the Region's own registry."""
    return f"{account_id}.dkr.ecr.{region}.amazonaws.com/{repository(service)}:{tag}"


def copy_vault(source_region: str) -> str:
    """The backup vault, in the backup Region, that takes the copies of another Region."""
    return f"{PROJECT}-copies-of-{source_region}"


def restore_testing_plan(region: str) -> str:
    """The restore testing plan of a Region: AWS Backup takes letters, digits and underscores."""
    return f"{PROJECT}_{region.replace('-', '_')}"


def trace_group(subject: str) -> str:
    """An X-Ray group, the same in every Region."""
    return f"{PROJECT}-{subject}"
