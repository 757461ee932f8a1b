import json

import jsonschema
import pytest
import yaml

from securecart.comparison.document import schema as comparison_schema
from securecart.preview.document import schema as plan_schema
from securecart.settings.json_schema import schema as stack_schema
from securecart.settings.stack_file import read_project
from tests.cli.conftest import ROOT, Run

DEFAULTS = read_project(ROOT).defaults


def test_the_schemas_are_printed(run: Run) -> None:
    assert json.loads(run("schema").stdout) == json.loads(json.dumps(stack_schema(DEFAULTS)))
    assert json.loads(run("schema", "plan").stdout) == plan_schema()
    assert json.loads(run("schema", "comparison").stdout) == comparison_schema()


def test_every_stack_file_fits() -> None:
    schema = stack_schema(DEFAULTS)
    jsonschema.Draft202012Validator.check_schema(schema)
    files = list(ROOT.glob("Pulumi.*.yaml"))
    assert files
    for file in files:
        jsonschema.validate(yaml.safe_load(file.read_text()), schema)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("securecart:role", "boss"),
        ("securecart:surprise", 1),
        ("securecart:network", {"cidr": "10.0.0.0/16"}),
        ("securecart:originSecret", "plain text"),
        ("securecart:canaries", "yes"),
    ],
)
def test_what_is_wrong_does_not_fit(key: str, value: object) -> None:
    document = yaml.safe_load((ROOT / "Pulumi.us-east-1.yaml").read_text())
    document["config"][key] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, stack_schema(DEFAULTS))
