from __future__ import annotations

import pytest

from policies.edge.distribution_certificate import distribution_certificate as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:cloudfront/distribution:Distribution"
ARN = "arn:aws:acm:{}:123456789012:certificate/0a1b2c3d"
VALIDATION = "aws:acm/certificateValidation:CertificateValidation"

MUTANTS = (
    mutant(
        "the certificate of another Region",
        "global",
        lambda d: d.set("edge-content", "viewerCertificate.acmCertificateArn", ARN.format("eu-central-1"), type_=TYPE),
        "edge-content",
    ),
    mutant(
        "a certificate that is made in another Region",
        "global",
        lambda d: d.set("edge-certificate", "region", "eu-central-1", type_=VALIDATION),
        "edge-content",
    ),
    mutant(
        "CloudFront's own certificate",
        "global",
        lambda d: d.set("edge-content", "viewerCertificate", {"cloudfrontDefaultCertificate": True}, type_=TYPE),
        "edge-content",
        view=View.DEPLOYED,
        related=("edge-distribution-tls",),
    ),
    mutant(
        "no certificate",
        "global",
        lambda d: d.set("edge-content", "viewerCertificate", ABSENT, type_=TYPE),
        "edge-content",
    ),
)


def certified(certificate: str, aliases: str = "[shop.example]", region: str = "us-east-1") -> Deployment:
    return program(f"""
        resources:
          certificate: {{type: "aws:acm:Certificate", properties: {{domainName: shop.example, region: {region}}}}}
          shop:
            type: aws:cloudfront:Distribution
            properties: {{aliases: {aliases}, viewerCertificate: {certificate}}}
    """)


MADE = '{acmCertificateArn: "${certificate.arn}"}'
DEFAULT = "{cloudfrontDefaultCertificate: true}"


@pytest.mark.parametrize(
    "deployed",
    [
        certified(MADE),
        certified(f"{{acmCertificateArn: '{ARN.format('us-east-1')}'}}", region="eu-central-1"),
        certified("{iamCertificateId: ASCA1}"),
        certified("{iamCertificateId: unknown!}"),
        certified(DEFAULT, "[]"),
        certified(DEFAULT).set("shop", "aliases", ABSENT, type_=TYPE),
    ],
)
def test_satisfied(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("deployed", "reason"),
    [
        (certified(MADE, region="eu-central-1"), "names a certificate in eu-central-1."),
        (certified(f"{{acmCertificateArn: '{ARN.format('us-west-2')}'}}"), "names a certificate in us-west-2."),
        (certified(DEFAULT), "names no certificate for its `aliases`"),
        (certified("{acmCertificateArn: ''}"), "names no certificate for its `aliases`"),
    ],
)
def test_violated(deployed: Deployment, reason: str) -> None:
    assert reason in judge(rule, deployed).violated[rule.id]["shop"]


@pytest.mark.parametrize(
    "deployed",
    [
        certified("unknown!"),
        certified("{acmCertificateArn: unknown!}"),
        certified("{acmCertificateArn: 0a1b2c3d}"),
        certified(MADE, region="unknown!"),
        certified(DEFAULT, "unknown!"),
    ],
)
def test_undecided(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert "shop" in judged.undecided[rule.id]


def test_one_of_two_certificates_decides_nothing() -> None:
    deployed = certified(MADE).duplicate("certificate", "other", type_="aws:acm/certificate:Certificate")
    deployed.set("other", "region", "eu-central-1").sources("shop", "viewerCertificate", "certificate", "other")
    assert "shop" in judge(rule, deployed).undecided[rule.id]
