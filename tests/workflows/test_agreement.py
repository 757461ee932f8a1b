"""The workflows say of the fleet what the program and the docs say."""

import re
from pathlib import Path

import yaml
from packaging.specifiers import SpecifierSet

from securecart.plan.engine.cli import BUILT
from securecart.settings import load_project
from tests.commands import check_make, check_securecart, in_shell
from tests.fleet import ROOT
from tests.workflows.files import ACTIONS, WORKFLOWS, jobs, read, scripts, steps

FLEET = load_project(ROOT).fleet
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in (*WORKFLOWS, *ACTIONS))
DEPLOYING = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
VERSION_FILE = ROOT / ".pulumi.version"


def test_which_stacks_there_are_stands_in_the_settings_alone() -> None:
    for stack in FLEET.deployment_order:
        assert not re.search(rf"\b{re.escape(stack)}\b", TEXT), f"{stack}: read it from `securecart deploy-order`"


def test_each_group_waits_for_those_before_it() -> None:
    deploy = read(ROOT / ".github" / "workflows" / "deploy.yml")["jobs"]
    order = list(FLEET.deployment_groups)
    assert list(deploy) == ["order", *order]
    assert list(deploy["order"]["outputs"]) == order
    for number, group in enumerate(order):
        needs = deploy[group]["needs"]
        assert ([needs] if isinstance(needs, str) else needs) == ["order", *order[:number]]
        assert deploy[group]["with"]["stacks"] == f"${{{{ needs.order.outputs.{group} }}}}"


def test_commands_are_what_the_programs_take() -> None:
    checked = 0
    for where, script in scripts():
        for program, arguments in in_shell(script):
            if program == "make":
                check_make(arguments)
            elif program == "securecart":
                check_securecart(arguments)
            assert program != "aws", f"{where}: the runner's CLI may be any version"
            checked += 1
    assert checked > 8


def test_options_that_make_hands_on_are_what_the_command_takes() -> None:
    handed_on = [options for _, script in scripts() for options in re.findall(r'PREVIEW="([^"]*)"', script)]
    assert len(handed_on) == 3
    for options in handed_on:
        check_securecart(["preview", *options.split()])


def test_the_cli_has_one_version_everywhere() -> None:
    version = VERSION_FILE.read_text().strip()
    assert version == str(BUILT), "the engine that the tests run with is the one that deploys"
    asked = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["requiredPulumiVersion"]
    assert version in SpecifierSet(asked)
    installations = [step["with"] for _, step in steps() if step.get("uses", "").startswith("pulumi/actions@")]
    assert len(installations) == 2
    for installation in installations:
        assert installation["pulumi-version-file"] == VERSION_FILE.name
        assert "pulumi-version" not in installation


def test_variables_and_environments_are_documented() -> None:
    variables = set(re.findall(r"vars\.(\w+)", TEXT))
    assert variables
    environments = {job["environment"] for _, job in jobs() if "environment" in job} - {"${{ matrix.stack }}"}
    for name in variables | environments:
        assert f"`{name}`" in DEPLOYING, name


def test_preview_and_deployment_are_judged_by_the_pack() -> None:
    previews = [step["with"] for _, step in steps() if step.get("with", {}).get("command")]
    assert [(step["command"], step["policyPacks"]) for step in previews] == [("preview", "policies")]
    assert (ROOT / "policies" / "PulumiPolicy.yaml").exists()
    assert not any(re.search(r"\bpulumi (?:up|destroy)\b|skip-preview", script) for _, script in scripts())


def test_what_the_sarif_upload_reads_is_what_the_preview_wrote() -> None:
    written = {Path(name) for _, script in scripts() for name in re.findall(r"--output (\S+?)\"", script)}
    uploads = [step["with"] for where, step in steps() if where.startswith("pull-request.yml") and "with" in step]
    read_again = {Path(step[key]) for step in uploads for key in ("sarif_file", "path") if key in step}
    assert Path("build/preview.sarif") in written & read_again
    assert {path.parent for path in written} - {Path("build")} == {Path("build/comment")} <= read_again
