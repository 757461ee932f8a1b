import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from components.protection.guardrail_policies import (
    BACKUPS,
    GLOBAL_SERVICES,
    LOGS,
    MAXIMUM_CHARACTERS,
    PROTECTION,
    as_content,
    detection_policy,
    recovery_policy,
    regions_policy,
)

ROLES = ("securecart-break-glass", "securecart-deployment")
EXEMPT = {"ArnNotLike": {"aws:PrincipalArn": [f"arn:aws:iam::*:role/{role}" for role in ROLES]}}


def statements(document: Any) -> list[dict[str, Any]]:
    assert document["Version"] == "2012-10-17"
    found: list[dict[str, Any]] = document["Statement"]
    return found


@given(
    regions=st.sets(st.from_regex(r"[a-z]{2}-[a-z]{5,9}-[1-9]", fullmatch=True), min_size=1, max_size=50),
    roles=st.lists(st.from_regex(r"[A-Za-z0-9-]{1,64}", fullmatch=True), min_size=1, max_size=5),
)
def test_every_policy_fits_and_only_denies(regions: set[str], roles: list[str]) -> None:
    for document in (regions_policy(regions, roles), recovery_policy(roles), detection_policy(roles)):
        assert len(as_content(document)) <= MAXIMUM_CHARACTERS
        assert {statement["Effect"] for statement in statements(document)} == {"Deny"}
        sids = [statement["Sid"] for statement in statements(document)]
        assert len(set(sids)) == len(sids)
        assert all(re.fullmatch(r"[A-Za-z0-9]+", sid) for sid in sids)


def test_allows_the_fleets_regions_and_that_of_the_global_endpoints() -> None:
    (statement,) = statements(regions_policy(["eu-west-1", "eu-central-1"], ROLES))
    assert statement["Condition"] == {
        "StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1", "us-east-1"]},
        **EXEMPT,
    }
    # Global Accelerator's API and Route 53's answer in Regions that a fleet need not use.
    assert {"globalaccelerator:*", "route53:*", "iam:*", "cloudfront:*", "sts:*"} <= set(statement["NotAction"])
    # What stores data is never above the Regions.
    assert not {action.split(":")[0] for action in GLOBAL_SERVICES} & {"rds", "dynamodb", "kms", "backup", "ec2"}


def test_exempts_break_glass_and_deployment_from_all_but_leaving() -> None:
    for statement in [*statements(recovery_policy(ROLES)), *statements(detection_policy(ROLES))]:
        if statement["Action"] == "organizations:LeaveOrganization":
            assert "Condition" not in statement
        else:
            assert statement["Condition"] == EXEMPT


def test_names_whole_actions_once_and_in_order() -> None:
    for actions in (BACKUPS, PROTECTION, LOGS):
        assert len(set(actions)) == len(actions)
        assert all(re.fullmatch(r"[a-z0-9-]+:[A-Z][A-Za-z0-9]+", action) for action in actions)


def test_keeps_backups_protection_and_logs() -> None:
    assert {"backup:DeleteRecoveryPoint", "dynamodb:DeleteTable", "rds:DeleteDBInstance"} <= set(BACKUPS)
    assert {"wafv2:DisassociateWebACL", "shield:DeleteProtection", "route53:DeleteHealthCheck"} <= set(PROTECTION)
    assert {"cloudtrail:StopLogging", "logs:DeleteLogGroup", "cloudwatch:DisableAlarmActions"} <= set(LOGS)
