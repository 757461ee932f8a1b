"""AWS Shield Advanced."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import shield

from components.arguments import ArgumentError


@dataclass(frozen=True, kw_only=True)
class ProtectedResource:
    """What Shield Advanced protects.

    Attributes:
        arn: a CloudFront distribution, a Global Accelerator accelerator, a load balancer or a hosted zone.
        health_check_id: the Route 53 check that tells whether it still works under attack: detection gets more
            sensitive with it ("Health-based detection using health checks"). None for a hosted zone, which takes none.
    """

    arn: pulumi.Input[str]
    health_check_id: pulumi.Input[str] | None = None


@dataclass(frozen=True, kw_only=True)
class ShieldAdvancedArgs:
    """Arguments of `ShieldAdvanced`.

    Attributes:
        protected: what is protected, by logical name; 1,000 of a kind at most ("AWS Shield Advanced quotas").
        protect: refuses the removal of the subscription, which lasts a year whatever is declared.
    """

    protected: Mapping[str, ProtectedResource]
    protect: bool

    def __post_init__(self) -> None:
        if not self.protected:
            raise ArgumentError("ShieldAdvanced", "protected", {}, "one resource at least: the subscription is dear")


class ShieldAdvanced(pulumi.ComponentResource):
    """The account's subscription and every protection, in one place: the subscription exists once.

    Two things are left out. Shield's own mitigation of application-layer attacks writes rules into the web ACLs, which
    have the anti-DDoS rule group of AWS WAF for that. Proactive engagement needs a telephone number and a support plan
    ("AssociateProactiveEngagementDetails"): both are set up with AWS by whoever answers that telephone.

    Attributes:
        protection_ids: the protections by the names of the arguments.
    """

    protection_ids: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: ShieldAdvancedArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:protection:ShieldAdvanced", name, None, opts)
        subscription = shield.Subscription(
            name,
            auto_renew="ENABLED",
            # The API ends no subscription within its year: removing it here leaves it to AWS Support.
            skip_destroy=True,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        subscribed = pulumi.ResourceOptions(parent=self, depends_on=[subscription])
        self.protection_ids = {}
        for key, resource in args.protected.items():
            protection = shield.Protection(
                f"{name}-{key}", name=f"securecart-{key}", resource_arn=resource.arn, opts=subscribed
            )
            self.protection_ids[key] = protection.id
            if resource.health_check_id is not None:
                shield.ProtectionHealthCheckAssociation(
                    f"{name}-{key}",
                    shield_protection_id=protection.id,
                    health_check_arn=pulumi.Output.concat("arn:aws:route53:::healthcheck/", resource.health_check_id),
                    opts=pulumi.ResourceOptions(parent=self),
                )
        self.register_outputs({"protectionIds": self.protection_ids})
