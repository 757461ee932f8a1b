"""Access logs of a CloudFront distribution, by CloudWatch's log delivery (standard logging, version 2)."""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import cloudwatch

DELIVERY_REGION: Final = "us-east-1"
"""Where CloudFront's deliveries are declared ("Configure standard logging (v2)"); the bucket can be anywhere."""
RECORD_FIELDS: Final = (
    "timestamp(ms)",
    "x-edge-location",
    "x-edge-request-id",
    "c-ip",
    "c-country",
    "cs-method",
    "cs-protocol",
    "cs-protocol-version",
    "x-host-header",
    "cs-uri-stem",
    "cs(User-Agent)",
    "sc-status",
    "sc-bytes",
    "time-taken",
    "time-to-first-byte",
    "origin-fbl",
    "origin-lbl",
    "x-edge-result-type",
    "x-edge-detailed-result-type",
    "ssl-protocol",
    "ssl-cipher",
)
"""What is written of each request: neither cookies nor query strings, which may hold what customers type."""


@dataclass(frozen=True, kw_only=True)
class DistributionLogsArgs:
    """Arguments of `DistributionLogs`.

    Attributes:
        distribution_arn: the ARN of the distribution.
        log_bucket_arn: the ARN of the bucket, in the EU: the logs hold addresses of its residents. Its policy lets
            `delivery.logs.amazonaws.com` write.
    """

    distribution_arn: pulumi.Input[str]
    log_bucket_arn: pulumi.Input[str]


class DistributionLogs(pulumi.ComponentResource):
    """Delivers a distribution's access logs to a bucket, an hour a folder.

    Attributes:
        delivery_id: the id of the delivery.
    """

    delivery_id: pulumi.Output[str]

    def __init__(self, name: str, args: DistributionLogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:edge:DistributionLogs", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        source = cloudwatch.LogDeliverySource(
            name,
            region=DELIVERY_REGION,
            log_type="ACCESS_LOGS",
            resource_arn=args.distribution_arn,
            opts=child,
        )
        destination = cloudwatch.LogDeliveryDestination(
            name,
            region=DELIVERY_REGION,
            output_format="json",
            delivery_destination_configuration={"destination_resource_arn": args.log_bucket_arn},
            opts=child,
        )
        delivery = cloudwatch.LogDelivery(
            name,
            region=DELIVERY_REGION,
            delivery_source_name=source.name,
            delivery_destination_arn=destination.arn,
            record_fields=list(RECORD_FIELDS),
            s3_delivery_configurations=[
                {"suffix_path": "{DistributionId}/{yyyy}/{MM}/{dd}/{HH}", "enable_hive_compatible_path": False}
            ],
            opts=child,
        )
        self.delivery_id = delivery.id
        self.register_outputs({"deliveryId": self.delivery_id})
