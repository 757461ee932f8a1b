from __future__ import annotations

import json
from typing import Any

import pytest

from policies.access.web_identity_subject import web_identity_subject as rule
from tests.policies.harness import UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

ROLE = "aws:iam/role:Role"
GITHUB = "token.actions.githubusercontent.com"
TRUST = {
    "Effect": "Allow",
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Principal": {"Federated": f"arn:aws:iam::123456789012:oidc-provider/{GITHUB}"},
}


def trusting(name: str, **elements: Any) -> Any:
    def edit(document: Any) -> None:
        document["Statement"] = [TRUST | elements]

    return lambda d: d.edit_json(name, "assumeRolePolicy", edit, type_=ROLE)


MUTANTS = (
    mutant(
        "everybody's pipelines",
        "us-east-1",
        trusting("shop-backup-us-east-1"),
        "shop-backup-us-east-1",
    ),
    mutant(
        "all pipelines that ask for AWS",
        "eu-central-1",
        trusting("shop-checkout-eu-central-1-task", Condition={"StringEquals": {f"{GITHUB}:aud": "sts.amazonaws.com"}}),
        "shop-checkout-eu-central-1-task",
    ),
    mutant(
        "a subject that anybody has",
        "global",
        trusting("edge-switch-us-west-2", Condition={"StringLike": {f"{GITHUB}:sub": "*"}}),
        "edge-switch-us-west-2",
    ),
    mutant(
        "everybody's repositories",
        "us-west-2",
        trusting("shop-checkout-us-west-2-task", Condition={"StringLike": {f"{GITHUB}:sub": "repo:*"}}),
        "shop-checkout-us-west-2-task",
    ),
)


def role(**elements: Any) -> Deployment:
    document = json.dumps({"Version": "2012-10-17", "Statement": [TRUST | elements]})
    return program('{resources: {deployment: {type: "aws:iam:Role"}}}').set("deployment", "assumeRolePolicy", document)


@pytest.mark.parametrize(
    "elements",
    [
        {"Condition": {"StringLike": {f"{GITHUB}:sub": "repo:company/shop:*"}}},
        {"Condition": {"StringLike": {f"{GITHUB}:sub": ["repo:company/*", "repository_owner_id:1234:*"]}}},
        {"Condition": {"StringLike": {f"{GITHUB}:repository": "company/*"}}},
        {"Condition": {"StringLike": {f"{GITHUB}:sub": "repo:company/shop:ref:refs/heads/main"}}},
        {"Condition": {"StringEquals": {f"{GITHUB}:job_workflow_ref": "company/shop/.github/workflows/deploy.yml"}}},
        {"Effect": "Deny"},
        {"Principal": {"Federated": "arn:aws:iam::123456789012:saml-provider/company"}},
        {"Principal": {"Service": "ec2.amazonaws.com"}},
    ],
)
def test_satisfied(elements: dict[str, Any]) -> None:
    judged = judge(rule, role(**elements))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"StringEquals": {f"{GITHUB}:aud": "sts.amazonaws.com"}},
        {"StringEquals": {"gitlab.com:sub": "project_path:company/shop"}},
        {"StringLike": {f"{GITHUB}:sub": ["repo:company/shop:*", "*"]}},
        {"StringLike": {f"{GITHUB}:sub": "repo:*"}},
        {"StringLike": {f"{GITHUB}:sub": "repo:company*"}},
        {"StringLike": {f"{GITHUB}:sub": "repo:*/shop:ref:refs/heads/main"}},
        {"StringLike": {f"{GITHUB}:sub": "*:ref:refs/heads/main"}},
        {"StringLike": {f"{GITHUB}:job_workflow_ref": "*/.github/workflows/deploy.yml"}},
        {"StringLike": {f"{GITHUB}:sub": "?*"}},
        {"StringNotLike": {f"{GITHUB}:sub": "repo:stranger/*"}},
        {"StringLikeIfExists": {f"{GITHUB}:sub": "repo:company/*"}},
        {"ForAllValues:StringLike": {f"{GITHUB}:sub": "repo:company/*"}},
    ],
)
def test_violated(condition: dict[str, Any]) -> None:
    judged = judge(rule, role(Condition=condition))
    assert f"lets in everybody whom {GITHUB} knows." in judged.violated[rule.id]["deployment"]


def test_undecided() -> None:
    judged = judge(rule, role().set("deployment", "assumeRolePolicy", UNKNOWN))
    assert not judged.violated
    assert "assumeRolePolicy" in judged.undecided[rule.id]


def test_what_is_no_document_lets_nobody_in() -> None:
    assert not judge(rule, role().set("deployment", "assumeRolePolicy", "not JSON")).violated


def test_other_providers_have_subjects_of_their_own() -> None:
    trust = {"Federated": "arn:aws:iam::123456789012:oidc-provider/gitlab.com"}
    named = {"StringLike": {"gitlab.com:sub": "project_path:*"}}
    assert not judge(rule, role(Principal=trust, Condition=named)).violated
    anybody = {"StringLike": {"gitlab.com:sub": "*?"}}
    assert judge(rule, role(Principal=trust, Condition=anybody)).names(rule.id) == {"deployment"}
