"""What a user configures of a pack reaches it, and what it does not allow is told by file, policy and value."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pulumi_aws import ec2

from securecart.plan.analyzer.configuration import PackConfiguration, load
from securecart.plan.analyzer.errors import AnalyzerError
from securecart.plan.analyzer.fleet import FleetAnalyzer
from securecart.plan.analyzer.requests import Requests
from securecart.plan.embedded.runtime import Recording, run
from securecart.plan.stack import Stack
from securecart.plan.verdicts import Analysis, Level
from tests.plan.analyzer.conftest import WritePack

STACK = Stack(name="us-east-1", project="securecart")
PACK = """
def size(args, report):
    if args.resource_type == "aws:ec2/vpc:Vpc":
        report(f"{args.get_config()['size']} {list(args.get_config()['names'])}")

def other(args, report):
    if args.resource_type == "aws:ec2/vpc:Vpc":
        report("other")

schema = PolicyConfigSchema({
    "size": {"type": "integer", "default": 7, "maximum": 9},
    "names": {"type": "array", "items": {"type": "string"}, "default": ["a"]},
})
PolicyPack("mini", [
    ResourceValidationPolicy("size", "Has a size", size, EnforcementLevel.MANDATORY, schema),
    ResourceValidationPolicy("other", "Is another", other, EnforcementLevel.MANDATORY),
])
"""


@pytest.fixture(scope="module")
def recording() -> Recording:
    return run(lambda: ec2.Vpc("vpc", cidr_block="10.0.0.0/16"), STACK)


def written(folder: Path, content: Any) -> PackConfiguration:
    file = folder / "policies.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return load(file)


def analyze(pack: Path, recording: Recording, configuration: PackConfiguration | None) -> Analysis:
    with ThreadPoolExecutor() as executor, FleetAnalyzer(pack, [STACK], executor, configuration) as analyzer:
        return analyzer.submit(STACK, Requests(recording).serialized()).result()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({}, {"size": (Level.MANDATORY, "7.0 ['a']"), "other": (Level.MANDATORY, "other")}),
        (
            {"size": {"size": 3, "names": ["b"]}},
            {"size": (Level.MANDATORY, "3.0 ['b']"), "other": (Level.MANDATORY, "other")},
        ),
        ({"size": "advisory"}, {"size": (Level.ADVISORY, "7.0 ['a']"), "other": (Level.MANDATORY, "other")}),
        ({"other": {"enforcementLevel": "disabled"}}, {"size": (Level.MANDATORY, "7.0 ['a']")}),
        (
            {"all": "advisory", "other": "mandatory"},
            {"size": (Level.ADVISORY, "7.0 ['a']"), "other": (Level.MANDATORY, "other")},
        ),
        ({"all": "disabled"}, {}),
    ],
)
def test_levels_and_figures_reach_the_policies(
    write_pack: WritePack, recording: Recording, tmp_path: Path, content: Any, expected: dict[str, Any]
) -> None:
    analysis = analyze(write_pack(PACK), recording, written(tmp_path, content))
    assert {verdict.policy: (verdict.level, verdict.message) for verdict in analysis.verdicts} == expected
    levels = {policy.name: policy.level for policy in analysis.policies}
    assert levels == dict.fromkeys(levels, Level.DISABLED) | {name: level for name, (level, _) in expected.items()}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"siez": "advisory"}, "siez: there is no such policy; allowed: all, size"),
        ({"size": "strict"}, "size.enforcementLevel: 'strict'; allowed: advisory, mandatory, remediate, disabled"),
        ({"size": {"enforcementLevel": 1}}, "size.enforcementLevel: 1; allowed: advisory"),
        ({"size": {"size": 10}}, "size.size: 10 is greater than the maximum of 9"),
        ({"size": {"size": "3"}}, "size.size: '3' is not of type 'integer'"),
        ({"size": {"names": [1]}}, "size.names: 1 is not of type 'string'"),
        ({"size": {"width": 1}}, "size.width: is unknown; allowed: enforcementLevel, size, names"),
        ({"other": {"size": 1}}, "other.size: is unknown; allowed: enforcementLevel"),
    ],
)
def test_what_a_pack_does_not_allow_is_one_error(
    write_pack: WritePack, recording: Recording, tmp_path: Path, content: Any, message: str
) -> None:
    with pytest.raises(AnalyzerError) as raised:
        analyze(write_pack(PACK), recording, written(tmp_path, content))
    assert str(raised.value).startswith(f"{tmp_path / 'policies.json'}: {message}")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not JSON: "),
        ("[]", "allowed: an object with an entry for each policy"),
        ({"size": 3}, "size: 3; allowed: a level, or an object with properties"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, content: Any, message: str) -> None:
    with pytest.raises(AnalyzerError) as raised:
        written(tmp_path, content)
    assert f"policies.json: {message}" in str(raised.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnalyzerError, match=r"absent\.json: cannot be read: No such file"):
        load(tmp_path / "absent.json")
