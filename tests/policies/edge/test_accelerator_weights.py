from __future__ import annotations

import pytest

from policies.edge.accelerator_weights import accelerator_weights as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:globalaccelerator/endpointGroup:EndpointGroup"

MUTANTS = (
    mutant(
        "a standby without weight",
        "global",
        lambda d: d.set("edge-world-ap-southeast-1", "endpointConfigurations[0].weight", 0, type_=TYPE),
        "edge-world-ap-southeast-1",
    ),
    mutant(
        "a weight that is left out",
        "global",
        lambda d: d.set("edge-world-us-east-1", "endpointConfigurations[0].weight", ABSENT, type_=TYPE),
        "edge-world-us-east-1",
    ),
    mutant(
        "the Union's Region without weight",
        "global",
        lambda d: d.set("edge-eu-eu-central-1", "endpointConfigurations[0].weight", 0, type_=TYPE),
        "edge-eu-eu-central-1",
        view=View.DEPLOYED,
    ),
)


def group(endpoints: str) -> Deployment:
    return program(f"""
        resources:
          standby:
            type: aws:globalaccelerator:EndpointGroup
            properties: {{trafficDialPercentage: 0, endpointConfigurations: {endpoints}}}
    """)


@pytest.mark.parametrize("endpoints", ["[]", "[{endpointId: unknown!, weight: 1}, {endpointId: b, weight: 255}]"])
def test_satisfied(endpoints: str) -> None:
    judged = judge(rule, group(endpoints))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("endpoints", "reason"),
    [
        ("[{endpointId: a, weight: 128}, {endpointId: b, weight: 0}]", "`weight` of an endpoint is 0."),
        ("[{endpointId: a, weight: unknown!}, {endpointId: b, weight: 0}]", "`weight` of an endpoint is 0."),
        ("[{endpointId: a}]", "`weight` of an endpoint is not set, which is 0."),
    ],
)
def test_violated(endpoints: str, reason: str) -> None:
    assert reason in judge(rule, group(endpoints)).violated[rule.id]["standby"]


@pytest.mark.parametrize("endpoints", ["unknown!", "[unknown!]", "[{endpointId: a, weight: unknown!}]"])
def test_undecided(endpoints: str) -> None:
    judged = judge(rule, group(endpoints))
    assert not judged.violated
    assert judged.undecided[rule.id]
