"""Settings of the global stack."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from securecart.settings.base import Settings
from securecart.settings.geography import EU_REGIONS, EU_MEMBERS, EU_TERRITORIES
from securecart.settings.hybrid import WarehouseSettings
from securecart.settings.objectives import ObjectiveSettings
from securecart.settings.shared import SharedSettings

CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class AssetSettings(Settings):
    """Where images and JavaScript are kept for CloudFront."""

    primary_region: str
    """The Region of the bucket that releases are uploaded to."""
    replica_region: str
    """The Region of its replica, another one: CloudFront turns to it when the first fails."""
    log_region: str = "eu-central-1"
    """The Region of the bucket for edge logs: in the EU, since they hold addresses of EU residents."""

    @model_validator(mode="after")
    def _two_regions(self) -> Self:
        if self.primary_region == self.replica_region:
            raise ValueError("`replicaRegion` is another Region than `primaryRegion`")
        if self.log_region not in EU_REGIONS:
            raise ValueError(
                f"`logRegion` {self.log_region} is outside the EU; allowed: {', '.join(sorted(EU_REGIONS))}"
            )
        return self


class RoutingSettings(Settings):
    """What the routing tree cannot know by itself."""

    pinned_countries: dict[CountryCode, str] = {}
    """Countries outside the EU whose latency to two Regions is a coin-flip, each with the Region that serves it."""
    healthy_regions: int = Field(default=1, ge=1)
    """Active Regions outside the EU that must be healthy; with fewer the standby joins."""

    @model_validator(mode="after")
    def _residents_of_the_union_are_not_pinned(self) -> Self:
        pinned = sorted(self.pinned_countries.keys() & (EU_MEMBERS | EU_TERRITORIES))
        if pinned:
            raise ValueError(f"`pinnedCountries` names {', '.join(pinned)}: residents of the EU are served in the EU")
        return self


class GuardrailSettings(Settings):
    """Service control policies of the organisation; they need its management or delegated account."""

    targets: tuple[str, ...] = Field(min_length=1)
    """Organizational units or accounts that the policies are attached to."""
    organization_role_arn: str = Field(pattern=r"^arn:aws:iam::\d{12}:role/.+$")
    """The role that may write policies of the organisation."""
    exempt_role_names: tuple[str, ...] = Field(min_length=1)
    """Roles that the policies do not bind: break-glass and deployment."""


class EdgeSettings(SharedSettings):
    """The `global` stack: routing, content delivery, private lines and guardrails."""

    role: Literal["edge"]
    assets: AssetSettings
    routing: RoutingSettings = RoutingSettings()
    warehouse: WarehouseSettings | None = None
    """The warehouse's Direct Connect, where there is one."""
    guardrails: GuardrailSettings | None = None
    """Off unless set."""
    shield_advanced: bool = False
    """AWS Shield Advanced, 3,000 USD a month with a commitment of a year: the subscription and every protection."""
    objectives: ObjectiveSettings = ObjectiveSettings()
