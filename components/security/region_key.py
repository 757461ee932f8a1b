"""A customer-managed key in one Region."""

import json
from collections.abc import Collection
from dataclasses import dataclass

import pulumi
from pulumi_aws import kms

from components.arguments import ArgumentError
from components.security.key_policy import KeyUse, key_policy

_ROTATION_DAYS = 365
_DELETION_WINDOW_DAYS = 30
"""The longest that KMS takes: time to notice that something still needs the key."""


@dataclass(frozen=True, kw_only=True)
class RegionKeyArgs:
    """Arguments of `RegionKey`.

    Attributes:
        region: the Region that the key is in and whose data it encrypts; the stack's own, or another one.
        account_id: the account that the key belongs to.
        subject: what it encrypts, for the key's description: "the catalogue in eu-central-1".
        protect: refuses its deletion: with a key goes everything that it encrypts, backups included.
        retain: leaves it in AWS when the program no longer has it: for the key of a Region that may go.
        uses: what its policy lets AWS services do with it.
    """

    region: str
    account_id: str
    subject: str
    protect: bool
    retain: bool = False
    uses: Collection[KeyUse] = (KeyUse.LOGS, KeyUse.NOTIFICATIONS)

    def __post_init__(self) -> None:
        if not (len(self.account_id) == 12 and self.account_id.isdigit()):  # noqa: PLR2004
            raise ArgumentError("RegionKey", "account_id", self.account_id, "the 12 digits of an AWS account")
        if not self.subject:
            raise ArgumentError("RegionKey", "subject", self.subject, "what the key encrypts, in words")


class RegionKey(pulumi.ComponentResource):
    """A customer-managed, yearly rotated KMS key in one Region, with an alias.

    It is a single-Region key on purpose: each Region decrypts what it holds by itself, whatever happens elsewhere; a
    copy of data in another Region is encrypted with that Region's own key.

    Attributes:
        arn: the key's ARN. RDS and log groups want this, not the alias: they report the ARN back, and an alias would
            look like a change.
        key_id: the key's id.
        alias_name: the key's alias, for people and consoles.
    """

    arn: pulumi.Output[str]
    key_id: pulumi.Output[str]
    alias_name: pulumi.Output[str]

    def __init__(self, name: str, args: RegionKeyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:security:RegionKey", name, None, opts)
        key = kms.Key(
            name,
            region=args.region,
            description=f"SecureCart: {args.subject}",
            policy=json.dumps(key_policy(args.region, args.account_id, args.uses)),
            enable_key_rotation=True,
            rotation_period_in_days=_ROTATION_DAYS,
            deletion_window_in_days=_DELETION_WINDOW_DAYS,
            tags={"Name": name},
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect, retain_on_delete=args.retain),
        )
        alias = kms.Alias(name, region=args.region, target_key_id=key.key_id, opts=pulumi.ResourceOptions(parent=self))
        self.arn = key.arn
        self.key_id = key.key_id
        self.alias_name = alias.name
        self.register_outputs({"arn": self.arn, "keyId": self.key_id, "aliasName": self.alias_name})
