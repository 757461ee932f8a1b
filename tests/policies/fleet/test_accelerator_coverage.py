from __future__ import annotations

import pytest

from policies.fleet.accelerator_coverage import accelerator_coverage
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import mutant

GROUP = "aws:globalaccelerator/endpointGroup:EndpointGroup"

MUTANTS = (
    mutant(
        "a standby that the accelerator has forgotten",
        "global",
        lambda d: d.remove("edge-world-ap-southeast-1", type_=GROUP),
        "ap-southeast-1/blue",
        fleet=True,
    ),
    mutant(
        "an endpoint group in a Region without a stack",
        "global",
        lambda d: d.set("edge-eu-eu-central-1", "endpointGroupRegion", "eu-west-1", type_=GROUP),
        "eu-central-1/blue",
        "eu-central-1/green",
        fleet=True,
    ),
    mutant(
        "an endpoint group without endpoints",
        "global",
        lambda d: d.set("edge-world-us-west-2", "endpointConfigurations", [], type_=GROUP),
        "us-west-2/blue",
        "us-west-2/green",
        fleet=True,
    ),
)


def fleet(group: str, balancer: str = "internal: false", *, name: str = "public") -> Deployment:
    return program(f"""
        name: one
        config: {{"aws:region": us-east-1}}
        resources:
          public: {{type: "aws:lb:LoadBalancer"}}
          group:
            type: aws:globalaccelerator:EndpointGroup
            properties: {{{group}}}
        ---
        name: two
        config: {{"aws:region": us-west-2}}
        resources:
          {name}: {{type: "aws:lb:LoadBalancer", properties: {{{balancer}}}}}
    """)


ENDPOINTS = 'endpointConfigurations: [{endpointId: "${public.arn}", weight: 1}]'
EAST = f"endpointGroupRegion: us-east-1, {ENDPOINTS}"


def reported(deployment: Deployment) -> dict[str, str]:
    return dict(judge(accelerator_coverage, deployment).violated.get(accelerator_coverage.id, {}))


@pytest.mark.parametrize("group", [EAST, ENDPOINTS, f"endpointGroupRegion: unknown!, {ENDPOINTS}"])
def test_violated(group: str) -> None:
    found = reported(fleet(group))
    assert set(found) == {"public"}
    assert "No accelerator has endpoints in us-west-2; there is one for public (" in found["public"]


@pytest.mark.parametrize(
    "deployment",
    [
        fleet(f"endpointGroupRegion: us-west-2, {ENDPOINTS}", "region: us-east-2", name="other"),
        fleet(EAST, "internal: true"),
        fleet(EAST, name="other"),
        fleet(EAST, "region: us-east-1"),
        fleet("endpointGroupRegion: us-east-1"),
        fleet("endpointGroupRegion: us-east-1, endpointConfigurations: []"),
    ],
)
def test_satisfied(deployment: Deployment) -> None:
    judged = judge(accelerator_coverage, deployment)
    assert not judged.violated
    assert not judged.undecided


def test_nothing_is_asked_without_an_accelerator() -> None:
    judged = judge(accelerator_coverage, fleet(EAST).remove("group"))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(("balancer", "unknown"), [("internal: unknown!", "internal"), ("region: unknown!", "region")])
def test_undecided(balancer: str, unknown: str) -> None:
    judged = judge(accelerator_coverage, fleet(EAST, balancer))
    assert not judged.violated
    assert judged.undecided[accelerator_coverage.id].endswith(f"): {unknown}")


def test_an_endpoint_group_in_any_region_decides_nothing() -> None:
    deployment = fleet(EAST)
    group = "endpointGroupRegion: unknown!, endpointConfigurations: [{endpointId: unknown!}]"
    other = program(f"""
        name: three
        resources:
          elsewhere: {{type: "aws:globalaccelerator:EndpointGroup", properties: {{{group}}}}}
    """)
    deployment.alone.extend(other.alone)
    deployment.together.resources.extend(other.together.resources)
    judged = judge(accelerator_coverage, deployment)
    assert not judged.violated
    assert "endpointGroupRegion of an endpoint group" in judged.undecided[accelerator_coverage.id]
