import pulumi

from components.edge.distribution_logs import DistributionLogs, DistributionLogsArgs
from tests.support import record, type_counts


def test_logs_are_delivered_without_what_customers_type() -> None:
    args = DistributionLogsArgs(
        distribution_arn="arn:aws:cloudfront::123456789012:distribution/E1", log_bucket_arn="arn:aws:s3:::logs"
    )
    plan = record(
        lambda provider: DistributionLogs("shop", args, pulumi.ResourceOptions(provider=provider)), region="eu-west-1"
    )

    assert type_counts(plan) == {
        "aws:cloudwatch/logDeliverySource:LogDeliverySource": 1,
        "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": 1,
        "aws:cloudwatch/logDelivery:LogDelivery": 1,
    }
    assert {resource.region for resource in plan.managed} == {"us-east-1"}
    source = plan.named("aws:cloudwatch/logDeliverySource:LogDeliverySource", "shop")
    assert source.inputs["logType"] == "ACCESS_LOGS"
    assert source.inputs["resourceArn"] == "arn:aws:cloudfront::123456789012:distribution/E1"
    destination = plan.named("aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination", "shop")
    assert destination.inputs["deliveryDestinationConfiguration"] == {"destinationResourceArn": "arn:aws:s3:::logs"}
    delivery = plan.named("aws:cloudwatch/logDelivery:LogDelivery", "shop")
    assert delivery.inputs["deliveryDestinationArn"] == destination.outputs["arn"]
    assert not {"cs(Cookie)", "cs-uri-query"} & set(delivery.inputs["recordFields"])
