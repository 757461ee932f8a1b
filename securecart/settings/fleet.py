"""The fleet: every stack's settings side by side, and what follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from securecart.settings.edge import EdgeSettings
from securecart.settings.errors import SettingsError
from securecart.settings.geography import Residency
from securecart.settings.region import RegionSettings, Singleton


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """All stacks of the project, known to agree with each other.

    A Region's stack is called after its Region, so `regions` is keyed by both.
    """

    project: str
    regions: Mapping[str, RegionSettings]
    edge_stack: str
    edge: EdgeSettings

    @cached_property
    def deployment_order(self) -> tuple[str, ...]:
        """The stacks as they are deployed: writers, their replicas (active before standby), the edge.

        Among the writers the owners of what every Region needs come first: without the catalogue's replica and the
        images' copies no task of another Region would become healthy.
        """

        def rank(region: str) -> tuple[bool, bool, bool, str]:
            settings = self.regions[region]
            owner = bool({Singleton.CATALOGUE, Singleton.REGISTRY} & set(settings.owns))
            return settings.database.follows is not None, not owner, settings.role == "standby", region

        return (*sorted(self.regions, key=rank), self.edge_stack)

    @cached_property
    def deployment_groups(self) -> dict[str, tuple[str, ...]]:
        """The order of deployment in groups, each of which waits for the one before it.

        Stacks of one group need nothing of each other, but for a Region's first tasks: see `deployment_order`.
        """
        writers = {self.writer(residency) for residency in self.domains}
        return {
            "writers": tuple(stack for stack in self.deployment_order if stack in writers),
            "followers": tuple(stack for stack in self.deployment_order if stack in self.regions.keys() - writers),
            "edge": (self.edge_stack,),
        }

    def settings(self, stack: str) -> RegionSettings | EdgeSettings:
        """The settings of one stack.

        Raises:
            SettingsError: there is no such stack.
        """
        if stack == self.edge_stack:
            return self.edge
        if stack not in self.regions:
            known = ", ".join(self.deployment_order)
            raise SettingsError((f"Pulumi.{stack}.yaml: there is no such stack file; stacks: {known}",))
        return self.regions[stack]

    def in_domain(self, residency: Residency) -> tuple[str, ...]:
        """The Regions of a data domain, in alphabetical order."""
        return tuple(sorted(name for name, region in self.regions.items() if region.residency is residency))

    @cached_property
    def domains(self) -> tuple[Residency, ...]:
        """The data domains that have a Region."""
        return tuple(residency for residency in Residency if self.in_domain(residency))

    def active(self, residency: Residency) -> tuple[str, ...]:
        """The active Regions of a data domain."""
        return tuple(name for name in self.in_domain(residency) if self.regions[name].role == "active")

    def standby(self, residency: Residency) -> tuple[str, ...]:
        """The standby Regions of a data domain."""
        return tuple(name for name in self.in_domain(residency) if self.regions[name].role == "standby")

    def writer(self, residency: Residency) -> str:
        """The Region that takes a data domain's writes."""
        return next(name for name in self.in_domain(residency) if self.regions[name].database.follows is None)

    def followers(self, writer: str) -> tuple[str, ...]:
        """The Regions whose database follows a writer's."""
        return tuple(sorted(name for name, region in self.regions.items() if region.database.follows == writer))

    def owner(self, singleton: Singleton, residency: Residency | None = None) -> str:
        """The Region whose stack declares a singleton, of a data domain where there is one in each."""
        return next(
            name
            for name, region in self.regions.items()
            if singleton in region.owns and residency in (None, region.residency)
        )

    @property
    def last_resort(self) -> tuple[str, str]:
        """The EU's page of last resort: the Region whose stack makes it, and the Region that it stands in."""
        return next(
            (name, region.last_resort_region) for name, region in self.regions.items() if region.last_resort_region
        )

    @cached_property
    def private_paths(self) -> tuple[tuple[str, str], ...]:
        """The pairs of Regions that need a private path: within a data domain, to whatever may be its writer."""

        def may_write(region: str) -> bool:
            database = self.regions[region].database
            return database.follows is None or database.promotable

        return tuple(
            pair
            for residency in self.domains
            for pair in combinations(self.in_domain(residency), 2)
            if any(map(may_write, pair))
        )
