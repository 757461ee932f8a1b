import pulumi

from components.routing.edge_certificate import EdgeCertificate, EdgeCertificateArgs
from tests.support import record


def test_it_is_where_cloudfront_looks_for_it() -> None:
    args = EdgeCertificateArgs(domain="example.com", hosted_zone_id="Z1")
    plan = record(
        lambda provider: EdgeCertificate("tls", args, pulumi.ResourceOptions(provider=provider)), region="eu-west-1"
    )

    certificate = plan.named("aws:acm/certificate:Certificate", "tls")
    assert certificate.region == "us-east-1"
    assert certificate.inputs["domainName"] == "example.com"
    assert certificate.inputs["subjectAlternativeNames"] == ["shop.example.com"]
    assert len(plan.of_type("aws:route53/record:Record")) == 2
