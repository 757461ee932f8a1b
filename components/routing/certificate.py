"""A certificate of AWS Certificate Manager, validated by DNS."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import acm, route53
from pulumi_aws.acm.outputs import CertificateDomainValidationOption

from components.arguments import ArgumentError

WILDCARD: Final = "*."
VALIDATION_TTL: Final = 300
"""Seconds; ACM reads the record at issue and at each renewal, nobody else does."""
MOST_NAMES: Final = 10
"""Names of one certificate ("Quotas", AWS Certificate Manager User Guide)."""


@dataclass(frozen=True, kw_only=True)
class CertificateArgs:
    """Arguments of a `Certificate`.

    Attributes:
        names: the DNS names, the first of them the subject; ten at most. A wildcard covers one label.
        region: the Region that the certificate is for: that of the load balancer or API, us-east-1 for CloudFront.
        hosted_zone_id: the public hosted zone that holds all names.
    """

    names: tuple[str, ...]
    region: str
    hosted_zone_id: pulumi.Input[str]

    def __post_init__(self) -> None:
        if not 1 <= len(self.names) <= MOST_NAMES:
            raise ArgumentError("Certificate", "names", self.names, f"1 to {MOST_NAMES} names")
        if len(set(self.names)) < len(self.names):
            raise ArgumentError("Certificate", "names", self.names, "each name once")


def validated_names(names: Sequence[str]) -> tuple[str, ...]:
    """The names that need a validation record, in order: a wildcard shares that of the name it stands under."""
    return tuple(sorted({name.removeprefix(WILDCARD) for name in names}))


def validation_options_by_name(
    options: Sequence[CertificateDomainValidationOption],
) -> tuple[CertificateDomainValidationOption, ...]:
    """ACM's options, which come in no particular order, as `validated_names` orders their names."""
    by_name = {_known(option.domain_name).removeprefix(WILDCARD): option for option in options}
    return tuple(by_name[name] for name in sorted(by_name))


class Certificate(pulumi.ComponentResource):
    """A certificate and the records that prove, now and at every renewal, that the names are ours.

    ACM asks for one record a name whatever the Region and the certificate: a record may exist already, and other
    certificates still renew by it after this one is gone. It is overwritten and never deleted.

    Attributes:
        arn: the ARN of the certificate once it is issued.
    """

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: CertificateArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:routing:Certificate", name, None, opts)
        certificate = acm.Certificate(
            name,
            region=args.region,
            domain_name=args.names[0],
            subject_alternative_names=list(args.names[1:]),
            validation_method="DNS",
            key_algorithm="RSA_2048",
            tags={"Name": args.names[0]},
            opts=pulumi.ResourceOptions(parent=self),
        )
        records = [
            self._validation_record(
                f"{name}-{validated}", position, certificate.domain_validation_options, args.hosted_zone_id
            )
            for position, validated in enumerate(validated_names(args.names))
        ]
        validation = acm.CertificateValidation(
            name,
            region=args.region,
            certificate_arn=certificate.arn,
            validation_record_fqdns=[record.fqdn for record in records],
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = validation.certificate_arn
        self.register_outputs({"arn": self.arn})

    def _validation_record(
        self,
        name: str,
        position: int,
        options: pulumi.Output[Sequence[CertificateDomainValidationOption]],
        hosted_zone_id: pulumi.Input[str],
    ) -> route53.Record:
        option = options.apply(lambda options: validation_options_by_name(options)[position])
        return route53.Record(
            name,
            zone_id=hosted_zone_id,
            name=option.apply(lambda option: _known(option.resource_record_name)),
            type="CNAME",
            records=[option.apply(lambda option: _known(option.resource_record_value))],
            ttl=VALIDATION_TTL,
            allow_overwrite=True,
            opts=pulumi.ResourceOptions(parent=self, retain_on_delete=True),
        )


def _known(value: str | None) -> str:
    if value is None:
        raise ValueError("ACM named no validation record: the certificate is not validated by DNS")
    return value
