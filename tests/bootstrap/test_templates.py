"""The templates that come before Pulumi: accepted by CloudFormation's schemas, and in agreement with the rest."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from cfnlint.decode import cfn_yaml

from securecart.deployment.up import SECRETS_PROVIDER
from securecart.settings import load_project
from tests.fleet import ROOT
from tests.workflows.files import jobs, steps

FOLDER = ROOT / "bootstrap"
TEMPLATES = sorted(FOLDER.glob("*.yaml"))
DEPLOYING = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")


def lint(*paths: Path) -> subprocess.CompletedProcess[str]:
    command = [
        str(Path(sys.executable).parent / "cfn-lint"),
        "--regions",
        "eu-west-1",
        "us-west-2",
        "--",
        *map(str, paths),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def resources(name: str) -> dict[str, Any]:
    """The resources of a template; functions in their long form."""
    found: dict[str, Any] = cfn_yaml.load(str(FOLDER / name))["Resources"]
    return found


def subjects(role: str) -> object:
    """Whose tokens a role takes."""
    (statement,) = resources("access.yaml")[role]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert list(statement["Condition"]) == ["StringEquals"]
    claims = statement["Condition"]["StringEquals"]
    assert claims["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"
    return claims["token.actions.githubusercontent.com:sub"]


def test_the_linter_finds_nothing() -> None:
    assert len(TEMPLATES) == 5
    done = lint(*TEMPLATES)
    assert done.returncode == 0, done.stdout


def test_the_linter_finds_a_mistake(tmp_path: Path) -> None:
    file = tmp_path / "state.yaml"
    file.write_text((FOLDER / "state.yaml").read_text().replace("PendingWindowInDays: 30", "PendingWindowInDays: 3"))
    assert "minimum of 7" in lint(file).stdout


@pytest.mark.parametrize("name", ["state.yaml", "state-replica.yaml", "secrets-key-replica.yaml"])
def test_state_and_keys_outlive_their_template(name: str) -> None:
    kinds = ("AWS::S3::Bucket", "AWS::KMS::Key", "AWS::KMS::ReplicaKey")
    kept = [resource for resource in resources(name).values() if resource["Type"] in kinds]
    assert kept
    for resource in kept:
        assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain"
        if resource["Type"] == "AWS::S3::Bucket":
            assert resource["Properties"]["VersioningConfiguration"]["Status"] == "Enabled"


def test_the_copy_is_found_under_the_same_names() -> None:
    original, copy = resources("state.yaml"), resources("state-replica.yaml")
    assert original["State"]["Properties"]["BucketName"] == copy["Replica"]["Properties"]["BucketName"]
    alias = original["SecretsKeyAlias"]["Properties"]["AliasName"]
    assert alias == resources("secrets-key-replica.yaml")["ReplicaAlias"]["Properties"]["AliasName"]
    assert f"awskms://{alias}" == SECRETS_PROVIDER
    for document in ("deploying.md", "runbooks.md"):
        assert f"--secrets-provider '{SECRETS_PROVIDER}'" in (ROOT / "docs" / document).read_text(encoding="utf-8")


def test_each_role_takes_the_tokens_of_its_environments_only() -> None:
    assert subjects("Preview") == {"Fn::Sub": "${Repository}:environment:preview"}
    assert subjects("Drift") == {"Fn::Sub": "${Repository}:environment:drift"}
    assert subjects("Deployment") == {"Ref": "DeploymentSubjects"}
    environments = {job["environment"] for _, job in jobs() if "environment" in job}
    assert environments == {"preview", "drift", "${{ matrix.stack }}"}


def test_each_role_is_assumed_where_its_environment_is() -> None:
    roles = {step["with"]["role"]: where for where, step in steps() if "role" in step.get("with", {})}
    assert roles == {
        "${{ vars.PREVIEW_ROLE_ARN }}": "pull-request.yml: pulumi-preview",
        "${{ vars.DRIFT_ROLE_ARN }}": "drift.yml: compare",
        "${{ vars.DEPLOYMENT_ROLE_ARN }}": "deploy-stacks.yml: deploy",
    }


@pytest.mark.parametrize(
    ("subject", "taken"),
    [
        ("repo:securecart@1234/platform@5678", True),
        ("repo:securecart/platform", True),
        ("repo:securecart/*", False),
        ("repo:*", False),
        ("repo:securecart/platform:ref:refs/heads/main", False),
    ],
)
def test_a_repository_has_no_wildcard(subject: str, *, taken: bool) -> None:
    pattern = cfn_yaml.load(str(FOLDER / "access.yaml"))["Parameters"]["Repository"]["AllowedPattern"]
    assert bool(re.fullmatch(pattern, subject)) is taken


def test_credentials_last_as_long_as_a_deployment() -> None:
    (job,) = [job for where, job in jobs() if where.startswith("deploy-stacks.yml")]
    (seconds,) = [step["with"]["session-seconds"] for step in job["steps"] if "session-seconds" in step.get("with", {})]
    assert int(seconds) == resources("access.yaml")["Deployment"]["Properties"]["MaxSessionDuration"]
    assert int(seconds) >= 60 * int(job["timeout-minutes"])


def test_guardrails_leave_alone_who_deploys_and_repairs() -> None:
    guardrails = load_project(ROOT).fleet.edge.guardrails
    assert guardrails is not None
    assert resources("access.yaml")["Deployment"]["Properties"]["RoleName"] in guardrails.exempt_role_names
    assert resources("access.yaml")["BreakGlass"]["Properties"]["RoleName"] in guardrails.exempt_role_names


def test_the_workflows_variables_are_what_the_templates_put_out() -> None:
    outputs = [
        output["Description"]
        for path in TEMPLATES
        for output in (yaml.load(path.read_text(), Loader=yaml.BaseLoader).get("Outputs") or {}).values()  # noqa: S506
    ]
    told = set(re.findall(r"[Tt]he variable (\w+)", " ".join(outputs)))
    assert told == {
        "PULUMI_BACKEND_URL",
        "PREVIEW_ROLE_ARN",
        "DRIFT_ROLE_ARN",
        "DEPLOYMENT_ROLE_ARN",
        "ORGANIZATION_PREVIEW_ROLE_ARN",
    }


@pytest.mark.parametrize(
    ("policy", "role", "parameter"),
    [
        ("CompareGuardrails", "Drift", "OrganizationRoleArn"),
        ("PreviewGuardrails", "Preview", "OrganizationPreviewRoleArn"),
    ],
)
def test_each_role_may_be_what_its_work_on_guardrails_needs(policy: str, role: str, parameter: str) -> None:
    properties = resources("access.yaml")[policy]["Properties"]
    assert properties["RoleName"] == {"Ref": role}
    (statement,) = properties["PolicyDocument"]["Statement"]
    assert (statement["Action"], statement["Resource"]) == ("sts:AssumeRole", {"Ref": parameter})


def test_the_organization_trusts_unreviewed_code_with_reading_only() -> None:
    trusted = {}
    for name in ("Guardrails", "Preview"):
        role = resources("organization.yaml")[name]["Properties"]
        (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
        assert list(statement["Condition"]) == ["ArnEquals"]
        arns = statement["Condition"]["ArnEquals"]["aws:PrincipalArn"]
        trusted[name] = {arn["Fn::Sub"].rpartition("/")[2] for arn in (arns if isinstance(arns, list) else [arns])}
    assert trusted == {
        "Guardrails": {"securecart-deployment", "securecart-drift", "securecart-break-glass"},
        "Preview": {"securecart-preview"},
    }
    assert "Policies" not in resources("organization.yaml")["Preview"]["Properties"]
    (reading,) = resources("organization.yaml")["ReadPolicies"]["Properties"]["PolicyDocument"]["Statement"]
    assert all(re.match("organizations:(Describe|List)", action) for action in reading["Action"])


def test_the_settings_name_the_organizations_role() -> None:
    guardrails = load_project(ROOT).fleet.edge.guardrails
    assert guardrails is not None
    role = resources("organization.yaml")["Guardrails"]["Properties"]["RoleName"]
    assert guardrails.organization_role_arn.endswith(f":role/{role}")


def test_break_glass_asks_for_a_second_factor() -> None:
    (statement,) = resources("access.yaml")["BreakGlass"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Condition"] == {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    kept = [
        arn["Fn::Sub"]
        for policy in resources("access.yaml")["Deployment"]["Properties"]["Policies"]
        for part in policy["PolicyDocument"]["Statement"]
        if part["Sid"] == "KeepAccess"
        for arn in part["Resource"]
    ]
    assert any(arn.endswith("role/securecart-break-glass") for arn in kept)


def test_the_documents_give_parameters_that_the_templates_have() -> None:
    commands = re.findall(r"--template-file bootstrap/(\S+\.yaml)(.*?)(?=\n[^ ])", DEPLOYING, flags=re.DOTALL)
    assert {name for name, _ in commands} == {path.name for path in TEMPLATES}
    given: dict[str, set[str]] = {}
    for name, options in commands:
        given.setdefault(name, set()).update(re.findall(r"\b(\w+)=\S", options))
    for name, parameters in given.items():
        known = cfn_yaml.load(str(FOLDER / name)).get("Parameters", {})
        assert parameters <= set(known), name
        assert {key for key, told in known.items() if "Default" not in told} <= parameters, name
