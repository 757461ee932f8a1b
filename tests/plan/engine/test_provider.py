"""The stand-in, asked as the engine asks it, over gRPC."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from typing import Any

import grpc
import pulumi_aws
import pytest
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from securecart.plan import tokens
from securecart.plan.embedded import properties
from securecart.plan.engine.provider import StandInProvider
from tests.support import record

VPC = "urn:pulumi:us-east-1::securecart::aws:ec2/vpc:Vpc::main"
DATABASE = "urn:pulumi:us-east-1::securecart::shop:Data$aws:rds/instance:Instance::shop"


def wire(values: Mapping[str, Any]) -> struct_pb2.Struct:
    return json_format.ParseDict(dict(values), struct_pb2.Struct())


def secret(value: str) -> dict[str, str]:
    return {properties.SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "value": value}


@pytest.fixture(scope="module")
def provider() -> Iterator[Any]:
    """A stand-in for AWS in eu-central-1."""
    assert {pulumi_aws.ec2.Vpc, pulumi_aws.rds.Instance}  # a program has loaded what it uses
    server = grpc.server(ThreadPoolExecutor(max_workers=2))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(StandInProvider("aws"), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        client = provider_pb2_grpc.ResourceProviderStub(channel)
        tags = '{"tags": {"Project": "securecart"}}'
        client.Configure(
            provider_pb2.ConfigureRequest(
                args=wire({"region": "eu-central-1", "allowedAccountIds": '["210987654321"]', "defaultTags": tags})
            )
        )
        yield client
    server.stop(grace=None)


def create(provider: Any, urn: str, *, preview: bool = False, **inputs: Any) -> Any:
    return provider.Create(provider_pb2.CreateRequest(urn=urn, properties=wire(inputs), preview=preview))


def diff(provider: Any, urn: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Any:
    return provider.Diff(provider_pb2.DiffRequest(id="x", urn=urn, old_inputs=wire(before), news=wire(after)))


def test_it_is_of_the_version_that_the_program_asks_for(provider: Any) -> None:
    assert provider.GetPluginInfo(empty_pb2.Empty()).version == version("pulumi-aws")


def test_inputs_are_taken_as_they_are_with_secrets_kept(provider: Any) -> None:
    inputs = wire({"password": secret("hidden"), "tags": {"a": "b"}})
    assert provider.Check(provider_pb2.CheckRequest(urn=DATABASE, news=inputs)).inputs == inputs
    made = create(provider, DATABASE, password=secret("hidden"))
    assert made.properties["password"][properties.SIGNATURE]


def test_what_is_made_is_what_the_embedded_runtime_tells(provider: Any) -> None:
    plan = record(lambda aws: pulumi_aws.ec2.Vpc("main", cidr_block="10.0.0.0/16", opts=_by(aws)))
    (vpc,) = plan.of_type("aws:ec2/vpc:Vpc")
    made = create(provider, VPC, cidrBlock="10.0.0.0/16")
    assert made.id == vpc.id
    told = json_format.MessageToDict(made.properties)
    own = {"region", "arn", "ownerId", "tagsAll"}  # the provider's Region, account and tags
    assert {name: value for name, value in told.items() if name not in own} == {
        name: value for name, value in vpc.outputs.items() if value != tokens.UNKNOWN and name not in own
    }
    assert told["region"] == "eu-central-1"
    assert told["arn"].startswith("arn:aws:ec2:eu-central-1:210987654321:vpc/")
    assert told["tagsAll"] == {"Project": "securecart"}


def _by(aws: pulumi_aws.Provider) -> Any:
    import pulumi  # noqa: PLC0415 (heavy)

    return pulumi.ResourceOptions(provider=aws)


def test_a_preview_knows_only_what_the_program_says(provider: Any) -> None:
    made = create(provider, VPC, preview=True, cidrBlock="10.0.0.0/16")
    assert made.id == ""
    assert made.properties["arn"] == made.properties["mainRouteTableId"] == properties.UNKNOWN
    assert made.properties["cidrBlock"] == "10.0.0.0/16"
    assert made.properties["region"] == "eu-central-1"


def test_a_resource_in_another_region(provider: Any) -> None:
    made = create(provider, VPC, cidrBlock="10.0.0.0/16", region="eu-west-1")
    assert ":eu-west-1:" in made.properties["arn"]


def test_the_same_inputs_are_no_change(provider: Any) -> None:
    found = diff(provider, VPC, {"cidrBlock": "10.0.0.0/16"}, {"cidrBlock": "10.0.0.0/16", "__defaults": []})
    assert (found.changes, list(found.diffs)) == (provider_pb2.DiffResponse.DIFF_NONE, [])


@pytest.mark.parametrize(
    ("urn", "before", "after", "replaces"),
    [
        (VPC, {"cidrBlock": "10.0.0.0/16"}, {"cidrBlock": "10.1.0.0/16"}, ["cidrBlock"]),
        (VPC, {"tags": {"a": "b"}}, {"tags": {"a": "c"}}, []),
        (VPC, {}, {"region": "eu-west-1"}, ["region"]),
        (DATABASE, {"kmsKeyId": "one"}, {"kmsKeyId": "two"}, ["kmsKeyId"]),
        (DATABASE, {"replicateSourceDb": "arn"}, {"engine": "postgres"}, []),  # a promotion
        (DATABASE, {"password": secret("one")}, {"password": secret("two")}, []),
    ],
)
def test_changes_and_replacements(
    provider: Any, urn: str, before: dict[str, Any], after: dict[str, Any], replaces: list[str]
) -> None:
    found = diff(provider, urn, before, after)
    assert found.changes == provider_pb2.DiffResponse.DIFF_SOME
    assert set(found.diffs) == {*before, *after}
    assert list(found.replaces) == replaces


def test_an_update_keeps_who_it_is(provider: Any) -> None:
    made = create(provider, VPC, cidrBlock="10.0.0.0/16", enableDnsHostnames=False)
    updated = provider.Update(
        provider_pb2.UpdateRequest(
            id=made.id,
            urn=VPC,
            olds=made.properties,
            news=wire({"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": True}),
        )
    )
    assert updated.properties["arn"] == made.properties["arn"]
    assert updated.properties["enableDnsHostnames"] is True


def test_nothing_drifts(provider: Any) -> None:
    state, inputs = wire({"cidrBlock": "10.0.0.0/16", "arn": "a"}), wire({"cidrBlock": "10.0.0.0/16"})
    read = provider.Read(provider_pb2.ReadRequest(id="vpc-1", urn=VPC, properties=state, inputs=inputs))
    assert (read.id, read.properties, read.inputs) == ("vpc-1", state, inputs)


@pytest.mark.parametrize(
    ("method", "request_", "reason"),
    [
        ("Read", provider_pb2.ReadRequest(id="vpc-1", urn=VPC), "reads aws:ec2/vpc:Vpc 'vpc-1' from the cloud"),
        ("Invoke", provider_pb2.InvokeRequest(tok="aws:ec2/getAmi:getAmi"), "data source aws:ec2/getAmi:getAmi"),
        ("Call", provider_pb2.CallRequest(tok="aws:x/y:z"), "calls the provider's method aws:x/y:z"),
    ],
)
def test_what_is_outside_the_repository_is_refused(provider: Any, method: str, request_: Any, reason: str) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        getattr(provider, method)(request_)
    assert reason in refused.value.details()
    assert "make it a setting" in refused.value.details()
