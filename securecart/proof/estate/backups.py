"""Where AWS Backup copies recovery points to."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any, Final

from securecart.plan.model import Resource
from securecart.proof.estate.declarations import Declarations, declared
from securecart.proof.estate.model import BackupCopy

PLAN: Final = "aws:backup/plan:Plan"
SELECTION: Final = "aws:backup/selection:Selection"


def copies(resource: Resource, found: Declarations) -> tuple[BackupCopy, ...]:
    """Where the recovery points of a resource are copied to, by the plans that back it up.

    What only narrows a selection (its conditions, and the resources that it leaves out) is not read: a copy too many is
    looked into, one too few is not.
    """
    plans = {
        plan.urn: plan
        for selection in found.of_type(SELECTION)
        if selection.region == resource.region and _selects(selection.inputs, resource)
        if (plan := found.find(PLAN, selection.inputs.get("planId"))) is not None
    }
    return tuple(
        BackupCopy(region=region, declared=declared(plan))
        for plan in plans.values()
        for region in dict.fromkeys(
            _region(action["destinationVaultArn"])
            for rule in plan.inputs.get("rules") or ()
            for action in rule.get("copyActions") or ()
        )
    )


def _selects(selection: Mapping[str, Any], resource: Resource) -> bool:
    """Whether a selection names a resource, by its ARN or a pattern of it, or one of its tags."""
    arn = str(resource.outputs.get("arn"))
    tags = resource.inputs.get("tags") or {}
    return any(fnmatchcase(arn, str(pattern)) for pattern in selection.get("resources") or ()) or any(
        tags.get(tag["key"]) == tag["value"] for tag in selection.get("selectionTags") or ()
    )


def _region(arn: str) -> str:
    return arn.split(":")[3]
