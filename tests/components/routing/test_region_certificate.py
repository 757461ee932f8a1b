import pulumi

from components.routing.region_certificate import RegionCertificate, RegionCertificateArgs
from tests.support import record


def test_it_holds_every_name_a_load_balancer_answers_to() -> None:
    args = RegionCertificateArgs(domain="example.com", region="us-west-2", hosted_zone_id="Z1")
    plan = record(
        lambda provider: RegionCertificate("tls", args, pulumi.ResourceOptions(provider=provider)), region="us-west-2"
    )

    certificate = plan.named("aws:acm/certificate:Certificate", "tls")
    assert certificate.region == "us-west-2"
    assert {certificate.inputs["domainName"], *certificate.inputs["subjectAlternativeNames"]} == {
        "origin.example.com",
        "api.example.com",
        "checkout.example.com",
        "us-west-2.origin.example.com",
        "*.us-west-2.origin.example.com",
    }
    assert len(plan.of_type("aws:route53/record:Record")) == 4
