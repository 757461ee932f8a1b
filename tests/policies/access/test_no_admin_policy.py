from __future__ import annotations

import pytest

from policies.access.no_admin_policy import no_admin_policy as rule
from tests.policies.harness import judge
from tests.policies.mutants.mutant import mutant

ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
ROLE = "aws:iam/role:Role"
AWS = "arn:aws:iam::aws:policy"

MUTANTS = (
    mutant(
        "backups by an administrator",
        "us-east-1",
        lambda d: d.set(
            "shop-backup-AWSBackupServiceRolePolicyForBackup",
            "policyArn",
            f"{AWS}/AdministratorAccess",
            type_=ATTACHMENT,
        ),
        "shop-backup-AWSBackupServiceRolePolicyForBackup",
    ),
    mutant(
        "monitoring that may do everything with databases",
        "us-west-2",
        lambda d: d.set("shop-db-monitoring-us-west-2", "policyArn", f"{AWS}/AmazonRDSFullAccess", type_=ATTACHMENT),
        "shop-db-monitoring-us-west-2",
    ),
    mutant(
        "a task with a power user's policy",
        "eu-central-1",
        lambda d: d.set("shop-checkout-eu-central-1-task", "managedPolicyArns", [f"{AWS}/PowerUserAccess"], type_=ROLE),
        "shop-checkout-eu-central-1-task",
    ),
    mutant(
        "monitoring with a later version of a policy",
        "ap-southeast-1",
        lambda d: d.set(
            "shop-db-monitoring-ap-southeast-1", "policyArn", f"{AWS}/CloudWatchFullAccessV2", type_=ATTACHMENT
        ),
        "shop-db-monitoring-ap-southeast-1",
    ),
)


def attachment(policy: str) -> str:
    return f"""
        resources:
          own: {{type: "aws:iam:Policy"}}
          attached: {{type: "aws:iam:RolePolicyAttachment", properties: {{role: checkout, policyArn: "{policy}"}}}}
    """


def role(policies: str) -> str:
    return f"""
        resources:
          attached: {{type: "aws:iam:Role", properties: {{managedPolicyArns: {policies}}}}}
    """


@pytest.mark.parametrize(
    "text",
    [
        attachment(f"{AWS}/service-role/AmazonRDSEnhancedMonitoringRole"),
        attachment(f"{AWS}/AmazonSSMManagedInstanceCore"),
        attachment("arn:aws:iam::123456789012:policy/ShopFullAccess"),
        role("[]"),
        role(f"['{AWS}/AmazonSSMManagedInstanceCore']"),
        '{resources: {attached: {type: "aws:iam:Role"}}}',
    ],
)
def test_satisfied(text: str) -> None:
    judged = judge(rule, text)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (attachment(f"{AWS}/AdministratorAccess"), "AdministratorAccess"),
        (attachment(f"{AWS}/AdministratorAccess-Amplify"), "AdministratorAccess-Amplify"),
        (attachment(f"{AWS}/IAMFullAccess"), "IAMFullAccess"),
        (attachment(f"{AWS}/AmazonDynamoDBFullAccess_v2"), "AmazonDynamoDBFullAccess_v2"),
        (attachment(f"{AWS}/CloudWatchFullAccessV2"), "CloudWatchFullAccessV2"),
        (attachment("arn:aws-us-gov:iam::aws:policy/PowerUserAccess"), "PowerUserAccess"),
        (role(f"[unknown!, '{AWS}/AWSLambda_FullAccess']"), "AWSLambda_FullAccess"),
    ],
)
def test_violated(text: str, name: str) -> None:
    judged = judge(rule, text)
    assert judged.names(rule.id) == {"attached"}
    assert f"names AWS's policy {name}." in judged.violated[rule.id]["attached"]


@pytest.mark.parametrize(
    "text", [attachment("unknown!"), attachment("${own.arn}"), role("unknown!"), role("[unknown!]")]
)
def test_undecided(text: str) -> None:
    judged = judge(rule, text)
    assert not judged.violated
    assert "attached" in judged.undecided[rule.id]


def test_a_company_may_say_which_policies() -> None:
    configuration = {rule.id: {"policyNames": ["AmazonSSM*"]}}
    assert judge(rule, attachment(f"{AWS}/AmazonSSMManagedInstanceCore"), configuration).names(rule.id) == {"attached"}
    assert not judge(rule, attachment(f"{AWS}/AdministratorAccess"), configuration).violated
