"""The web ACL in front of CloudFront."""

from dataclasses import dataclass

import pulumi

from components.protection.web_acl import WebAcl, WebAclArgs
from components.protection.web_acl_rules import edge_rules


@dataclass(frozen=True, kw_only=True)
class EdgeWebAclArgs:
    """Arguments of `EdgeWebAcl`.

    Attributes:
        rate_limit: requests that an address may send in five minutes: a page has dozens of images.
        log_retention_days: how long the log is kept, in days.
    """

    rate_limit: int = 20000
    log_retention_days: int = 90


class EdgeWebAcl(pulumi.ComponentResource):
    """Reputation, a rate limit and managed rules for what CloudFront answers. It exists in us-east-1 only.

    Attributes:
        arn: the web ACL.
        name: its name, for its metrics.
    """

    arn: pulumi.Output[str]
    name: pulumi.Output[str]

    def __init__(self, name: str, args: EdgeWebAclArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:protection:EdgeWebAcl", name, None, opts)
        acl = WebAcl(
            name,
            WebAclArgs(
                scope="CLOUDFRONT",
                description="CloudFront: pages, images and JavaScript",
                rules=edge_rules(rate_limit=args.rate_limit),
                redacted_headers=("authorization", "cookie"),
                log_retention_days=args.log_retention_days,
            ),
            pulumi.ResourceOptions(parent=self),
        )
        self.arn = acl.arn
        self.name = acl.name
        self.register_outputs({"arn": self.arn, "name": self.name})
