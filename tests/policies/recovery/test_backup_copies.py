from __future__ import annotations

import pytest

from policies.recovery.backup_copies import backup_copies
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

PLAN = "aws:backup/plan:Plan"
VAULT = "aws:backup/vault:Vault"
LONDON = "arn:aws:backup:eu-west-2:123456789012:backup-vault:copies"

MUTANTS = (
    mutant(
        "a rule without a copy",
        "us-east-1",
        lambda d: d.set("shop-backup", "rules[0].copyActions", ABSENT, type_=PLAN),
        "shop-backup",
    ),
    mutant(
        "the second rule without a copy",
        "eu-central-1",
        lambda d: d.set("shop-backup", "rules[1].copyActions", [], type_=PLAN),
        "shop-backup",
    ),
    mutant(
        "copies in the Region itself",
        "us-east-1",
        lambda d: d.set("shop-backup-copies", "region", "us-east-1", type_=VAULT),
        "shop-backup",
        related=("recovery-vault-locked", "recovery-vault-deletion", "recovery-backup-keys"),
    ),
    mutant(
        "copies in London",
        "eu-central-1",
        lambda d: d.set("shop-backup-copies", "region", "eu-west-2", type_=VAULT),
        "shop-backup",
        related=("recovery-vault-locked", "recovery-vault-deletion", "recovery-backup-keys"),
    ),
    mutant(
        "copies in America",
        "eu-central-1",
        lambda d: d.set("shop-backup-copies", "region", "us-east-1", type_=VAULT),
        "shop-backup",
        related=("recovery-vault-locked", "recovery-vault-deletion", "recovery-backup-keys"),
    ),
    mutant(
        "one rule that copies to London",
        "eu-central-1",
        lambda d: d.set("shop-backup", "rules[1].copyActions[0].destinationVaultArn", LONDON, type_=PLAN),
        "shop-backup",
        view=View.DEPLOYED,
    ),
)

EU_WEST = "arn:aws:backup:eu-west-1:123456789012:backup-vault:copies"
US_WEST = "arn:aws:backup:us-west-2:123456789012:backup-vault:copies"
US_EAST = "arn:aws:backup:us-east-1:123456789012:backup-vault:copies"


def planned(rules: str, *, region: str = "us-east-1", copies: str = "us-west-2", plan: str = "") -> Deployment:
    return program(f"""
        config: {{"aws:region": {region}}}
        resources:
          own: {{type: "aws:backup:Vault"}}
          named: {{type: "aws:backup:Vault", properties: {{name: named}}}}
          copies: {{type: "aws:backup:Vault", properties: {{region: {copies}}}}}
          elsewhere: {{type: "pulumi:pulumi:StackReference", properties: {{name: other}}}}
          plan: {{type: "aws:backup:Plan", properties: {{rules: [{rules}], {plan}}}}}
    """)


def rule(destination: str, target: str = "${own.name}") -> str:
    return (
        f'{{ruleName: nightly, targetVaultName: "{target}", copyActions: [{{destinationVaultArn: "{destination}"}}]}}'
    )


@pytest.mark.parametrize(
    "rules",
    [
        rule("${copies.arn}"),
        rule("${copies.arn}", "Default"),
        rule("${copies.arn}", "${named.name}"),
        rule(US_WEST),
        rule(EU_WEST),
        f'{{copyActions: [{{destinationVaultArn: "{US_EAST}"}}, {{destinationVaultArn: "{US_WEST}"}}]}}',
        rule("${copies.arn}") + "," + rule(US_WEST),
    ],
)
def test_satisfied(rules: str) -> None:
    judged = judge(backup_copies, planned(rules))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        ("{ruleName: nightly, targetVaultName: Default}", "Rule `nightly` has no `copyActions`"),
        ("{targetVaultName: Default, copyActions: []}", "Rule without a name has no `copyActions`"),
        (rule("${copies.arn}") + ", {ruleName: weekly}", "Rule `weekly` has no `copyActions`"),
        (rule(US_EAST), "copies to no other Region than us-east-1, its own"),
        (rule("${own.arn}", "${named.name}"), "copies to no other Region than us-east-1, its own"),
    ],
)
def test_violated(rules: str, reason: str) -> None:
    assert reason in judge(backup_copies, planned(rules)).violated[backup_copies.id]["plan"]


def test_data_of_the_eu_stays_in_it() -> None:
    judged = judge(backup_copies, planned(rule("${copies.arn}"), region="eu-central-1", copies="eu-central-2"))
    assert "from eu-central-1 to eu-central-2, out of the EU" in judged.violated[backup_copies.id]["plan"]
    both = f'{{copyActions: [{{destinationVaultArn: "{EU_WEST}"}}, {{destinationVaultArn: "{US_WEST}"}}]}}'
    judged = judge(backup_copies, planned(both, region="eu-central-1"))
    assert "from eu-central-1 to us-west-2, out of the EU" in judged.violated[backup_copies.id]["plan"]
    inside = judge(backup_copies, planned(rule("${copies.arn}"), region="eu-central-1", copies="eu-west-1"))
    assert not inside.violated
    assert not inside.undecided


@pytest.mark.parametrize(
    "rules",
    [
        "unknown!",
        "{ruleName: nightly, copyActions: unknown!}",
        "{ruleName: nightly, copyActions: [unknown!]}",
        rule("unknown!"),
        rule("imported"),
        rule("${elsewhere.vault}"),
        rule("${elsewhere.vault}") + "," + rule("${copies.arn}"),
        rule("${own.arn}"),
        rule("${own.arn}", "${named.name}") + "," + rule("${copies.arn}"),
    ],
)
def test_undecided(rules: str) -> None:
    judged = judge(backup_copies, planned(rules))
    assert not judged.violated
    assert "plan" in judged.undecided[backup_copies.id]


def test_a_region_that_is_not_known_leaves_it_open() -> None:
    assert judge(backup_copies, planned(rule("${copies.arn}"), copies="unknown!")).undecided
    assert judge(backup_copies, planned(rule(US_WEST), plan="region: unknown!")).undecided
    judged = judge(backup_copies, planned("{ruleName: nightly}", plan="region: unknown!"))
    assert judged.names(backup_copies.id) == {"plan"}


def test_rules_that_are_not_known_leave_it_open() -> None:
    assert judge(backup_copies, 'resources: {plan: {type: "aws:backup:Plan", properties: {rules: unknown!}}}').undecided
