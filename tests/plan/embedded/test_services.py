"""Services of the SDK are loaded by and by, and have all that they had."""

import json
import subprocess
import sys

import pytest

LOADED = """
import json, sys
from securecart.plan.embedded.services import load_on_demand
load_on_demand()
load_on_demand()
from pulumi_aws import autoscaling, ec2, lb
{uses}
loaded = [name for name in sys.modules if name.startswith("pulumi_aws.")]
print(json.dumps(loaded))
"""


def loaded_by(*uses: str) -> set[str]:
    """The modules of the SDK that a fresh process has loaded once it has used something."""
    code = LOADED.format(uses="\n".join(uses))
    done = subprocess.run([sys.executable, "-"], input=code, capture_output=True, text=True, check=True, timeout=60)
    return set(json.loads(done.stdout))


def test_a_resource_is_loaded_without_its_neighbors() -> None:
    loaded = loaded_by("ec2.Vpc; ec2.VpcArgs; lb.ListenerRuleConditionArgsDict; autoscaling.Metric")
    assert {"pulumi_aws.ec2.vpc", "pulumi_aws.lb._inputs", "pulumi_aws.autoscaling._enums"} <= loaded
    assert not {"pulumi_aws.ec2.subnet", "pulumi_aws.lb.listener", "pulumi_aws.autoscaling.group"} & loaded


@pytest.mark.parametrize(
    "use",
    [
        "assert ec2.outputs.InstanceCpuOptions",
        "assert ec2.get_vpc and ec2.GetVpcResult and ec2.get_vpc_output",
        "from pulumi_aws.ec2 import *; assert Subnet",
        "import pulumi_aws.ec2.subnet as subnet; assert ec2.Subnet is subnet.Subnet",
        "assert ec2.Eip is __import__('pulumi_aws').ec2.Eip",
        "assert not hasattr(ec2, 'Nothing')",
    ],
)
def test_a_service_has_all_that_it_had(use: str) -> None:
    loaded_by(use)


@pytest.mark.parametrize("service", ["cloudfront", "ec2", "iam", "rds", "wafv2"])
def test_whatever_a_service_has_is_found_where_it_is(service: str) -> None:
    whole: dict[str, object] = {}
    exec(f"from pulumi_aws.{service} import *", whole)  # noqa: S102 (only so are all of its names known)
    names = sorted(name for name in whole if name[0].isupper())
    assert len(names) > 100
    loaded_by(f"from pulumi_aws import {service}", *(f"{service}.{name}" for name in names))
