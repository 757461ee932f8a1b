"""A task definition holds no secret in plain text."""

import re
from collections.abc import Iterator

from policies.aws.ecs import containers
from policies.aws.types import ECS_TASK_DEFINITION
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_SECRET_NAME = re.compile(
    r"(^|_)(PASSWORD|PASSWD|PASSPHRASE|SECRETS?|CREDENTIALS?|TOKEN|APIKEY|ENGINE_AUTH_DATA"
    r"|(API|ACCESS|PRIVATE|SIGNING|ENCRYPTION)_KEY)(_|$)"
)
_NAME_OF_SOMETHING_ELSE = re.compile(
    r"_(ALGORITHM|ARN|BUCKET|COUNT|ENABLED|ENDPOINT|EXPIRATION|EXPIRY|FILE|HEADER|HOST|ISSUER|LENGTH|LIFETIME|LOCATION"
    r"|NAME|PARAMETER|PATH|POLICY|PREFIX|PROVIDER|REGION|SECONDS|SERVICE|STORE|TABLE|TTL|TYPE|URI|URL|VERSION)$"
)
"""What tells where a secret is, or how to use it, is none. `AWS_ACCESS_KEY_ID` is half of one."""
_IDENTIFIER = re.compile(r"(?<!ACCESS_KEY)_ID$")
_REFERENCE = re.compile(r"(arn:|/|\$\{|\{\{resolve:|ssm:|secretsmanager:).*|\d+|true|false", re.IGNORECASE | re.DOTALL)
"""Values that name a secret, and those that are none."""
_SECRET_VALUE = re.compile(
    r"(?<![A-Z0-9])(AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|[a-z][a-z0-9+.-]*://[^/\s:@]*:(?!\$)[^/\s@]+@"
)
"""An AWS access key, a private key, and a URL with a password."""


@resource_rule(
    title="Environments hold no secrets",
    what="The containers of an ECS task definition get no password, token or key as an environment variable.",
    why=(
        "Whoever may read task definitions, or the program's state, reads such a secret, in every revision that was "
        "ever made. A password that leaks this way opens the database, and to change it takes a deployment of every "
        "service while the data is being copied."
    ),
    fix="Name the secret or parameter in `secrets` of the container instead, as `valueFrom`.",
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Security Hub",
            "ECS.8",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-8",
        ),
        Source(
            "Amazon ECS developer guide",
            "Pass sensitive data to an Amazon ECS container",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
        ),
    ),
    types=(ECS_TASK_DEFINITION,),
    passing="""
        resources:
          checkout:
            type: aws:ecs:TaskDefinition
            properties:
              containerDefinitions: |
                [{"name": "checkout",
                  "environment": [{"name": "DATABASE_USER", "value": "checkout"}],
                  "secrets": [{"name": "DATABASE_PASSWORD", "valueFrom": "arn:aws:secretsmanager:::secret:db"}]}]
    """,
    failing="""
        resources:
          checkout:
            type: aws:ecs:TaskDefinition
            properties:
              containerDefinitions: |
                [{"name": "checkout", "environment": [{"name": "DATABASE_PASSWORD", "value": "correct horse"}]}]
    """,
)
def no_secrets_in_environment(task_definition: Resource) -> Iterator[Verdict]:
    """Judge a task definition by the names and values in its containers' environments; values are never told."""
    found = containers(task_definition)
    if isinstance(found, Unknown):
        yield undecided(task_definition, "containerDefinitions")
        return
    secrets = [f"{name} of {container.text('name')}" for container in found for name in _secrets(container)]
    if secrets:
        yield violated(task_definition, f"`environment` in `containerDefinitions` holds {', '.join(secrets)}.")
    else:
        yield satisfied(task_definition)


def _secrets(container: Block) -> Iterator[str]:
    variables = container.blocks("environment")
    for variable in () if isinstance(variables, Unknown) else variables:
        if not isinstance(variable, Unknown):
            name, value = str(variable.text("name")), str(variable.text("value") or "")
            if _SECRET_VALUE.search(value) or (value and _names_a_secret(name) and not _REFERENCE.fullmatch(value)):
                yield name


def _names_a_secret(name: str) -> bool:
    """Judges by the words of a name: `dbPassword` is `DB_PASSWORD`."""
    words = re.sub(r"[^A-Z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper())
    return bool(
        _SECRET_NAME.search(words) and not _NAME_OF_SOMETHING_ELSE.search(words) and not _IDENTIFIER.search(words)
    )
