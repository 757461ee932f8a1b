"""What residents of the EU are answered when no Region in the EU can serve them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import apigateway, cloudwatch, iam

from components.arguments import ArgumentError
from components.routing.alias_target import AliasTarget
from components.routing.certificate import Certificate, CertificateArgs
from components.routing.unavailable_page import API_PAGE, CHECKOUT_PAGE, Page, unavailable_api
from securecart.settings.geography import EU_REGIONS
from securecart.settings.services import Surface

PAGES: Final[Mapping[Surface, Page]] = {Surface.API: API_PAGE, Surface.CHECKOUT: CHECKOUT_PAGE}
STAGE: Final = "live"
REQUESTS_PER_SECOND: Final = 2_000
"""Requests that each page answers before it throttles, which is answered with the same page. It leaves the most part of
the account's 10,000 to others ("Amazon API Gateway quotas")."""
BURST: Final = 1_000
ACCESS_LOG: Final = {
    "requestId": "$context.requestId",
    "requestTime": "$context.requestTime",
    "domain": "$context.domainName",
    "method": "$context.httpMethod",
    "path": "$context.path",
    "status": "$context.status",
    "userAgent": "$context.identity.userAgent",
}
"""What is written of each request: no address, since nothing is decided by it."""
LOG_POLICY_ARN: Final = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"


@dataclass(frozen=True, kw_only=True)
class LastResortArgs:
    """Arguments of `LastResort`.

    Attributes:
        region: a Region in the EU, not that of the stack that declares it.
        domain: the public domain.
        hosted_zone_id: the public hosted zone of the domain.
        log_retention_days: how long access logs are kept, in days.
    """

    region: str
    domain: str
    hosted_zone_id: pulumi.Input[str]
    log_retention_days: int

    def __post_init__(self) -> None:
        if self.region not in EU_REGIONS:
            raise ArgumentError("LastResort", "region", self.region, ", ".join(sorted(EU_REGIONS)))


class LastResort(pulumi.ComponentResource):
    """A page for `api` and one for `checkout` that answer 503 over HTTPS, in a second Region of the EU.

    Two Regional REST APIs with mock integrations: nothing runs and nothing is paid for until they are asked. (HTTP APIs
    have no mock integration, S3 websites no HTTPS, and a load balancer would need a VPC there.) They have custom domain
    names, so that an alias record can lead to them.

    It owns API Gateway's account settings in that Region, which logging needs: one stack of the fleet declares it.

    Attributes:
        hosts: where the pages stand, by surface.
    """

    hosts: Mapping[Surface, AliasTarget]

    def __init__(self, name: str, args: LastResortArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:routing:LastResort", name, None, opts)
        self._name = name
        self._args = args
        certificate = Certificate(
            name,
            CertificateArgs(
                names=tuple(self._host(surface) for surface in PAGES),
                region=args.region,
                hosted_zone_id=args.hosted_zone_id,
            ),
            pulumi.ResourceOptions(parent=self),
        )
        account = self._account()
        self.hosts = {surface: self._page(surface, page, certificate, account) for surface, page in PAGES.items()}
        self.register_outputs(
            {
                "hosts": {
                    surface.value: {"dnsName": t.dns_name, "zoneId": t.zone_id} for surface, t in self.hosts.items()
                }
            }
        )

    def _host(self, surface: Surface) -> str:
        return f"{surface.value}.{self._args.domain}"

    def _account(self) -> apigateway.Account:
        role = iam.Role(
            f"{self._name}-logs",
            description=f"Lets API Gateway in {self._args.region} write logs",
            assume_role_policy=json.dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"Service": "apigateway.amazonaws.com"},
                            "Action": "sts:AssumeRole",
                        }
                    ],
                }
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        attachment = iam.RolePolicyAttachment(
            f"{self._name}-logs",
            role=role.name,
            policy_arn=LOG_POLICY_ARN,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return apigateway.Account(
            self._name,
            region=self._args.region,
            cloudwatch_role_arn=role.arn,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[attachment]),
        )

    def _page(self, surface: Surface, page: Page, certificate: Certificate, account: apigateway.Account) -> AliasTarget:
        name = f"{self._name}-{surface.value}"
        region = self._args.region
        child = pulumi.ResourceOptions(parent=self)
        definition = json.dumps(unavailable_api(page), sort_keys=True)
        api = apigateway.RestApi(
            name,
            region=region,
            description=f"Answers 503 for {self._host(surface)} when no Region in the EU can serve it",
            body=definition,
            fail_on_warnings=True,
            endpoint_configuration={"types": "REGIONAL"},
            disable_execute_api_endpoint=True,
            opts=child,
        )
        deployment = apigateway.Deployment(
            name,
            region=region,
            rest_api=api.id,
            triggers={"definition": hashlib.sha256(definition.encode()).hexdigest()},
            opts=child,
        )
        logs = cloudwatch.LogGroup(name, region=region, retention_in_days=self._args.log_retention_days, opts=child)
        stage = apigateway.Stage(
            name,
            region=region,
            rest_api=api.id,
            deployment=deployment.id,
            stage_name=STAGE,
            access_log_settings={"destination_arn": logs.arn, "format": json.dumps(ACCESS_LOG)},
            opts=pulumi.ResourceOptions(parent=self, depends_on=[account]),
        )
        apigateway.MethodSettings(
            name,
            region=region,
            rest_api=api.id,
            stage_name=stage.stage_name,
            method_path="*/*",
            settings={
                "metrics_enabled": True,
                "logging_level": "ERROR",
                "data_trace_enabled": False,
                "throttling_rate_limit": REQUESTS_PER_SECOND,
                "throttling_burst_limit": BURST,
            },
            opts=child,
        )
        domain_name = apigateway.DomainName(
            name,
            region=region,
            domain_name=self._host(surface),
            regional_certificate_arn=certificate.arn,
            endpoint_configuration={"types": "REGIONAL"},
            security_policy="TLS_1_2",
            opts=child,
        )
        apigateway.BasePathMapping(
            name,
            region=region,
            rest_api=api.id,
            stage_name=stage.stage_name,
            domain_name=domain_name.domain_name,
            opts=child,
        )
        return AliasTarget(dns_name=domain_name.regional_domain_name, zone_id=domain_name.regional_zone_id)
