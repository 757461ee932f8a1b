"""The real program over the real stack files, or over changed ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from securecart.plan.embedded.runtime import run_program
from securecart.plan.model import Plan
from securecart.plan.stack import Stack
from securecart.settings import load_project

if TYPE_CHECKING:
    from securecart.plan.embedded.exports import Exports
    from securecart.plan.model import Resource, StackPlan

ROOT = Path(__file__).parent.parent
Config = dict[str, Any]
Edit = Callable[[Config], None]
Key = tuple[str, str]
"""A resource by its type and logical name, which stay the same from plan to plan."""


def fleet_plan(directory: Path = ROOT) -> Plan:
    """The plan of every stack of a project, in order of deployment."""
    project = load_project(directory)
    exports: dict[str, Exports] = {}
    plans = []
    for name in project.fleet.deployment_order:
        config = project.offline_config(name)
        stack = Stack(name=name, project="securecart", config=config.values, secret_keys=config.secrets)
        recording = run_program(directory, stack, exports)
        exports[name] = recording.exports
        plans.append(recording.plan)
    return Plan(stacks=tuple(plans))


def changed_fleet(
    directory: Path, edits: Mapping[str, Edit] | None = None, added: Mapping[str, Config] | None = None
) -> Path:
    """A project folder with the real program, and the real stack files but for the edits.

    Args:
        directory: an empty folder.
        edits: by stack, what is done to its `config`.
        added: by stack, the `config` of a stack file that is new.
    """
    for name in ("__main__.py", "components", "policies", "Pulumi.yaml"):
        (directory / name).symlink_to(ROOT / name)
    for path in ROOT.glob("Pulumi.*.yaml"):
        stack = path.name.split(".")[1]
        document = yaml.safe_load(path.read_text())
        if edit := (edits or {}).get(stack):
            edit(document["config"])
        (directory / path.name).write_text(yaml.safe_dump(document))
    for stack, config in (added or {}).items():
        (directory / f"Pulumi.{stack}.yaml").write_text(yaml.safe_dump({"config": config}))
    return directory


def another_region(region: str, *, like: str, cidr: str, zones: str = "abc", **changes: object) -> Config:
    """The configuration of a new Region, after the stack file of another one."""
    config: Config = yaml.safe_load((ROOT / f"Pulumi.{like}.yaml").read_text())["config"]
    config["aws:region"] = region
    config["securecart:network"] = {"cidr": cidr, "zones": [f"{region}{zone}" for zone in zones]}
    for key in ("securecart:warehouseLink", "securecart:stores", "securecart:owns", "securecart:lastResortRegion"):
        config.pop(key, None)
    config |= {f"securecart:{key}": value for key, value in changes.items()}
    return config


def by_key(plan: StackPlan) -> dict[Key, Resource]:
    """The managed resources of a stack by type and logical name."""
    return {(resource.type, resource.name): resource for resource in plan.managed}


def changes(before: StackPlan, after: StackPlan) -> tuple[set[Key], set[Key], dict[Key, set[str]]]:
    """What was added, what was removed, and which inputs changed of what is in both."""
    old, new = by_key(before), by_key(after)
    changed = {}
    for key in old.keys() & new.keys():
        inputs = (old[key].inputs, new[key].inputs)
        names = {name for name in {*inputs[0], *inputs[1]} if inputs[0].get(name) != inputs[1].get(name)}
        if names:
            changed[key] = names
    return new.keys() - old.keys(), old.keys() - new.keys(), changed
