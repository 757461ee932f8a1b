"""Amazon Resource Names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from policies.framework.resources import Resource

_PARTS: Final = 6


@dataclass(frozen=True, slots=True)
class Arn:
    """`arn:partition:service:region:account:resource` (IAM: Amazon Resource Names).

    Attributes:
        service: for instance `rds`.
        region: the Region; empty where the service is global.
        account: the account's id; empty for a bucket and its objects.
        resource: the rest, for instance `db:orders`.
    """

    service: str
    region: str
    account: str
    resource: str


def parse(text: str) -> Arn | None:
    """The parts of an ARN; None where `text` is none."""
    parts = text.split(":", _PARTS - 1)
    if len(parts) < _PARTS or parts[0] != "arn":
        return None
    return Arn(service=parts[2], region=parts[3], account=parts[4], resource=parts[5])


def account_of(resource: Resource) -> str:
    """The account that a resource is made in, by its own ARN; empty as long as that is not known, or says none."""
    own = resource.text("arn")
    parsed = parse(own) if isinstance(own, str) else None
    return parsed.account if parsed else ""


def may_share_account(one: Resource, other: Resource) -> bool:
    """Whether two resources may be made in one account: their ARNs do not name two."""
    accounts = (account_of(one), account_of(other))
    return "" in accounts or accounts[0] == accounts[1]
