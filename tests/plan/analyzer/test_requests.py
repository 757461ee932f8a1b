import pulumi
import pytest
from google.protobuf import json_format
from hypothesis import given
from hypothesis import strategies as st
from pulumi_aws import ec2

from securecart.plan.analyzer.requests import Requests, fleet, seconds
from securecart.plan.embedded.properties import UNKNOWN
from securecart.plan.embedded.runtime import run
from securecart.plan.stack import Stack


@pytest.mark.parametrize(
    ("duration", "expected"),
    [(None, 0), ("", 0), ("30m", 1800), ("1h30m", 5400), ("45s", 45), ("500ms", 0.5), ("1.5h", 5400)],
)
def test_durations(duration: str | None, expected: float) -> None:
    assert seconds(duration) == expected


@given(st.integers(0, 99), st.integers(0, 59), st.integers(0, 59))
def test_durations_add_up(hours: int, minutes: int, rest: int) -> None:
    assert seconds(f"{hours}h{minutes}m{rest}s") == hours * 3600 + minutes * 60 + rest


def test_together_a_resource_has_its_inputs_and_the_outputs_that_are_known() -> None:
    def declare() -> None:
        vpc = ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
        ec2.Subnet("subnet", vpc_id=vpc.id, cidr_block="10.0.0.0/24", tags={"vpc": vpc.id, "tier": "data"})
        pulumi.export("exported", "value")

    stacks = [Requests(run(declare, Stack(name=name, project="shop"))) for name in ("one", "two")]
    together = fleet((requests.resources, requests.stack) for requests in stacks)
    by_urn = {resource.urn: json_format.MessageToDict(resource.properties) for resource in together.resources}
    assert len(by_urn) == sum(len(requests.resources) for requests in stacks)
    subnet = by_urn["urn:pulumi:two::shop::aws:ec2/subnet:Subnet::subnet"]
    assert {name: subnet[name] for name in ("vpcId", "cidrBlock", "tags")} == {
        "vpcId": UNKNOWN,
        "cidrBlock": "10.0.0.0/24",
        "tags": {"vpc": UNKNOWN, "tier": "data"},
    }
    assert "arn" not in subnet  # an output that only the deployment knows
    assert by_urn["urn:pulumi:one::shop::pulumi:pulumi:Stack::shop-one"] == {"exported": "value"}
