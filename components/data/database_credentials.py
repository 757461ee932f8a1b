"""The master login of a data domain's writer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_random as random
from pulumi_aws import secretsmanager

from components.arguments import ArgumentError

DATABASE_NAME: Final = "securecart"
DATABASE_PORT: Final = 5432
MASTER_USERNAME: Final = "securecart"
"""The same in every Region and generation: a promoted replica has its old writer's, and nothing can change it."""

_PASSWORD_LENGTH: Final = 48
_RECOVERY_WINDOW_DAYS: Final = 30


@dataclass(frozen=True, kw_only=True)
class DatabaseCredentialsArgs:
    """Arguments of `DatabaseCredentials`.

    Attributes:
        region: the writer's Region.
        identifier: the writer's instance; another one gets another password.
        secret_name: the secret's name, the same in every Region that has a copy.
        key_arn: the key of the Region, for the secret.
        copy_regions: the other Regions of the data domain, which keep a copy of the secret.
        protect: keeps a deleted secret recoverable for 30 days; without, its name is free at once.
    """

    region: str
    identifier: str
    secret_name: str
    key_arn: pulumi.Input[str]
    copy_regions: Sequence[str]
    protect: bool

    def __post_init__(self) -> None:
        if self.region in self.copy_regions or len(set(self.copy_regions)) < len(self.copy_regions):
            raise ArgumentError(
                "DatabaseCredentials", "copy_regions", self.copy_regions, f"each Region once, without {self.region}"
            )


class DatabaseCredentials(pulumi.ComponentResource):
    """A generated master password, kept in a Secrets Manager secret with copies in the Regions of the data domain.

    RDS could manage the password itself, but then refuses to make read replicas of the instance ("Password management
    with Amazon RDS and AWS Secrets Manager", limitations). Services log in by IAM; this login is for migrations and for
    people who break the glass, also in a Region that has just been promoted: hence the copies, each encrypted with its
    Region's `aws/secretsmanager` key, which exists whether or not that Region's stack does.

    Attributes:
        password: the generated password, a secret.
        secret_arn: the ARN of the secret in the writer's Region.
    """

    password: pulumi.Output[str]
    secret_arn: pulumi.Output[str]

    def __init__(self, name: str, args: DatabaseCredentialsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:data:DatabaseCredentials", name, None, opts)
        parent = pulumi.ResourceOptions(parent=self)
        # Letters and digits only: RDS refuses some punctuation, and 48 of these are 285 bits.
        generated = random.RandomPassword(
            name,
            length=_PASSWORD_LENGTH,
            special=False,
            keepers={"identifier": args.identifier},
            opts=pulumi.ResourceOptions(parent=self, additional_secret_outputs=["result"]),
        )
        secret = secretsmanager.Secret(
            name,
            name=args.secret_name,
            description=f"Master login of {args.identifier}",
            kms_key_id=args.key_arn,
            replicas=[{"region": region} for region in sorted(args.copy_regions)],
            recovery_window_in_days=_RECOVERY_WINDOW_DAYS if args.protect else 0,
            opts=parent,
        )
        self.password = pulumi.Output.secret(generated.result)
        secretsmanager.SecretVersion(
            name,
            secret_id=secret.id,
            # The shape that AWS's own tools read ("JSON structure of AWS Secrets Manager database credential secrets").
            secret_string=pulumi.Output.json_dumps(
                {
                    "engine": "postgres",
                    "username": MASTER_USERNAME,
                    "password": self.password,
                    "dbname": DATABASE_NAME,
                    "port": DATABASE_PORT,
                    "dbInstanceIdentifier": args.identifier,
                }
            ),
            opts=parent,
        )
        self.secret_arn = secret.arn
        self.register_outputs({"password": self.password, "secretArn": self.secret_arn})
