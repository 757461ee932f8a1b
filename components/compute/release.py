"""One release of the application: a load balancer and the services behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import ec2, lb, vpc, wafv2

from components.arguments import ArgumentError
from components.compute.listener_rules import ListenerRule, ListenerRuleError, listener_rules
from components.compute.service import Service, ServiceArgs, ServiceEnvironment, ServiceRoles, ServiceTarget
from securecart.settings import names
from securecart.settings.services import ReleaseSettings, ServiceSettings, Surface

TLS_POLICY: Final = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
"""TLS 1.3 and 1.2, authenticated encryption and forward secrecy only, post-quantum key exchange where the client has it
("Security policies for your Application Load Balancer")."""
CLIENT_KEEP_ALIVE_SECONDS: Final = 60
"""How long a client may keep a connection, in seconds; the shortest. A client that keeps one for the default hour would
not notice for an hour that Route 53 answers with another Region."""
IDLE_SECONDS: Final = 30
"""How long a connection may be silent, in seconds."""
DEREGISTRATION_SECONDS: Final = 30
"""How long a target that leaves may finish its requests, in seconds."""
LONGEST_NAME: Final = 32 - len("-1a2b3c4")
"""Characters of the logical name of a load balancer or target group: 32 in all, of which Pulumi adds eight."""
MOST_SECRETS: Final = 2
"""Values of the secret header: the current one and the one before."""


@dataclass(frozen=True, kw_only=True)
class ReleaseArgs:
    """What `Release` is made of.

    Attributes:
        release: the release.
        settings: its images and its share of the traffic.
        services: the services.
        environment: where they run.
        roles: the roles of each service's tasks.
        public_subnet_ids: the subnets of the load balancer, one a zone.
        certificate_arn: the Region's certificate, validated.
        web_acl_arn: the Region's web ACL.
        log_bucket_name: the bucket of access, connection and health check logs, of the same Region, known once load
            balancers may write there (`LogBucket.name`).
        health_token: the last part of every health path, a secret.
        origin_header: the header that CloudFront adds.
        origin_secrets: its values, one or two: secrets.
        protect: refuses the deletion of a load balancer that customers are sent to.
    """

    release: str
    settings: ReleaseSettings
    services: Mapping[str, ServiceSettings]
    environment: ServiceEnvironment
    roles: Mapping[str, ServiceRoles]
    public_subnet_ids: Sequence[pulumi.Input[str]]
    certificate_arn: pulumi.Input[str]
    web_acl_arn: pulumi.Input[str]
    log_bucket_name: pulumi.Input[str]
    health_token: pulumi.Input[str]
    origin_header: str
    origin_secrets: Sequence[pulumi.Input[str]]
    protect: bool

    def __post_init__(self) -> None:
        if not 1 <= len(self.origin_secrets) <= MOST_SECRETS:
            raise ArgumentError("Release", "origin_secrets", f"{len(self.origin_secrets)} values", "one or two")
        if set(self.roles) != set(self.services):
            raise ArgumentError("Release", "roles", sorted(self.roles), ", ".join(sorted(self.services)))
        for service in self.services:
            longest = f"{self.release}-{service}"
            if len(longest) > LONGEST_NAME:
                raise ArgumentError("Release", "release", longest, f"{LONGEST_NAME} characters at most, with a service")
        try:
            self.rules()
        except ListenerRuleError as error:
            raise ArgumentError("Release", "services", str(error), "routes that one load balancer can have") from error

    def rules(self) -> tuple[ListenerRule, ...]:
        """The rules of the HTTPS listener."""
        return listener_rules(self.services)


class Release(pulumi.ComponentResource):
    """A load balancer, its rules, target groups and services: whatever moves traffic moves it between releases.

    The load balancer is on the internet: Global Accelerator keeps client addresses, and Route 53's checkers come from
    their own. The web ACL and the rules guard it. A request is answered for a host that customers use; for `origin`
    only with the secret header, which comes from CloudFront; anything else is not found. A service's exact health path
    is answered first and whatever the host. Records that lead here depend on the whole release, so that it is guarded
    and serves before they do.

    The load balancer is protected while the release has weight: taking the weight away and then the release are two
    steps. A release without weight has no workers either: all releases share the Region's queue, and it would take real
    orders.

    Load balancer and target groups are called after the release and not after the component: their names are short.

    Attributes:
        load_balancer_arn: the load balancer, for an accelerator's endpoint group.
        load_balancer_arn_suffix: the load balancer, as its metrics name it.
        load_balancer_dns_name: what alias records point to.
        load_balancer_zone_id: the hosted zone of that name.
        target_group_arn_suffixes: the target group of each service with routes, as its metrics name it.
        service_names: the ECS service of each service.
        log_group_names: the log group of each service.
    """

    load_balancer_arn: pulumi.Output[str]
    load_balancer_arn_suffix: pulumi.Output[str]
    load_balancer_dns_name: pulumi.Output[str]
    load_balancer_zone_id: pulumi.Output[str]
    target_group_arn_suffixes: dict[str, pulumi.Output[str]]
    service_names: dict[str, pulumi.Output[str]]
    log_group_names: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: ReleaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:compute:Release", name, None, opts)
        self._name = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)

        self._security_group = self._make_security_group()
        self._load_balancer = self._make_load_balancer()
        listener = self._make_listeners()
        self._associate_web_acl(listener)
        target_groups = {
            service: self._make_target_group(service, settings)
            for service, settings in args.services.items()
            if settings.routes
        }
        rules: dict[str, list[lb.ListenerRule]] = {service: [] for service in target_groups}
        for rule in args.rules():
            rules[rule.service].append(self._make_rule(rule, listener, target_groups[rule.service]))
        services = {
            service: self._make_service(service, target_groups.get(service), rules.get(service, []))
            for service, settings in args.services.items()
            if settings.routes or args.settings.weight
        }

        self.load_balancer_arn = self._load_balancer.arn
        self.load_balancer_arn_suffix = self._load_balancer.arn_suffix
        self.load_balancer_dns_name = self._load_balancer.dns_name
        self.load_balancer_zone_id = self._load_balancer.zone_id
        self.target_group_arn_suffixes = {service: group.arn_suffix for service, group in target_groups.items()}
        self.service_names = {name: service.service_name for name, service in services.items()}
        self.log_group_names = {name: service.log_group_name for name, service in services.items()}
        self.register_outputs(
            {
                "load_balancer_arn": self.load_balancer_arn,
                "load_balancer_arn_suffix": self.load_balancer_arn_suffix,
                "load_balancer_dns_name": self.load_balancer_dns_name,
                "load_balancer_zone_id": self.load_balancer_zone_id,
                "target_group_arn_suffixes": self.target_group_arn_suffixes,
                "service_names": self.service_names,
                "log_group_names": self.log_group_names,
            }
        )

    def _make_security_group(self) -> ec2.SecurityGroup:
        group = ec2.SecurityGroup(
            self._name,
            vpc_id=self._args.environment.vpc_id,
            description=f"The load balancer of release {self._args.release}",
            tags={"Name": self._name},
            opts=self._child,
        )
        for scheme, port in (("https", 443), ("http", 80)):
            vpc.SecurityGroupIngressRule(
                f"{self._name}-{scheme}",
                security_group_id=group.id,
                description="Customers, CloudFront and health checkers; the web ACL tells them apart",
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                cidr_ipv4="0.0.0.0/0",
                opts=self._child,
            )
        return group

    def _make_load_balancer(self) -> lb.LoadBalancer:
        args = self._args
        protect = args.protect and args.settings.weight > 0
        return lb.LoadBalancer(
            args.release,
            load_balancer_type="application",
            internal=False,
            ip_address_type="ipv4",
            subnets=args.public_subnet_ids,
            security_groups=[self._security_group.id],
            enable_deletion_protection=protect,
            enable_zonal_shift=True,
            client_keep_alive=CLIENT_KEEP_ALIVE_SECONDS,
            idle_timeout=IDLE_SECONDS,
            drop_invalid_header_fields=True,
            desync_mitigation_mode="defensive",
            # A request that the web ACL cannot judge is refused: it keeps residents of the EU out of other Regions.
            enable_waf_fail_open=False,
            access_logs={"bucket": args.log_bucket_name, "prefix": "access", "enabled": True},
            connection_logs={"bucket": args.log_bucket_name, "prefix": "connections", "enabled": True},
            health_check_logs={"bucket": args.log_bucket_name, "prefix": "health-checks", "enabled": True},
            tags={"Name": self._name, "Release": args.release},
            opts=pulumi.ResourceOptions(parent=self, protect=protect),
        )

    def _make_listeners(self) -> lb.Listener:
        """Both listeners; returns that of HTTPS."""
        lb.Listener(
            f"{self._name}-http",
            load_balancer_arn=self._load_balancer.arn,
            port=80,
            protocol="HTTP",
            default_actions=[
                {"type": "redirect", "redirect": {"protocol": "HTTPS", "port": "443", "status_code": "HTTP_301"}}
            ],
            opts=self._child,
        )
        return lb.Listener(
            f"{self._name}-https",
            load_balancer_arn=self._load_balancer.arn,
            port=443,
            protocol="HTTPS",
            ssl_policy=TLS_POLICY,
            certificate_arn=self._args.certificate_arn,
            routing_http_response_server_enabled=False,
            routing_http_response_strict_transport_security_header_value="max-age=63072000; includeSubDomains",
            routing_http_response_x_content_type_options_header_value="nosniff",
            default_actions=[
                {
                    "type": "fixed-response",
                    "fixed_response": {"status_code": "404", "content_type": "text/plain", "message_body": "Not found"},
                }
            ],
            opts=self._child,
        )

    def _associate_web_acl(self, listener: lb.Listener) -> None:
        wafv2.WebAclAssociation(
            self._name,
            resource_arn=self._load_balancer.arn,
            web_acl_arn=self._args.web_acl_arn,
            opts=pulumi.ResourceOptions(
                parent=self,
                # WAF does not find a load balancer that is still being made (WAFUnavailableEntityException).
                depends_on=[listener],
                custom_timeouts=pulumi.CustomTimeouts(create="30m"),
            ),
        )

    def _make_target_group(self, service: str, settings: ServiceSettings) -> lb.TargetGroup:
        """A target group whose targets are taken out by what they answer, not by their checks alone.

        The anomaly mitigation of `weighted_random` sends less to a target that answers with errors although it passes
        its checks, and does so across zones. Least outstanding requests would send more to one that fails fast. Cross-
        zone balancing is on, so that each task gets the same share wherever it runs; a zonal shift still takes a zone
        out ("Zonal shift for your Application Load Balancer").
        """
        return lb.TargetGroup(
            f"{self._args.release}-{service}",
            target_type="ip",
            protocol="HTTP",
            port=settings.port,
            vpc_id=self._args.environment.vpc_id,
            deregistration_delay=DEREGISTRATION_SECONDS,
            load_balancing_algorithm_type="weighted_random",
            load_balancing_anomaly_mitigation="on",
            load_balancing_cross_zone_enabled="true",
            health_check={
                "path": self._health_path(service),
                "protocol": "HTTP",
                "port": "traffic-port",
                "matcher": "200",
                # Seconds. A task that fails is out after 20, one that recovers back after 20.
                "interval": 10,
                "timeout": 5,
                "healthy_threshold": 2,
                "unhealthy_threshold": 2,
            },
            tags={"Name": f"{self._name}-{service}", "Release": self._args.release, "Service": service},
            opts=self._child,
        )

    def _make_rule(self, rule: ListenerRule, listener: lb.Listener, target: lb.TargetGroup) -> lb.ListenerRule:
        return lb.ListenerRule(
            f"{self._name}-{rule.slug}",
            listener_arn=listener.arn,
            priority=rule.priority,
            conditions=self._conditions(rule),
            actions=[{"type": "forward", "target_group_arn": target.arn}],
            tags={"Name": rule.slug},
            opts=self._child,
        )

    def _conditions(self, rule: ListenerRule) -> list[lb.ListenerRuleConditionArgsDict]:
        if rule.surface is None or rule.path is None:
            return [{"path_pattern": {"values": [self._health_path(rule.service)]}}]
        host = f"{rule.surface.value}.{self._args.environment.domain}"
        conditions: list[lb.ListenerRuleConditionArgsDict] = [
            {"host_header": {"values": [host]}},
            {"path_pattern": {"values": [rule.path]}},
        ]
        if rule.surface is Surface.ORIGIN:
            conditions.append(
                {"http_header": {"http_header_name": self._args.origin_header, "values": self._args.origin_secrets}}
            )
        return conditions

    def _health_path(self, service: str) -> pulumi.Output[str]:
        return pulumi.Output.from_input(self._args.health_token).apply(lambda token: names.health_path(service, token))

    def _make_service(
        self, service: str, target_group: lb.TargetGroup | None, rules: Sequence[lb.ListenerRule]
    ) -> Service:
        args = self._args
        target = None
        if target_group:
            target = ServiceTarget(
                load_balancer_arn_suffix=self._load_balancer.arn_suffix,
                load_balancer_security_group_id=self._security_group.id,
                target_group_arn=target_group.arn,
                target_group_arn_suffix=target_group.arn_suffix,
                listener_rules=rules,
            )
        return Service(
            f"{self._name}-{service}",
            ServiceArgs(
                service=service,
                settings=args.services[service],
                release=args.release,
                image_tag=args.settings.image_tag,
                environment=args.environment,
                roles=args.roles[service],
                target=target,
            ),
            self._child,
        )
