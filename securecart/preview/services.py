"""Resources by service and kind."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from securecart.plan.model import Resource


@dataclass(frozen=True, slots=True)
class Service:
    """How many resources of a service there are.

    Attributes:
        name: the SDK's module, for instance `ec2`; another provider's is the package itself.
        kinds: each kind of resource and its number, the most frequent first.
    """

    name: str
    kinds: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """How many resources the service has."""
        return sum(count for _, count in self.kinds)


def by_service(resources: Iterable[Resource]) -> tuple[Service, ...]:
    """The services of `resources`, the largest first."""
    counted: dict[str, Counter[str]] = {}
    for resource in resources:
        package, module, kind = resource.type.split(":")
        service = module.split("/")[0] if package == "aws" else package
        counted.setdefault(service, Counter())[kind] += 1
    services = (
        Service(name, tuple(sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))))
        for name, kinds in counted.items()
    )
    return tuple(sorted(services, key=lambda service: (-service.total, service.name)))
