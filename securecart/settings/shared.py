"""Settings that every stack has."""

from typing import Annotated

from pydantic import Field, StringConstraints

from securecart.settings.base import Settings

Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]


class SharedSettings(Settings):
    """What a fleet has in common, set once in Pulumi.yaml, and what every stack file says."""

    aws_region: str = Field(alias="aws:region")
    """The Region that the stack's provider works in."""
    domain: str = Field(pattern=r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$")
    hosted_zone_id: str = Field(pattern=r"^Z[A-Z0-9]{1,31}$")
    account_id: str = Field(pattern=r"^\d{12}$")
    owner: str
    alert_emails: tuple[Email, ...] = Field(min_length=1)
    teardown: bool = False
