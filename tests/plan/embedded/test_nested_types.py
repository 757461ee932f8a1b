"""Nested types that are made when they are asked for are those that the SDK would have made."""

import json
import subprocess
import sys
from typing import Any

import pytest

ON_DEMAND = "from securecart.plan.embedded.services import load_on_demand; load_on_demand()"
READ = """
import inspect, json, typing
from pulumi import _types
from pulumi_aws import s3
read = {{}}
for module in (s3._inputs, s3.outputs):
    for name in {names}:
        made = getattr(module, name, None)
        if made is None:
            continue
        types = {{}}
        if _types.is_input_type(made):
            types = _types.input_type_types(made)
        elif _types.is_output_type(made):
            types = _types.output_type_types(made)
        elif typing.is_typeddict(made):
            types = made.__annotations__
        read[made.__module__ + "." + made.__qualname__] = {{
            "types": {{property: repr(type_) for property, type_ in types.items()}},
            "signature": str(inspect.signature(made.__init__)) if "__init__" in vars(made) else "",
            "members": sorted(vars(made)),
            "document": made.__doc__,
            "bases": [base.__name__ for base in made.__mro__],
        }}
print(json.dumps(read))
"""

NAMES = """
import json
import pulumi_aws.s3._inputs, pulumi_aws.s3.outputs
print(json.dumps([*pulumi_aws.s3._inputs.__all__, *pulumi_aws.s3.outputs.__all__]))
"""


def printed(code: str) -> Any:
    """What a fresh process prints, in JSON."""
    done = subprocess.run([sys.executable, "-"], input=code, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def names() -> list[str]:
    """All nested types of S3: those for inputs, those for outputs, and dictionaries."""
    found: list[str] = printed(NAMES)
    assert len(found) > 300
    return found


def test_each_is_what_it_would_have_been(names: list[str]) -> None:
    code = READ.format(names=names)
    assert printed(f"{ON_DEMAND}\n{code}") == printed(code)


@pytest.mark.parametrize(
    "check",
    [
        "assert wafv2.WebAcl and not made(), made()",
        "assert wafv2.WebAclRuleArgs is wafv2._inputs.WebAclRuleArgs; assert made() == ['WebAclRuleArgs']",
        "assert _types.input_type_types(wafv2.WebAclRuleArgs)['action'] is wafv2.WebAclRuleActionArgs",
        "assert wafv2.WebAclRuleArgsDict(name='a', priority=1) == {'name': 'a', 'priority': 1}",
        "assert wafv2.outputs.WebAclRule is _types.resource_types(wafv2.WebAcl)['rules'].__args__[0]",
        "assert not hasattr(wafv2._inputs, 'Nothing') and not hasattr(wafv2.outputs, 'WebAclRuleArgs')",
        "from pulumi_aws.wafv2._inputs import *; assert not made()",
        "from pulumi_aws.wafv2 import *; assert WebAclRuleArgs and len(made()) > 500",
    ],
)
def test_it_is_made_when_it_is_asked_for(check: str) -> None:
    made = "made = lambda: [name for name in vars(wafv2._inputs) if name.startswith('WebAcl')]"
    printed(f"{ON_DEMAND}\nfrom pulumi import _types\nfrom pulumi_aws import wafv2\n{made}\n{check}\nprint(1)")


def test_a_service_that_was_found_before_is_left_alone() -> None:
    loads = "from pulumi_aws.cloudfront import *; assert DistributionOriginArgs"
    printed(f"import pulumi_aws\nfrom pulumi_aws import rds\n{ON_DEMAND}\n{loads}\nprint(1)")


def test_a_name_that_is_nowhere_is_still_missed() -> None:
    declares = """
import pulumi
from pulumi import _types

@pulumi.output_type
class Answer(dict):
    @property
    @pulumi.getter
    def state(self) -> "Nowhere":
        return pulumi.get(self, "state")

try:
    _types.output_type_types(Answer)
except NameError as error:
    print(repr(error.name).replace("'", '"'))
"""
    assert printed(f"{ON_DEMAND}\n{declares}") == "Nowhere"
