"""The certificate of a Region's load balancers."""

from dataclasses import dataclass

import pulumi

from components.routing.certificate import Certificate, CertificateArgs
from securecart.settings import names
from securecart.settings.services import Surface


@dataclass(frozen=True, kw_only=True)
class RegionCertificateArgs:
    """Arguments of a `RegionCertificate`.

    Attributes:
        domain: the public domain.
        region: the Region, whose name is part of the names that only it answers to.
        hosted_zone_id: the public hosted zone of the domain.
    """

    domain: str
    region: str
    hosted_zone_id: pulumi.Input[str]


class RegionCertificate(pulumi.ComponentResource):
    """One certificate for all load balancers of a Region.

    It holds the names of the three surfaces, the Region's own name, and the leaves of its releases. CloudFront checks
    its origin's certificate against `origin`; a wildcard covers one label, so the leaves need one of their own.

    Attributes:
        arn: the ARN of the certificate once it is issued.
    """

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: RegionCertificateArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:routing:RegionCertificate", name, None, opts)
        origin = names.origin(args.region, args.domain)
        surfaces = (f"{surface.value}.{args.domain}" for surface in Surface)
        certificate = Certificate(
            name,
            CertificateArgs(
                names=(*surfaces, origin, f"*.{origin}"), region=args.region, hosted_zone_id=args.hosted_zone_id
            ),
            pulumi.ResourceOptions(parent=self),
        )
        self.arn = certificate.arn
        self.register_outputs({"arn": self.arn})
