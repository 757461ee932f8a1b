import json

import pulumi
import pytest

from components.arguments import ArgumentError
from components.routing.last_resort import LastResort, LastResortArgs
from components.routing.unavailable_page import API_PAGE, CHECKOUT_PAGE, unavailable_api
from securecart.settings.services import Surface
from tests.support import record, type_counts


def args(region: str = "eu-west-1") -> LastResortArgs:
    return LastResortArgs(region=region, domain="example.com", hosted_zone_id="Z1", log_retention_days=90)


def test_a_page_for_each_surface_in_the_second_region() -> None:
    def program(provider: pulumi.ProviderResource) -> None:
        last_resort = LastResort("last-resort", args(), pulumi.ResourceOptions(provider=provider))
        for surface, host in last_resort.hosts.items():
            pulumi.export(surface.value, host.dns_name)

    plan = record(program, region="eu-central-1", stack="eu-central-1")

    assert type_counts(plan) == {
        "aws:acm/certificate:Certificate": 1,
        "aws:acm/certificateValidation:CertificateValidation": 1,
        "aws:route53/record:Record": 2,
        "aws:iam/role:Role": 1,
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment": 1,
        "aws:apigateway/account:Account": 1,
        "aws:apigateway/restApi:RestApi": 2,
        "aws:apigateway/deployment:Deployment": 2,
        "aws:cloudwatch/logGroup:LogGroup": 2,
        "aws:apigateway/stage:Stage": 2,
        "aws:apigateway/methodSettings:MethodSettings": 2,
        "aws:apigateway/domainName:DomainName": 2,
        "aws:apigateway/basePathMapping:BasePathMapping": 2,
    }
    assert {resource.region for resource in plan.managed if resource.region} == {"eu-west-1"}
    for surface, page in ((Surface.API, API_PAGE), (Surface.CHECKOUT, CHECKOUT_PAGE)):
        name = f"last-resort-{surface.value}"
        api = plan.named("aws:apigateway/restApi:RestApi", name)
        assert json.loads(api.inputs["body"]) == unavailable_api(page)
        assert api.inputs["disableExecuteApiEndpoint"] is True
        domain = plan.named("aws:apigateway/domainName:DomainName", name)
        assert domain.inputs["domainName"] == f"{surface.value}.example.com"
        assert domain.inputs["endpointConfiguration"] == {"types": "REGIONAL"}
        # It waits until the certificate is issued, not only asked for.
        issued = plan.named("aws:acm/certificateValidation:CertificateValidation", "last-resort")
        assert issued.urn in domain.property_dependencies["regionalCertificateArn"]
        (origin,) = plan.origins(plan.outputs[surface.value])
        assert (origin.urn, origin.property) == (domain.urn, "regionalDomainName")
        stage = plan.named("aws:apigateway/stage:Stage", name)
        assert (
            stage.inputs["accessLogSettings"]["destinationArn"]
            == plan.named("aws:cloudwatch/logGroup:LogGroup", name).outputs["arn"]
        )
        # Without the account's role the stage cannot be told to log.
        assert plan.named("aws:apigateway/account:Account", "last-resort").urn in stage.dependencies
        settings = plan.named("aws:apigateway/methodSettings:MethodSettings", name).inputs["settings"]
        assert (settings["throttlingRateLimit"], settings["throttlingBurstLimit"]) == (2000, 1000)


def test_a_changed_page_is_deployed_anew() -> None:
    plan = record(lambda provider: LastResort("last-resort", args(), pulumi.ResourceOptions(provider=provider)))

    triggers = [d.inputs["triggers"]["definition"] for d in plan.of_type("aws:apigateway/deployment:Deployment")]
    assert len(set(triggers)) == 2


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-2", "eu-central-2"])
def test_it_does_not_stand_outside_the_union(region: str) -> None:
    with pytest.raises(ArgumentError, match="LastResort: region"):
        args(region)
