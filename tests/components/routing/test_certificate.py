from types import SimpleNamespace
from typing import Any

import pulumi
import pytest

from components.arguments import ArgumentError
from components.routing.certificate import (
    Certificate,
    CertificateArgs,
    validated_names,
    validation_options_by_name,
)
from tests.support import record, type_counts

CERTIFICATE = "aws:acm/certificate:Certificate"
RECORD = "aws:route53/record:Record"
VALIDATION = "aws:acm/certificateValidation:CertificateValidation"


def args(*names: str, region: str = "eu-central-1") -> CertificateArgs:
    return CertificateArgs(names=names, region=region, hosted_zone_id="Z1")


def test_one_record_for_each_distinct_name() -> None:
    plan = record(
        lambda provider: Certificate(
            "tls", args("b.example.com", "a.example.com", "*.a.example.com"), pulumi.ResourceOptions(provider=provider)
        )
    )

    assert type_counts(plan) == {CERTIFICATE: 1, RECORD: 2, VALIDATION: 1}
    certificate = plan.named(CERTIFICATE, "tls")
    assert certificate.inputs == {
        "region": "eu-central-1",
        "domainName": "b.example.com",
        "subjectAlternativeNames": ["a.example.com", "*.a.example.com"],
        "validationMethod": "DNS",
        "keyAlgorithm": "RSA_2048",
        "tags": {"Name": "b.example.com"},
    }
    records = [plan.named(RECORD, f"tls-{name}") for name in ("a.example.com", "b.example.com")]
    for validation in records:
        assert validation.inputs["zoneId"] == "Z1"
        assert validation.inputs["type"] == "CNAME"
        assert validation.inputs["allowOverwrite"] is True
        assert validation.retain_on_delete
        assert validation.property_dependencies["name"] == (certificate.urn,)
    waited = plan.named(VALIDATION, "tls")
    assert waited.region == "eu-central-1"
    assert set(waited.property_dependencies["validationRecordFqdns"]) >= {validation.urn for validation in records}


def test_options_are_found_whatever_their_order() -> None:
    options: list[Any] = [
        SimpleNamespace(domain_name=name, resource_record_name=f"_{name}")
        for name in ("*.b.example.com", "c.example.com", "a.example.com", "b.example.com")
    ]

    found = validation_options_by_name(options)

    assert [str(option.domain_name).removeprefix("*.") for option in found] == list(
        validated_names(["c.example.com", "b.example.com", "*.b.example.com", "a.example.com"])
    )


@pytest.mark.parametrize("names", [(), ("a.example.com",) * 2, tuple(f"{n}.example.com" for n in range(11))])
def test_names_are_refused(names: tuple[str, ...]) -> None:
    with pytest.raises(ArgumentError, match="Certificate: names"):
        args(*names)
