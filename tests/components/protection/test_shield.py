import pulumi
import pytest

from components.arguments import ArgumentError
from components.protection.shield import ProtectedResource, ShieldAdvanced, ShieldAdvancedArgs
from securecart.plan.model import StackPlan
from tests.support import record, type_counts

ZONE = "arn:aws:route53:::hostedzone/Z1"
ACCELERATOR = "arn:aws:globalaccelerator::123456789012:accelerator/a"


@pytest.fixture(scope="module")
def plan() -> StackPlan:
    def program(provider: pulumi.ProviderResource) -> None:
        ShieldAdvanced(
            "shield",
            ShieldAdvancedArgs(
                protected={
                    "zone": ProtectedResource(arn=ZONE),
                    "world": ProtectedResource(arn=ACCELERATOR, health_check_id="check-1"),
                },
                protect=True,
            ),
            pulumi.ResourceOptions(provider=provider),
        )

    return record(program)


def test_subscribes_once_and_protects_each_resource(plan: StackPlan) -> None:
    assert type_counts(plan) == {
        "aws:shield/protection:Protection": 2,
        "aws:shield/protectionHealthCheckAssociation:ProtectionHealthCheckAssociation": 1,
        "aws:shield/subscription:Subscription": 1,
    }
    subscription = plan.named("aws:shield/subscription:Subscription", "shield")
    assert subscription.inputs == {"autoRenew": "ENABLED", "skipDestroy": True}
    assert subscription.protect
    for name, arn in (("shield-zone", ZONE), ("shield-world", ACCELERATOR)):
        protection = plan.named("aws:shield/protection:Protection", name)
        assert protection.inputs["resourceArn"] == arn
        assert subscription.urn in protection.dependencies


def test_detection_knows_whether_the_resource_is_healthy(plan: StackPlan) -> None:
    (association,) = plan.of_type("aws:shield/protectionHealthCheckAssociation:ProtectionHealthCheckAssociation")
    protection = plan.named("aws:shield/protection:Protection", "shield-world")
    assert association.inputs == {
        "healthCheckArn": "arn:aws:route53:::healthcheck/check-1",
        "shieldProtectionId": protection.id,
    }


def test_refuses_to_subscribe_for_nothing() -> None:
    with pytest.raises(ArgumentError, match="ShieldAdvanced: protected"):
        ShieldAdvancedArgs(protected={}, protect=True)
