import pulumi

from components.compute.release import IDLE_SECONDS
from components.edge.distribution import KEEPALIVE_TIMEOUT, Distribution, DistributionArgs
from securecart.plan.model import StackPlan
from tests.support import record, type_counts

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"


def plan() -> StackPlan:
    def program(provider: pulumi.ProviderResource) -> None:
        args = DistributionArgs(
            domain="example.com",
            certificate_arn="arn:aws:acm:us-east-1:123456789012:certificate/c1",
            web_acl_arn="arn:aws:wafv2:us-east-1:123456789012:global/webacl/edge/w1",
            primary_assets="primary.s3.us-east-1.amazonaws.com",
            replica_assets="replica.s3.us-west-2.amazonaws.com",
            origin_header="X-Origin",
            origin_secret=pulumi.Output.secret("secret"),
            log_bucket_arn="arn:aws:s3:::logs",
            protect=True,
        )
        Distribution("shop", args, pulumi.ResourceOptions(provider=provider))

    return record(program)


def test_what_it_makes() -> None:
    assert type_counts(plan()) == {
        DISTRIBUTION: 1,
        "aws:cloudfront/cachePolicy:CachePolicy": 2,
        "aws:cloudfront/originRequestPolicy:OriginRequestPolicy": 1,
        "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": 1,
        "aws:cloudfront/originAccessControl:OriginAccessControl": 1,
        "aws:cloudfront/monitoringSubscription:MonitoringSubscription": 1,
        "aws:cloudwatch/logDeliverySource:LogDeliverySource": 1,
        "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": 1,
        "aws:cloudwatch/logDelivery:LogDelivery": 1,
    }


def test_the_shop_is_served_over_current_protocols_behind_a_web_acl() -> None:
    distribution = plan().named(DISTRIBUTION, "shop")

    assert distribution.protect
    assert distribution.inputs["aliases"] == ["example.com", "shop.example.com"]
    assert distribution.inputs["httpVersion"] == "http2and3"
    assert distribution.inputs["isIpv6Enabled"] is True
    assert distribution.inputs["webAclId"] == "arn:aws:wafv2:us-east-1:123456789012:global/webacl/edge/w1"
    assert distribution.inputs["viewerCertificate"] == {
        "acmCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/c1",
        "sslSupportMethod": "sni-only",
        "minimumProtocolVersion": "TLSv1.2_2025",
    }


def test_images_and_scripts_come_from_two_buckets() -> None:
    recorded = plan()

    inputs = recorded.named(DISTRIBUTION, "shop").inputs
    access = recorded.named("aws:cloudfront/originAccessControl:OriginAccessControl", "shop")
    (group,) = inputs["originGroups"]
    members = [member["originId"] for member in group["members"]]
    origins = {origin["originId"]: origin for origin in inputs["origins"]}
    assert [origins[member]["domainName"] for member in members] == [
        "primary.s3.us-east-1.amazonaws.com",
        "replica.s3.us-west-2.amazonaws.com",
    ]
    assert {origins[member]["originAccessControlId"] for member in members} == {access.id}
    assert group["failoverCriteria"] == {"statusCodes": [500, 502, 503, 504]}
    behaviours = inputs["orderedCacheBehaviors"]
    assert [behaviour["pathPattern"] for behaviour in behaviours] == ["/images/*", "/scripts/*"]
    assert {behaviour["targetOriginId"] for behaviour in behaviours} == {group["originId"]}


def test_pages_come_from_the_nearest_healthy_region_by_a_secret_header() -> None:
    recorded = plan()

    distribution = recorded.named(DISTRIBUTION, "shop")
    position, pages = next(
        (i, origin) for i, origin in enumerate(distribution.inputs["origins"]) if origin["originId"] == "pages"
    )
    assert pages == {
        "originId": "pages",
        "domainName": "origin.example.com",
        "connectionAttempts": 2,
        "connectionTimeout": 3,
        "customHeaders": [{"name": "X-Origin", "value": "[secret]"}],
        "customOriginConfig": {
            "httpPort": 80,
            "httpsPort": 443,
            "originProtocolPolicy": "https-only",
            "originSslProtocols": ["TLSv1.2"],
            "originReadTimeout": 15,
            "originKeepaliveTimeout": 25,
        },
    }
    assert f"origins[{position}].customHeaders[0].value" in distribution.secret_inputs
    default = distribution.inputs["defaultCacheBehavior"]
    assert default["targetOriginId"] == "pages"
    assert default["allowedMethods"] == ["GET", "HEAD", "OPTIONS"]
    assert default["viewerProtocolPolicy"] == "redirect-to-https"
    assert default["originRequestPolicyId"] == (
        recorded.named("aws:cloudfront/originRequestPolicy:OriginRequestPolicy", "shop-pages").id
    )


def test_errors_are_not_kept() -> None:
    inputs = plan().named(DISTRIBUTION, "shop").inputs

    assert inputs["customErrorResponses"] == [
        {"errorCode": code, "errorCachingMinTtl": 0} for code in (500, 502, 503, 504)
    ]


def test_cloudfront_lets_go_of_a_connection_before_the_load_balancer_does() -> None:
    # Otherwise a request is now and then sent over a connection that has just been closed.
    assert KEEPALIVE_TIMEOUT < IDLE_SECONDS
