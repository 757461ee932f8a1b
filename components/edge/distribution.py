"""The CloudFront distribution in front of the shop."""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import cloudfront

from components.edge.delivery_policies import DeliveryPolicies, DeliveryPoliciesArgs
from components.edge.distribution_logs import DistributionLogs, DistributionLogsArgs

PRIMARY_ASSETS: Final = "assets-primary"
REPLICA_ASSETS: Final = "assets-replica"
ASSETS: Final = "assets"
PAGES: Final = "pages"

ASSET_PATHS: Final = ("/images/*", "/scripts/*")
"""What S3 serves: product images and the shop's JavaScript."""
READ_METHODS: Final = ("GET", "HEAD", "OPTIONS")
"""What the shop is asked with: whatever writes goes to `api` and `checkout`. Origin groups know no other methods."""
FAILED: Final = (500, 502, 503, 504)
"""What makes CloudFront turn to the second bucket. What is missing (404) is missing there too: deletions follow."""
CONNECTION_ATTEMPTS: Final = 2
CONNECTION_TIMEOUT: Final = 3
"""Seconds for each attempt: a bucket or Region that cannot be reached is given up after six."""
READ_TIMEOUT: Final = 15
"""Seconds that a Region may take for a page."""
KEEPALIVE_TIMEOUT: Final = 25
"""Seconds that an idle connection is kept: less than the 60 s of an alias record to a load balancer, so that
connections follow when DNS turns to another Region."""


@dataclass(frozen=True, kw_only=True)
class DistributionArgs:
    """Arguments of a `Distribution`.

    Attributes:
        domain: the public domain; the distribution answers for it and for `shop` in it.
        certificate_arn: the ARN of the certificate for both, in us-east-1.
        web_acl_arn: the ARN of the web ACL, of scope CLOUDFRONT.
        primary_assets: the regional domain name of the bucket with images and scripts.
        replica_assets: that of its replica.
        origin_header: the name of the header by which the Regions know CloudFront.
        origin_secret: its value, a secret.
        log_bucket_arn: the ARN of the bucket for access logs, in the EU.
        protect: whether Pulumi refuses to delete it.
    """

    domain: str
    certificate_arn: pulumi.Input[str]
    web_acl_arn: pulumi.Input[str]
    primary_assets: pulumi.Input[str]
    replica_assets: pulumi.Input[str]
    origin_header: str
    origin_secret: pulumi.Input[str]
    log_bucket_arn: pulumi.Input[str]
    protect: bool


class Distribution(pulumi.ComponentResource):
    """Images and scripts from S3, pages and catalogue answers from the nearest healthy Region.

    Pages come from `origin.<domain>`, whose routing tree CloudFront resolves where it asks: that is where Regions fail
    over, for every method. An origin group would do it for reads only, and serves the buckets, which have no DNS of
    ours. `api` and `checkout` are never behind it: geolocation would see the edge in place of the customer.

    Attributes:
        id: the distribution's id.
        arn: its ARN.
        domain_name: the name that CloudFront gave it.
        hosted_zone_id: the hosted zone of that name, for alias records.
    """

    id: pulumi.Output[str]
    arn: pulumi.Output[str]
    domain_name: pulumi.Output[str]
    hosted_zone_id: pulumi.Output[str]

    def __init__(self, name: str, args: DistributionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:edge:Distribution", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        policies = DeliveryPolicies(name, DeliveryPoliciesArgs(domain=args.domain), child)
        access_control = cloudfront.OriginAccessControl(
            name,
            description="Signs the requests to the buckets of images and scripts",
            origin_access_control_origin_type="s3",
            signing_behavior="always",
            signing_protocol="sigv4",
            opts=child,
        )
        distribution = cloudfront.Distribution(
            name,
            comment=f"SecureCart's shop: {args.domain}",
            enabled=True,
            aliases=[args.domain, f"shop.{args.domain}"],
            is_ipv6_enabled=True,
            http_version="http2and3",
            price_class="PriceClass_All",
            web_acl_id=args.web_acl_arn,
            origins=[
                _bucket_origin(PRIMARY_ASSETS, args.primary_assets, access_control),
                _bucket_origin(REPLICA_ASSETS, args.replica_assets, access_control),
                _page_origin(args),
            ],
            origin_groups=[
                {
                    "origin_id": ASSETS,
                    "failover_criteria": {"status_codes": list(FAILED)},
                    "members": [{"origin_id": PRIMARY_ASSETS}, {"origin_id": REPLICA_ASSETS}],
                }
            ],
            default_cache_behavior={
                "target_origin_id": PAGES,
                "viewer_protocol_policy": "redirect-to-https",
                "allowed_methods": list(READ_METHODS),
                "cached_methods": list(READ_METHODS),
                "compress": True,
                "cache_policy_id": policies.page_cache_policy_id,
                "origin_request_policy_id": policies.page_request_policy_id,
                "response_headers_policy_id": policies.response_headers_policy_id,
            },
            ordered_cache_behaviors=[
                {
                    "path_pattern": path,
                    "target_origin_id": ASSETS,
                    "viewer_protocol_policy": "redirect-to-https",
                    "allowed_methods": list(READ_METHODS),
                    "cached_methods": list(READ_METHODS),
                    "compress": True,
                    "cache_policy_id": policies.asset_cache_policy_id,
                    "response_headers_policy_id": policies.response_headers_policy_id,
                }
                for path in ASSET_PATHS
            ],
            # An error is not kept (ten seconds by default): the next request may find another Region.
            custom_error_responses=[{"error_code": code, "error_caching_min_ttl": 0} for code in FAILED],
            restrictions={"geo_restriction": {"restriction_type": "none"}},
            viewer_certificate={
                "acm_certificate_arn": args.certificate_arn,
                "ssl_support_method": "sni-only",
                "minimum_protocol_version": "TLSv1.2_2025",
            },
            tags={"Name": name},
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        cloudfront.MonitoringSubscription(
            name,
            distribution_id=distribution.id,
            monitoring_subscription={
                "realtime_metrics_subscription_config": {"realtime_metrics_subscription_status": "Enabled"}
            },
            opts=child,
        )
        DistributionLogs(
            name,
            DistributionLogsArgs(distribution_arn=distribution.arn, log_bucket_arn=args.log_bucket_arn),
            child,
        )
        self.id = distribution.id
        self.arn = distribution.arn
        self.domain_name = distribution.domain_name
        self.hosted_zone_id = distribution.hosted_zone_id
        self.register_outputs(
            {
                "id": self.id,
                "arn": self.arn,
                "domainName": self.domain_name,
                "hostedZoneId": self.hosted_zone_id,
            }
        )


def _bucket_origin(
    origin_id: str, domain_name: pulumi.Input[str], access_control: cloudfront.OriginAccessControl
) -> cloudfront.DistributionOriginArgsDict:
    return {
        "origin_id": origin_id,
        "domain_name": domain_name,
        "origin_access_control_id": access_control.id,
        "connection_attempts": CONNECTION_ATTEMPTS,
        "connection_timeout": CONNECTION_TIMEOUT,
    }


def _page_origin(args: DistributionArgs) -> cloudfront.DistributionOriginArgsDict:
    return {
        "origin_id": PAGES,
        "domain_name": f"origin.{args.domain}",
        "connection_attempts": CONNECTION_ATTEMPTS,
        "connection_timeout": CONNECTION_TIMEOUT,
        "custom_headers": [{"name": args.origin_header, "value": args.origin_secret}],
        "custom_origin_config": {
            "http_port": 80,
            "https_port": 443,
            "origin_protocol_policy": "https-only",
            "origin_ssl_protocols": ["TLSv1.2"],
            "origin_read_timeout": READ_TIMEOUT,
            "origin_keepalive_timeout": KEEPALIVE_TIMEOUT,
        },
    }
