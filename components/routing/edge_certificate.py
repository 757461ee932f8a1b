"""The certificate of the content delivery network."""

from dataclasses import dataclass
from typing import Final

import pulumi

from components.routing.certificate import Certificate, CertificateArgs

CLOUDFRONT_REGION: Final = "us-east-1"
"""Where CloudFront takes its certificates from ("Requirements for using SSL/TLS certificates with CloudFront")."""


@dataclass(frozen=True, kw_only=True)
class EdgeCertificateArgs:
    """Arguments of an `EdgeCertificate`.

    Attributes:
        domain: the public domain.
        hosted_zone_id: the public hosted zone of the domain.
    """

    domain: str
    hosted_zone_id: pulumi.Input[str]


class EdgeCertificate(pulumi.ComponentResource):
    """The certificate for what CloudFront serves: the apex and `shop`.

    Attributes:
        arn: the ARN of the certificate once it is issued.
    """

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: EdgeCertificateArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:routing:EdgeCertificate", name, None, opts)
        certificate = Certificate(
            name,
            CertificateArgs(
                names=(args.domain, f"shop.{args.domain}"),
                region=CLOUDFRONT_REGION,
                hosted_zone_id=args.hosted_zone_id,
            ),
            pulumi.ResourceOptions(parent=self),
        )
        self.arn = certificate.arn
        self.register_outputs({"arn": self.arn})
