import re
from uuid import UUID

import pulumi
import pulumi_random
from hypothesis import given
from hypothesis import strategies as st
from pulumi_aws import acm, ec2, globalaccelerator, iam, kms, lb, rds, route53, s3

from securecart.plan import tokens
from securecart.plan.embedded.declarations import Declaration, Output
from securecart.plan.embedded.placeholders import Placeholders, Subject
from securecart.plan.model import Resource
from tests.support import record

ARN = re.compile(r"arn:aws:(?P<service>[a-z0-9-]+):(?P<region>[a-z0-9-]*):(?P<account>\d{12})?:(?P<resource>.+)")


def one(make: type[pulumi.CustomResource], **arguments: object) -> Resource:
    plan = record(
        lambda provider: make("thing", **arguments, opts=pulumi.ResourceOptions(provider=provider)),  # type: ignore[arg-type]
        region="eu-west-1",
    )
    return plan.managed[0]


def test_ids_have_the_shape_that_the_sdk_documents() -> None:
    token = tokens.MARKER + r"[0-9a-f]{10}"
    assert re.fullmatch(f"vpc-{token}", one(ec2.Vpc, cidr_block="10.0.0.0/16").id or "")
    assert re.fullmatch(f"Z{token}", one(route53.Zone, name="a.example").id or "", re.IGNORECASE)
    key = one(kms.Key).id or ""
    assert UUID(key).hex.startswith(tokens.MARKER)
    assert tokens.is_unknown(key)
    assert re.fullmatch(f"thing-{token}", one(iam.Role, assume_role_policy="{}").id or "")


def test_arns_parse_with_service_region_and_account() -> None:
    cases = [
        (one(lb.LoadBalancer), "elasticloadbalancing", "eu-west-1", "123456789012"),
        (one(lb.TargetGroup), "elasticloadbalancing", "eu-west-1", "123456789012"),
        (one(ec2.Vpc), "ec2", "eu-west-1", "123456789012"),
        (one(rds.Instance, instance_class="db.t4g.micro"), "rds", "eu-west-1", "123456789012"),
        (one(iam.Role, assume_role_policy="{}"), "iam", "", "123456789012"),
        (one(s3.Bucket), "s3", "", None),
        (one(acm.Certificate, domain_name="a.example"), "acm", "eu-west-1", "123456789012"),
    ]
    for resource, service, region, account in cases:
        found = ARN.fullmatch(resource.outputs["arn"])
        assert found, resource.outputs["arn"]
        assert (found["service"], found["region"], found["account"]) == (service, region, account)
        assert tokens.is_unknown(resource.outputs["arn"])


def test_an_id_that_is_an_arn_is_the_arn() -> None:
    balancer = one(lb.LoadBalancer)
    assert balancer.id == balancer.outputs["arn"]


def test_the_words_of_an_arn_stay_and_examples_names_go() -> None:
    group = one(globalaccelerator.EndpointGroup, listener_arn="arn:listener")
    words = r"accelerator/thing/listener/thing/endpoint-group/\w+"
    assert re.fullmatch(rf"arn:aws:globalaccelerator::\d{{12}}:{words}", group.id or "")
    assert re.fullmatch(r"app/thing/\w+", one(lb.LoadBalancer).outputs["arnSuffix"])


def test_what_follows_from_the_provider_is_no_placeholder() -> None:
    vpc = one(ec2.Vpc)
    assert vpc.outputs["region"] == "eu-west-1"
    assert not {"region", "tagsAll"} & vpc.computed
    assert {"arn", "ownerId"} <= vpc.computed


def test_region_argument_moves_the_resource() -> None:
    resource = one(ec2.Vpc, region="us-west-2")
    assert resource.region == "us-west-2"
    assert ":us-west-2:" in resource.outputs["arn"]


def test_global_types_live_in_no_region() -> None:
    assert one(iam.Role, assume_role_policy="{}").region is None
    assert one(route53.Zone, name="a.example").region is None


def test_names_addresses_and_numbers_suit_their_property() -> None:
    address = one(ec2.Eip).outputs
    assert address["publicIp"].startswith(("198.18.", "198.19."))
    balancer = one(lb.LoadBalancer).outputs
    assert balancer["dnsName"].endswith(".eu-west-1.amazonaws.com")
    assert balancer["zoneId"].startswith("Z")
    database = one(rds.Instance, instance_class="db.t4g.micro").outputs
    assert tokens.is_placeholder_number(database["port"])
    assert database["multiAz"] == tokens.UNKNOWN
    assert one(ec2.Vpc).outputs["defaultSecurityGroupId"].startswith("sg-")


def test_optional_outputs_that_the_program_does_not_set_are_absent() -> None:
    assert "enableDnsSupport" not in one(ec2.Vpc).outputs


def test_nested_outputs_are_of_their_type() -> None:
    def program(provider: pulumi.ProviderResource) -> None:
        certificate = acm.Certificate("c", domain_name="a.example", opts=pulumi.ResourceOptions(provider=provider))
        pulumi.export("name", certificate.domain_validation_options[0].resource_record_name)

    plan = record(program)
    assert tokens.is_unknown(plan.outputs["name"])


def test_a_certificate_is_validated_for_each_of_its_names() -> None:
    certificate = one(acm.Certificate, domain_name="a.example", subject_alternative_names=["b.example", "a.example"])
    options = certificate.outputs["domainValidationOptions"]
    assert [option["domainName"] for option in options] == ["a.example", "b.example"]
    assert len({option["resourceRecordName"] for option in options}) == 2


def test_a_wildcard_is_validated_by_the_record_of_its_name() -> None:
    certificate = one(acm.Certificate, domain_name="a.example", subject_alternative_names=["*.a.example"])
    first, second = certificate.outputs["domainValidationOptions"]
    assert (first.pop("domainName"), second.pop("domainName")) == ("a.example", "*.a.example")
    assert first == second


def test_all_tags_are_the_providers_and_the_resources() -> None:
    tags = one(ec2.Vpc, tags={"Name": "thing", "Stack": "mine"}).outputs["tagsAll"]
    assert tags == {"Project": "securecart", "Stack": "mine", "Name": "thing"}


def test_documents_given_as_objects_come_back_as_text() -> None:
    role = one(iam.Role, assume_role_policy={"Version": "2012-10-17"})
    assert role.inputs["assumeRolePolicy"] == {"Version": "2012-10-17"}


def test_other_packages_have_placeholders_and_secrets_too() -> None:
    password = record(lambda _: pulumi_random.RandomPassword("p", length=32)).managed[0]
    assert password.secret_outputs >= {"result"}
    assert password.outputs["result"] == tokens.SECRET


@given(st.text(min_size=1, max_size=20), st.sampled_from(["aws:x/thing:Thing", "random:index/pet:Pet"]))
def test_deterministic_and_different_for_different_urns(name: str, type_: str) -> None:
    declared = Declaration(
        {"a": Output(str, optional=False, settable=False), "b": Output(int, optional=False, settable=False)},
        None,
        regional=True,
    )

    def made(urn: str) -> tuple[str, object]:
        placeholders = Placeholders(Subject(urn, type_, name, "r", "1" * 12), declared)
        return placeholders.id(), placeholders.outputs({})

    assert made("urn:1") == made("urn:1")
    assert made("urn:1") != made("urn:2")
