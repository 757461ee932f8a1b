"""Settings of the global stack."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from securecart.settings.assumptions import AssumptionSettings
from securecart.settings.base import Disagreement, Form, Settings
from securecart.settings.geography import EU_MEMBERS, EU_REGIONS, EU_TERRITORIES, ZONE_LETTERS, is_region
from securecart.settings.hybrid import WarehouseSettings
from securecart.settings.objectives import ObjectiveSettings
from securecart.settings.shared import SharedSettings

CountryCode = Annotated[str, Form(r"[A-Z]{2}", "an ISO 3166-1 code of two capitals")]


class AssetSettings(Settings):
    """Where images and JavaScript are kept for CloudFront."""

    primary_region: str
    """The Region of the bucket that releases are uploaded to."""
    replica_region: str
    """The Region of its replica, another one: CloudFront turns to it when the first fails."""
    log_region: str = "eu-central-1"
    """The Region of the bucket for edge logs: in the EU, since they hold addresses of EU residents."""

    def disagreements(self) -> Iterator[Disagreement]:
        """Two buckets in two Regions, and logs in the EU."""
        for key, region in (("primaryRegion", self.primary_region), ("replicaRegion", self.replica_region)):
            if not is_region(region):
                yield Disagreement(key, region, "not an AWS Region", ", ".join(ZONE_LETTERS))
        if self.primary_region == self.replica_region:
            reason = "the bucket of releases is there already (`primaryRegion`)"
            yield Disagreement("replicaRegion", self.replica_region, reason, "another Region")
        if self.log_region not in EU_REGIONS:
            yield Disagreement("logRegion", self.log_region, "outside the EU", ", ".join(sorted(EU_REGIONS)))


class RoutingSettings(Settings):
    """What the routing tree cannot know by itself."""

    pinned_countries: dict[CountryCode, str] = Field(default={})
    """Countries outside the EU whose latency to two Regions is a coin-flip, each with the Region that serves it."""
    healthy_regions: int = Field(default=1, ge=1)
    """Active Regions outside the EU that must be healthy; with fewer the standby joins."""

    def disagreements(self) -> Iterator[Disagreement]:
        """Residents of the Union are served in the EU, so no pin leads them elsewhere."""
        for country in sorted(self.pinned_countries.keys() & (EU_MEMBERS | EU_TERRITORIES)):
            region = self.pinned_countries[country]
            yield Disagreement(
                f"pinnedCountries.{country}", region, "its residents are served in the EU", "countries outside the EU"
            )


OrganizationTarget = Annotated[
    str,
    Form(r"r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}|\d{12}", "an organizational unit, a root or an account"),
]
RoleName = Annotated[str, Form(r"[\w+=,.@*-]{1,64}", "the name of a role, without its path")]


class GuardrailSettings(Settings):
    """Service control policies of the organization; they need its management or delegated account."""

    targets: tuple[OrganizationTarget, ...] = Field(min_length=1)
    """Organizational units or accounts that the policies are attached to."""
    organization_role_arn: Annotated[str, Form(r"arn:aws:iam::\d{12}:role/.+", "the ARN of a role")]
    """The role that may write policies of the organization."""
    exempt_role_names: tuple[RoleName, ...] = Field(min_length=1)
    """Roles that the policies do not bind: break-glass and deployment."""
    announced_regions: tuple[str, ...] = ()
    """Regions that a stack is about to be made for: the policies would refuse them until then."""


class EdgeSettings(SharedSettings):
    """The `global` stack: routing, content delivery, private lines and guardrails."""

    role: Literal["edge"]
    """`edge`: what stands above all Regions."""
    assets: AssetSettings
    """The buckets behind CloudFront."""
    routing: RoutingSettings = RoutingSettings()
    """What the routing tree cannot know by itself."""
    warehouse: WarehouseSettings | None = None
    """The warehouse's Direct Connect, where there is one."""
    guardrails: GuardrailSettings | None = None
    """Service control policies; none unless set."""
    shield_advanced: bool = False
    """AWS Shield Advanced, 3,000 USD a month with a commitment of a year: the subscription and every protection."""
    objectives: ObjectiveSettings = ObjectiveSettings()
    """What customers are promised, which the proof holds the fleet to."""
    assumptions: AssumptionSettings = AssumptionSettings()
    """What the proof assumes of people, of the application and of AWS."""
