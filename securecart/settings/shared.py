"""Settings that every stack has."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from securecart.settings.base import Disagreement, Form, Settings
from securecart.settings.geography import ZONE_LETTERS, is_region

Email = Annotated[str, Form(r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address")]
Domain = Annotated[
    str, Form(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}", "a domain in lower case such as example.com")
]
HostedZoneId = Annotated[str, Form(r"Z[A-Z0-9]{1,31}", "the id of a hosted zone, Z and up to 31 letters and digits")]
AccountId = Annotated[str, Form(r"\d{12}", "12 digits in quotes")]


class SharedSettings(Settings):
    """What a fleet has in common, set once in Pulumi.yaml, and what every stack file says."""

    aws_region: str = Field(alias="aws:region")
    """The Region that the stack's provider works in."""
    domain: Domain
    """The public DNS domain of the shop, the same in every stack."""
    hosted_zone_id: HostedZoneId
    """Route 53's id of the domain's public hosted zone, which exists beforehand."""
    account_id: AccountId
    """The AWS account that the fleet is deployed to; the provider refuses any other."""
    owner: str = Field(min_length=1, max_length=256)
    """Who answers for the resources: the value of their `Owner` tag."""
    alert_emails: tuple[Email, ...] = Field(min_length=1)
    """The addresses that every alarm topic notifies."""
    teardown: bool = False
    """Clears deletion protection everywhere in the stack: the first step of taking it down."""

    def disagreements(self) -> Iterator[Disagreement]:
        """The stack's Region exists."""
        if not is_region(self.aws_region):
            yield Disagreement("aws:region", self.aws_region, "not an AWS Region", ", ".join(ZONE_LETTERS))
