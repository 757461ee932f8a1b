from google.protobuf import struct_pb2

from securecart.plan import tokens
from securecart.plan.analyzer import masking
from securecart.plan.embedded.properties import UNKNOWN, Reader, revealed, wrap_secret, write
from securecart.plan.model import Resource

TOKEN = tokens.token("a" * 40)


def struct(**values: object) -> struct_pb2.Struct:
    made = struct_pb2.Struct()
    for name, value in values.items():
        write(value, made.fields[name])
    return made


def test_values_that_hold_a_placeholder_become_unknown_wherever_they_stand() -> None:
    given = struct(
        id=f"vpc-{TOKEN}", policy=f'{{"Resource": "arn:{TOKEN}"}}', port=tokens.number("b" * 40), open="value", on=True
    )
    write([f"subnet-{TOKEN}", {"deep": TOKEN}], given.fields["list"])
    masked = masking.inputs(given)
    assert {name: revealed(value) for name, value in masked.fields.items() if name in ("open", "on")} == {
        "open": "value",
        "on": True,
    }
    assert Reader().properties(masked) == {
        "id": tokens.UNKNOWN,
        "policy": tokens.UNKNOWN,
        "port": tokens.UNKNOWN,
        "list": [tokens.UNKNOWN, {"deep": tokens.UNKNOWN}],
        "open": "value",
        "on": True,
    }
    assert given.fields["id"].string_value == f"vpc-{TOKEN}"


def test_secrets_stay_secrets() -> None:
    given = struct(password="hunter2", key=TOKEN)
    for name in ("password", "key"):
        wrap_secret(given.fields[name])
    masked = masking.inputs(given)
    assert revealed(masked.fields["password"]) == "hunter2"
    assert masked.fields["key"].struct_value.fields["value"].string_value == UNKNOWN


def test_the_engines_internal_properties_are_left_out() -> None:
    assert list(masking.inputs(struct(__defaults=["a"], name="b")).fields) == ["name"]


def test_outputs_that_aws_decides_are_unknown_even_without_a_placeholder() -> None:
    resource = Resource(
        urn="urn:pulumi:a::b::aws:rds/instance:Instance::db",
        type="aws:rds/instance:Instance",
        name="db",
        parent=None,
        custom=True,
        computed=frozenset({"multiAz", "port", "ownerId"}),
    )
    masked = masking.outputs(struct(ownerId="123456789012", engine="postgres"), resource)
    assert Reader().properties(masked) == {
        "engine": "postgres",
        **dict.fromkeys(("multiAz", "port", "ownerId", "id"), tokens.UNKNOWN),
    }
