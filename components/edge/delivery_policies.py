"""What CloudFront keeps, passes on and adds."""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import cloudfront

DAY: Final = 86_400
YEAR: Final = 31_536_000
FORWARDED_HEADERS: Final = ("Accept", "Accept-Language", "CloudFront-Viewer-Country", "Referer", "User-Agent")
"""What pages may look at. Not `Host`, so that the origin is asked for by its own name, which its certificate holds; not
`Authorization`, which CloudFront takes off whatever it may cache."""


@dataclass(frozen=True, kw_only=True)
class DeliveryPoliciesArgs:
    """Arguments of `DeliveryPolicies`.

    Attributes:
        domain: the public domain, whose `api` and `checkout` the shop's scripts may call.
    """

    domain: str


class DeliveryPolicies(pulumi.ComponentResource):
    """The cache, origin request and response header policies of the distribution.

    Pages are anonymous: no cookie is part of a key or reaches a Region, so that none can be answered with another
    customer's page. The managed request policies all forward cookies, hence one of our own.

    Attributes:
        asset_cache_policy_id: for images and scripts, whose names change with their content: kept for a year at most.
        page_cache_policy_id: for pages: kept only as long as the application says.
        page_request_policy_id: what of a request reaches the application.
        response_headers_policy_id: what browsers are told to refuse.
    """

    asset_cache_policy_id: pulumi.Output[str]
    page_cache_policy_id: pulumi.Output[str]
    page_request_policy_id: pulumi.Output[str]
    response_headers_policy_id: pulumi.Output[str]

    def __init__(self, name: str, args: DeliveryPoliciesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:edge:DeliveryPolicies", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.asset_cache_policy_id = cloudfront.CachePolicy(
            f"{name}-assets",
            comment="Images and scripts: their names change with their content",
            min_ttl=0,
            default_ttl=DAY,
            max_ttl=YEAR,
            parameters_in_cache_key_and_forwarded_to_origin={
                "cookies_config": {"cookie_behavior": "none"},
                "headers_config": {"header_behavior": "none"},
                "query_strings_config": {"query_string_behavior": "none"},
                "enable_accept_encoding_brotli": True,
                "enable_accept_encoding_gzip": True,
            },
            opts=child,
        ).id
        self.page_cache_policy_id = cloudfront.CachePolicy(
            f"{name}-pages",
            comment="Pages and catalogue answers: as long as the application says, by default not at all",
            min_ttl=0,
            default_ttl=0,
            max_ttl=DAY,
            parameters_in_cache_key_and_forwarded_to_origin={
                "cookies_config": {"cookie_behavior": "none"},
                "headers_config": {"header_behavior": "none"},
                "query_strings_config": {"query_string_behavior": "all"},
                "enable_accept_encoding_brotli": True,
                "enable_accept_encoding_gzip": True,
            },
            opts=child,
        ).id
        self.page_request_policy_id = cloudfront.OriginRequestPolicy(
            f"{name}-pages",
            comment="Anonymous pages: no cookie, no host, no authorization",
            cookies_config={"cookie_behavior": "none"},
            headers_config={"header_behavior": "whitelist", "headers": {"items": list(FORWARDED_HEADERS)}},
            query_strings_config={"query_string_behavior": "all"},
            opts=child,
        ).id
        self.response_headers_policy_id = cloudfront.ResponseHeadersPolicy(
            name,
            comment="What browsers are told to refuse",
            security_headers_config={
                "strict_transport_security": {
                    "access_control_max_age_sec": YEAR,
                    "include_subdomains": True,
                    "override": True,
                },
                "content_type_options": {"override": True},
                "frame_options": {"frame_option": "DENY", "override": True},
                "referrer_policy": {"referrer_policy": "strict-origin-when-cross-origin", "override": False},
                "content_security_policy": {
                    "content_security_policy": content_security_policy(args.domain),
                    # A page may be stricter, with nonces for instance.
                    "override": False,
                },
            },
            custom_headers_config={
                "items": [
                    {
                        "header": "Permissions-Policy",
                        "value": "camera=(), geolocation=(), microphone=()",
                        "override": False,
                    }
                ]
            },
            remove_headers_config={"items": [{"header": "Server"}, {"header": "X-Powered-By"}]},
            opts=child,
        ).id
        self.register_outputs(
            {
                "assetCachePolicyId": self.asset_cache_policy_id,
                "pageCachePolicyId": self.page_cache_policy_id,
                "pageRequestPolicyId": self.page_request_policy_id,
                "responseHeadersPolicyId": self.response_headers_policy_id,
            }
        )


def content_security_policy(domain: str) -> str:
    """What a page may load and call: the shop itself, and the two names that are never behind CloudFront."""
    directives = {
        "default-src": "'self'",
        "connect-src": f"'self' https://api.{domain} https://checkout.{domain}",
        "form-action": f"'self' https://checkout.{domain}",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{directive} {sources}" for directive, sources in directives.items())
