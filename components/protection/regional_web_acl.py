"""The web ACL in front of a Region's load balancers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import pulumi

from components.arguments import ArgumentError
from components.protection.web_acl import WebAcl, WebAclArgs
from components.protection.web_acl_rules import regional_rules
from securecart.settings import names
from securecart.settings.geography import Residency

ORIGIN_HEADER: Final = "x-securecart-origin"
"""The header by which CloudFront proves that a request came through it."""


@dataclass(frozen=True, kw_only=True)
class RegionalWebAclArgs:
    """Arguments of `RegionalWebAcl`.

    Attributes:
        domain: the public domain.
        residency: the Region's data domain; outside the EU, residents of the EU are refused on personal paths.
        checked_services: the services whose health paths are asked for by Route 53's checkers.
        health_token: the last part of every health path.
        origin_secrets: the values of the origin header that are taken.
        key_arn: the KMS key that encrypts the log.
        rate_limit: requests that an address may send in five minutes.
        payment_rate_limit: those of them that may concern checkout and payment.
        log_retention_days: how long the log is kept, in days.
    """

    domain: str
    residency: Residency
    checked_services: Sequence[str]
    health_token: pulumi.Input[str]
    origin_secrets: Sequence[pulumi.Input[str]]
    key_arn: pulumi.Input[str]
    rate_limit: int = 3000
    payment_rate_limit: int = 300
    log_retention_days: int = 90

    def __post_init__(self) -> None:
        if not self.origin_secrets:
            raise ArgumentError("RegionalWebAcl", "origin_secrets", (), "one value at least")
        if not self.checked_services:
            raise ArgumentError("RegionalWebAcl", "checked_services", (), "one service at least")


class RegionalWebAcl(pulumi.ComponentResource):
    """Reputation, rate limits, managed rules and residency for everything that reaches a Region's load balancers.

    Attributes:
        arn: the web ACL.
        name: its name, for its metrics.
    """

    arn: pulumi.Output[str]
    name: pulumi.Output[str]

    def __init__(self, name: str, args: RegionalWebAclArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:protection:RegionalWebAcl", name, None, opts)
        token = pulumi.Output.from_input(args.health_token)
        acl = WebAcl(
            name,
            WebAclArgs(
                scope="REGIONAL",
                description="Load balancers of the Region",
                rules=regional_rules(
                    domain=args.domain,
                    residency=args.residency,
                    health_paths=[
                        token.apply(partial(names.health_path, service)) for service in args.checked_services
                    ],
                    origin_header=ORIGIN_HEADER,
                    origin_secrets=args.origin_secrets,
                    rate_limit=args.rate_limit,
                    payment_rate_limit=args.payment_rate_limit,
                ),
                redacted_headers=(ORIGIN_HEADER, "authorization", "cookie"),
                log_retention_days=args.log_retention_days,
                key_arn=args.key_arn,
            ),
            pulumi.ResourceOptions(parent=self),
        )
        self.arn = acl.arn
        self.name = acl.name
        self.register_outputs({"arn": self.arn, "name": self.name})
