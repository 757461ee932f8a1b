import json
from typing import Any

import pulumi
import pytest

from components.arguments import ArgumentError
from components.protection.guardrails import Guardrails, GuardrailsArgs
from securecart.plan.model import StackPlan
from tests.support import record, type_counts

MANAGEMENT = "210987654321"


def arguments(**changes: Any) -> GuardrailsArgs:
    values: dict[str, Any] = {
        "targets": ("ou-ab12-cd34ef56", "345678901234"),
        "organization_role_arn": f"arn:aws:iam::{MANAGEMENT}:role/guardrails",
        "exempt_role_names": ("break-glass",),
        "regions": ("eu-central-1", "eu-west-1"),
        "tags": {"Project": "securecart"},
    }
    return GuardrailsArgs(**{**values, **changes})


@pytest.fixture(scope="module")
def plan() -> StackPlan:
    def program(provider: pulumi.ProviderResource) -> None:
        Guardrails("guardrails", arguments(), pulumi.ResourceOptions(provider=provider))

    return record(program)


def test_writes_three_policies_and_attaches_each_to_every_target(plan: StackPlan) -> None:
    assert type_counts(plan) == {
        "aws:organizations/policy:Policy": 3,
        "aws:organizations/policyAttachment:PolicyAttachment": 6,
    }
    for kind in ("regions", "recovery", "detection"):
        policy = plan.named("aws:organizations/policy:Policy", f"guardrails-{kind}")
        assert policy.inputs["type"] == "SERVICE_CONTROL_POLICY"
        assert json.loads(policy.inputs["content"])["Version"] == "2012-10-17"
        for target in ("ou-ab12-cd34ef56", "345678901234"):
            attachment = plan.named(
                "aws:organizations/policyAttachment:PolicyAttachment", f"guardrails-{kind}-{target}"
            )
            assert attachment.inputs == {"policyId": policy.id, "targetId": target}


def test_acts_in_the_organizations_account_by_the_given_role(plan: StackPlan) -> None:
    provider = next(resource for resource in plan.resources if resource.name == "guardrails-organization")
    assert provider.is_provider
    assert MANAGEMENT in str(provider.inputs["allowedAccountIds"])
    assert f"arn:aws:iam::{MANAGEMENT}:role/guardrails" in str(provider.inputs["assumeRoles"])
    assert {resource.provider for resource in plan.managed} == {provider.urn}


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("targets", ()),
        ("targets", ("r-ab12",)),
        ("organization_role_arn", "guardrails"),
        ("exempt_role_names", ()),
        ("exempt_role_names", ("*",)),
        ("regions", ()),
    ],
)
def test_refuses_what_would_bind_everybody_or_nobody(argument: str, value: object) -> None:
    with pytest.raises(ArgumentError, match=f"Guardrails: {argument}"):
        arguments(**{argument: value})
