from __future__ import annotations

import pytest

from policies.load_balancing.tls_policy import tls_policy as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:lb/listener:Listener"

MUTANTS = (
    mutant(
        "a policy left to the default",
        "us-east-1",
        lambda d: d.set("shop-blue-https", "sslPolicy", ABSENT, type_=TYPE),
        "shop-blue-https",
    ),
    mutant(
        "TLS 1.0",
        "eu-central-1",
        lambda d: d.set("shop-green-https", "sslPolicy", "ELBSecurityPolicy-TLS13-1-0-2021-06", type_=TYPE),
        "shop-green-https",
    ),
    mutant(
        "no TLS 1.3",
        "ap-southeast-1",
        lambda d: d.set("shop-blue-https", "sslPolicy", "ELBSecurityPolicy-TLS-1-2-2017-01", type_=TYPE),
        "shop-blue-https",
    ),
)


def listener(properties: str) -> Deployment:
    return program(f"""
        resources:
          https: {{type: "aws:lb:Listener", properties: {{{properties}}}}}
    """)


@pytest.mark.parametrize(
    "properties",
    [
        *(
            f"protocol: HTTPS, sslPolicy: ELBSecurityPolicy-TLS13-1-{rest}"
            for rest in (
                "2-2021-06",
                "2-Res-2021-06",
                "2-Ext2-FIPS-2023-04",
                "2-RFC9151-FIPS-2023-07",
                "2-Res-PQ-2025-09",
                "3-2021-06",
                "3-FIPS-PQ-2025-09",
            )
        ),
        "protocol: TLS, sslPolicy: ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
        "protocol: unknown!, sslPolicy: ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
        "protocol: HTTP",
        "protocol: TCP",
        "port: 80",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, listener(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("protocol: HTTPS", "`sslPolicy` is not set: AWS uses ELBSecurityPolicy-2016-08"),
        ("protocol: TLS", "`sslPolicy` is not set"),
        *(
            (f"protocol: HTTPS, sslPolicy: {policy}", f"`sslPolicy` is {policy}.")
            for policy in (
                "ELBSecurityPolicy-2016-08",
                "ELBSecurityPolicy-FS-1-2-Res-2020-10",
                "ELBSecurityPolicy-TLS13-1-0-PQ-2025-09",
                "ELBSecurityPolicy-TLS13-1-1-FIPS-2023-04",
                "ELBSecurityPolicy-TLS-1-1-2017-01",
            )
        ),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    judged = judge(rule, listener(properties))
    assert judged.names(rule.id) == {"https"}
    assert reason in judged.violated[rule.id]["https"]


@pytest.mark.parametrize("properties", ["protocol: HTTPS, sslPolicy: unknown!", "protocol: unknown!"])
def test_undecided(properties: str) -> None:
    judged = judge(rule, listener(properties))
    assert not judged.violated
    assert "https" in judged.undecided[rule.id]
