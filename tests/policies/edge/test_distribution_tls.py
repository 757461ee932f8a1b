from __future__ import annotations

import pytest

from policies.edge.distribution_tls import distribution_tls as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:cloudfront/distribution:Distribution"

MUTANTS = (
    mutant(
        "an old security policy",
        "global",
        lambda d: d.set("edge-content", "viewerCertificate.minimumProtocolVersion", "TLSv1.1_2016", type_=TYPE),
        "edge-content",
    ),
    mutant(
        "the provider's security policy",
        "global",
        lambda d: d.set("edge-content", "viewerCertificate.minimumProtocolVersion", ABSENT, type_=TYPE),
        "edge-content",
        view=View.DEPLOYED,
    ),
    mutant(
        "dedicated addresses",
        "global",
        lambda d: d.set("edge-content", "viewerCertificate.sslSupportMethod", "vip", type_=TYPE),
        "edge-content",
    ),
)


def certified(certificate: str, type_: str = "Distribution") -> Deployment:
    return program(f"""
        resources:
          shop: {{type: "aws:cloudfront:{type_}", properties: {{viewerCertificate: {certificate}}}}}
    """)


@pytest.mark.parametrize("type_", ["Distribution", "MultitenantDistribution"])
@pytest.mark.parametrize(
    "certificate",
    [
        "{acmCertificateArn: a, minimumProtocolVersion: TLSv1.2_2021, sslSupportMethod: sni-only}",
        "{iamCertificateId: a, minimumProtocolVersion: TLSv1.3_2025, sslSupportMethod: sni-only}",
        "{cloudfrontDefaultCertificate: true}",
        "{cloudfrontDefaultCertificate: true, acmCertificateArn: '', minimumProtocolVersion: TLSv1}",
    ],
)
def test_satisfied(certificate: str, type_: str) -> None:
    judged = judge(rule, certified(certificate, type_))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("certificate", "reason"),
    [
        ("{acmCertificateArn: a, sslSupportMethod: sni-only}", "`minimumProtocolVersion` is not set, which is TLSv1."),
        (
            "{acmCertificateArn: unknown!, minimumProtocolVersion: TLSv1.2_2019, sslSupportMethod: sni-only}",
            "`minimumProtocolVersion` is TLSv1.2_2019.",
        ),
        (
            "{acmCertificateArn: a, minimumProtocolVersion: TLSv1.2_2021, sslSupportMethod: vip}",
            "`sslSupportMethod` is vip.",
        ),
        ("{iamCertificateId: a, minimumProtocolVersion: TLSv1.2_2021}", "`sslSupportMethod` is not set."),
        ("{iamCertificateId: a, minimumProtocolVersion: unknown!}", "`sslSupportMethod` is not set."),
    ],
)
def test_violated(certificate: str, reason: str) -> None:
    assert reason in judge(rule, certified(certificate)).violated[rule.id]["shop"]


@pytest.mark.parametrize(
    "certificate",
    [
        "unknown!",
        "{acmCertificateArn: a, minimumProtocolVersion: unknown!, sslSupportMethod: sni-only}",
        "{acmCertificateArn: a, minimumProtocolVersion: TLSv1.2_2021, sslSupportMethod: unknown!}",
    ],
)
def test_undecided(certificate: str) -> None:
    judged = judge(rule, certified(certificate))
    assert not judged.violated
    assert judged.undecided[rule.id]


def test_the_security_policies_can_be_configured() -> None:
    deployed = certified("{acmCertificateArn: a, minimumProtocolVersion: TLSv1.2_2021, sslSupportMethod: sni-only}")
    assert judge(rule, deployed, {rule.id: {"securityPolicies": ["TLSv1.3_2025"]}}).names(rule.id) == {"shop"}
