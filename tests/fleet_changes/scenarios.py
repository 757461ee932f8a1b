"""Changes of the fleet that settings alone make, each as a project's folder with the real program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from tests.fleet import Config, another_region, changed_fleet

STACKS: Final = ("us-east-1", "us-west-2", "eu-central-1", "ap-southeast-1", "global")


def grown(folder: Path) -> Path:
    """A fifth Region, active in the world, and a sixth one in the EU."""
    tokyo = another_region("ap-northeast-1", like="us-west-2", cidr="10.80.0.0/16", zones="acd")
    paris = another_region(
        "eu-west-3",
        like="eu-central-1",
        cidr="10.96.0.0/16",
        backupRegion="eu-west-1",
        database={
            "role": "replica",
            "follows": "eu-central-1",
            "promotable": True,
            "generation": 1,
            "instanceClass": "db.r8g.2xlarge",
        },
    )
    return changed_fleet(folder, added={"ap-northeast-1": tokyo, "eu-west-3": paris})


def promoted(folder: Path) -> Path:
    """us-east-1 is lost: us-west-2 writes, the others follow it with new instances."""

    def writes(config: Config) -> None:
        database = config["securecart:database"]
        database["role"] = "writer"
        del database["follows"]

    def follows(config: Config) -> None:
        config["securecart:database"].update(role="replica", follows="us-west-2", promotable=True, generation=2)

    return changed_fleet(folder, {"us-west-2": writes, "us-east-1": follows, "ap-southeast-1": follows})


def shifted(folder: Path) -> Path:
    """A tenth of us-east-1's customers go to the new release."""

    def edit(config: Config) -> None:
        config["securecart:releases"]["blue"]["weight"] = 90
        config["securecart:releases"]["green"]["weight"] = 10

    return changed_fleet(folder, {"us-east-1": edit})


def bootstrapped(folder: Path) -> Path:
    """The first pass of a first deployment: services without tasks, in every Region."""
    return changed_fleet(
        folder, dict.fromkeys(STACKS[:-1], lambda config: config.update({"securecart:bootstrap": True}))
    )


def opened(folder: Path) -> Path:
    """Every protection is cleared, as the first step of taking the fleet down."""
    return changed_fleet(folder, dict.fromkeys(STACKS, lambda config: config.update({"securecart:teardown": True})))


def shielded(folder: Path) -> Path:
    """Shield Advanced is subscribed to."""
    return changed_fleet(folder, {"global": lambda config: config.update({"securecart:shieldAdvanced": True})})


SCENARIOS: Final[Mapping[str, Callable[[Path], Path]]] = {
    make.__name__: make for make in (grown, promoted, shifted, bootstrapped, opened, shielded)
}
