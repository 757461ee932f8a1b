"""A backup has a copy in another Region, and data of the EU stays in the EU."""

from collections.abc import Iterator, Sequence
from typing import Final

from policies.aws import arn
from policies.aws.regions import may_be_copied
from policies.aws.types import BACKUP_PLAN, BACKUP_VAULT
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Outcome, Verdict, satisfied, undecided, violated

_ELSEWHERE: Final = ":StackReference::"


@stack_rule(
    title="Backups are copied to another Region",
    what=(
        "Every rule of a backup plan copies to a vault in another Region, and none copies out of the EU what is in it."
    ),
    why=(
        "A backup in the Region that it was made in is out of reach while that Region is, and lost if it is: the "
        "database cannot be brought up anywhere else. A copy outside the EU of personal data of its residents is kept "
        "where it may not be."
    ),
    fix=(
        "Give each of the plan's `rules` `copy_actions` with the `destination_vault_arn` of a vault in another "
        "Region, for a plan in the EU in another Region in the EU."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Backup Audit Manager",
            "Cross-Region backup copy is scheduled",
            "https://docs.aws.amazon.com/aws-backup/latest/devguide/choosing-controls.html",
        ),
        Source(
            "AWS Backup developer guide",
            "Creating backup copies across AWS Regions",
            "https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-region-backup.html",
        ),
    ),
    types=(BACKUP_PLAN,),
    passing="""
        resources:
          own:
            type: aws:backup:Vault
            properties: {region: us-east-1}
          copies:
            type: aws:backup:Vault
            properties: {region: us-west-2}
          nightly:
            type: aws:backup:Plan
            properties:
              rules:
                - ruleName: nightly
                  targetVaultName: ${own.name}
                  copyActions: [{destinationVaultArn: "${copies.arn}"}]
    """,
    failing="""
        resources:
          own:
            type: aws:backup:Vault
            properties: {region: us-east-1}
          nightly:
            type: aws:backup:Plan
            properties:
              rules: [{ruleName: nightly, targetVaultName: "${own.name}"}]
    """,
)
def backup_copies(stack: Stack) -> Iterator[Verdict]:
    """Judge every plan by the worst of its rules."""
    for plan in stack.of_type(BACKUP_PLAN):
        region = plan.region
        rules = plan.blocks("rules")
        if rules is UNKNOWN:
            yield undecided(plan, "rules")
        elif region is None or region is UNKNOWN:
            yield _without_region(plan, rules)
        else:
            verdicts = [_judge(plan, rule, region, stack) for rule in rules]
            yield _worst(verdicts) or satisfied(plan)


def _without_region(plan: Resource, rules: Sequence[Block | Unknown]) -> Verdict:
    for rule in rules:
        if rule is not UNKNOWN and (actions := rule.blocks("copyActions")) is not UNKNOWN and not actions:
            return violated(plan, _copies_nothing(rule))
    return undecided(plan, "region")


def _judge(plan: Resource, rule: Block | Unknown, region: str, stack: Stack) -> Verdict:
    actions = UNKNOWN if rule is UNKNOWN else rule.blocks("copyActions")
    if rule is UNKNOWN or actions is UNKNOWN:
        return undecided(plan, "rules.copyActions")
    if not actions:
        return violated(plan, _copies_nothing(rule))
    possible = [_regions(plan, action, region, stack) for action in actions]
    certain = {other for regions in possible if len(regions) == 1 for other in regions if other is not UNKNOWN}
    for other in sorted(certain):
        if not may_be_copied(region, other):
            return violated(plan, f"Rule {_name(rule)} copies from {region} to {other}, out of the EU.")
    if certain - {region}:
        return satisfied(plan)
    if all(regions == {region} for regions in possible):
        return violated(plan, f"Rule {_name(rule)} copies to no other Region than {region}, its own.")
    return undecided(plan, "rules.copyActions.destinationVaultArn")


def _regions(plan: Resource, action: Block | Unknown, region: str, stack: Stack) -> set[str | Unknown]:
    """The Regions that a copy may go to; a plan's dependencies tell its vaults, not which is for what."""
    destination = UNKNOWN if action is UNKNOWN else action.text("destinationVaultArn")
    if destination is not UNKNOWN:
        parsed = arn.parse(destination or "")
        return {parsed.region if parsed else UNKNOWN}
    sources = plan.sources("rules")
    vaults = [vault for vault in stack.of_type(BACKUP_VAULT) if vault.urn in sources]
    target = _own_vault(plan, [vault for vault in vaults if vault.region == region])
    regions: set[str | Unknown] = {
        UNKNOWN if vault.region is None else vault.region for vault in vaults if vault is not target
    }
    if not regions or UNKNOWN in regions or any(_ELSEWHERE in urn for urn in sources):
        return {UNKNOWN}
    return regions


def _own_vault(plan: Resource, vaults: Sequence[Resource]) -> Resource | None:
    """The one vault in the plan's Region that its rules back up to: it takes no copies of its own backups."""
    rules = plan.blocks("rules")
    known = () if rules is UNKNOWN else rules
    names = {UNKNOWN if rule is UNKNOWN else rule.text("targetVaultName") for rule in known}
    named = [vault for vault in vaults if UNKNOWN in names or vault.text("name") in names]
    return named[0] if len(named) == 1 else None


def _worst(verdicts: Sequence[Verdict]) -> Verdict | None:
    for outcome in (Outcome.VIOLATED, Outcome.UNDECIDED):
        for verdict in verdicts:
            if verdict.outcome is outcome:
                return verdict
    return None


def _name(rule: Block) -> str:
    name = rule.text("ruleName")
    return "without a name" if name is None or name is UNKNOWN else f"`{name}`"


def _copies_nothing(rule: Block) -> str:
    return f"Rule {_name(rule)} has no `copyActions`: its backups stay in one Region."
