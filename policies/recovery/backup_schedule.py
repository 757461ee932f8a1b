"""A plan backs up every day, and keeps those backups until a mistake has been noticed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from policies.aws.schedules import WEEK, days
from policies.aws.types import BACKUP_PLAN
from policies.framework.resources import Resource
from policies.framework.rule import Parameter, Severity, Source, resource_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

DEFAULT_SCHEDULE: Final = "cron(0 5 ? * * *)"
"""The schedule of a rule that has none (AWS Backup API reference: `BackupRuleInput`)."""

SHORTEST = Parameter(
    name="shortestRetentionDays",
    description="How long a daily backup has to be kept, in days.",
    default=7,
    schema={"type": "integer", "minimum": 1},
)


@resource_rule(
    title="Backups are made daily and kept",
    what="A backup plan makes a backup on every day of the week and keeps each for a week at least.",
    why=(
        "What was written since the last backup is lost when it has to be restored. And a mistake, or an intruder's "
        "work, is often found days later: by then backups with a short retention hold nothing but the damage."
    ),
    fix=(
        "Give the plan `rules` whose schedules together cover all seven days and whose `lifecycle` has a "
        "`delete_after` that is long enough. Rules with a shorter retention may come on top."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Backup Audit Manager",
            "Backup plan has minimum frequency and minimum retention",
            "https://docs.aws.amazon.com/aws-backup/latest/devguide/choosing-controls.html",
        ),
        Source(
            "AWS Config",
            "BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK",
            "https://docs.aws.amazon.com/config/latest/developerguide/"
            "backup-plan-min-frequency-and-min-retention-check.html",
        ),
    ),
    types=(BACKUP_PLAN,),
    parameters=(SHORTEST,),
    passing="""
        resources:
          nightly:
            type: aws:backup:Plan
            properties:
              rules:
                - ruleName: daily
                  targetVaultName: Default
                  schedule: cron(0 4 ? * SUN-FRI *)
                  lifecycle: {deleteAfter: 35}
                  copyActions: [{destinationVaultArn: "arn:aws:backup:us-west-2:123456789012:backup-vault:copies"}]
                - ruleName: weekly
                  targetVaultName: Default
                  schedule: cron(0 4 ? * SAT *)
                  copyActions: [{destinationVaultArn: "arn:aws:backup:us-west-2:123456789012:backup-vault:copies"}]
    """,
    failing="""
        resources:
          weekdays:
            type: aws:backup:Plan
            properties:
              rules: [{ruleName: weekdays, targetVaultName: Default, schedule: "cron(0 4 ? * MON-FRI *)"}]
    """,
)
def backup_schedule(plan: Resource) -> Iterator[Verdict]:
    """Judge a plan by the days on which a rule makes a backup that is kept for long enough."""
    shortest = plan.parameter(SHORTEST)
    rules = plan.blocks("rules")
    if rules is UNKNOWN:
        yield undecided(plan, "rules")
        return
    kept = [_days(rule) for rule in rules if rule is not UNKNOWN and _keeps(rule, shortest) is True]
    covered = frozenset[str]().union(*(week for week in kept if week is not UNKNOWN))
    missing = [day for day in WEEK if day not in covered]
    unknown = list(_unknown(rules, shortest))
    if not missing:
        yield satisfied(plan)
    elif unknown:
        yield undecided(plan, *unknown)
    else:
        wanted = f"a backup that is kept for {shortest} days or more"
        yield violated(plan, f"No rule in `rules` makes {wanted} on {', '.join(missing)}.")


def _keeps(rule: Block, shortest: int) -> bool | Unknown:
    """Without an end, a backup is kept for ever."""
    lifecycle = rule.block("lifecycle")
    if lifecycle is None or lifecycle is UNKNOWN:
        return UNKNOWN if lifecycle is UNKNOWN else True
    end = lifecycle.number("deleteAfter")
    if end is None or end is UNKNOWN:
        return UNKNOWN if end is UNKNOWN else True
    return end <= 0 or end >= shortest


def _days(rule: Block) -> frozenset[str] | Unknown:
    schedule = rule.text("schedule")
    return UNKNOWN if schedule is UNKNOWN else days(schedule or DEFAULT_SCHEDULE)


def _unknown(rules: Sequence[Block | Unknown], shortest: int) -> Iterator[str]:
    for rule in rules:
        if rule is UNKNOWN:
            yield "rules"
        elif _days(rule) is UNKNOWN and _keeps(rule, shortest) is not False:
            yield "rules.schedule"
        elif _keeps(rule, shortest) is UNKNOWN:
            yield "rules.lifecycle"
