import json
from typing import Any

import pulumi
import pytest

from components.arguments import ArgumentError
from components.observability.canary import Canary, CanaryArgs
from securecart.plan.model import StackPlan
from tests.support import ACCOUNT, record, type_counts


def arguments(**changes: Any) -> CanaryArgs:
    values: dict[str, Any] = {
        "region": "us-west-2",
        "account_id": ACCOUNT,
        "topic_arn": f"arn:aws:sns:us-west-2:{ACCOUNT}:alarms",
        "shop_url": "https://shop.securecart.example/",
        "api_url": "https://api.securecart.example/health/account/t",
        "checkout_url": "https://checkout.securecart.example/health/checkout/t",
        "protect": True,
    }
    return CanaryArgs(**{**values, **changes})


@pytest.fixture(scope="module")
def plan() -> StackPlan:
    def program(provider: pulumi.ProviderResource) -> None:
        secret = pulumi.Output.secret("https://api.securecart.example/health/account/t")
        Canary("canary", arguments(api_url=secret), pulumi.ResourceOptions(provider=provider))

    return record(program, region="us-west-2", stack="us-west-2")


def test_declares_a_canary_its_role_its_bucket_and_an_alarm(plan: StackPlan) -> None:
    assert type_counts(plan) == {
        "aws:cloudwatch/metricAlarm:MetricAlarm": 1,
        "aws:iam/role:Role": 1,
        "aws:iam/rolePolicy:RolePolicy": 1,
        "aws:s3/bucket:Bucket": 1,
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": 1,
        "aws:s3/bucketObjectv2:BucketObjectv2": 1,
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls": 1,
        "aws:s3/bucketPolicy:BucketPolicy": 1,
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": 1,
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": 1,
        "aws:s3/bucketVersioning:BucketVersioning": 1,
        "aws:synthetics/canary:Canary": 1,
    }


def test_visits_every_five_minutes_and_runs_the_newest_script(plan: StackPlan) -> None:
    canary = plan.named("aws:synthetics/canary:Canary", "canary")
    assert canary.inputs["schedule"] == {"expression": "rate(5 minutes)"}
    assert canary.inputs["startCanary"] is True
    (origin,) = plan.origins(canary.inputs["s3Version"])
    assert origin.property == "versionId"


def test_keeps_the_health_token_secret(plan: StackPlan) -> None:
    canary = plan.named("aws:synthetics/canary:Canary", "canary")
    assert any("API_URL" in path or path.startswith("runConfig") for path in canary.secret_inputs)
    assert "health/account" not in json.dumps(dict(canary.inputs), default=str)


def test_may_write_its_own_results_and_nothing_else(plan: StackPlan) -> None:
    policy = json.loads(plan.named("aws:iam/rolePolicy:RolePolicy", "canary").inputs["policy"])
    by_sid = {statement["Sid"]: statement for statement in policy["Statement"]}
    assert by_sid["WriteResults"]["Resource"].endswith("/results/*")
    assert by_sid["PublishResults"]["Condition"] == {"StringEquals": {"cloudwatch:namespace": "CloudWatchSynthetics"}}
    unbounded = {sid for sid, statement in by_sid.items() if statement["Resource"] == "*"}
    assert unbounded == {"ListBuckets", "PublishResults"}


def test_a_canary_that_does_not_come_is_an_alarm(plan: StackPlan) -> None:
    alarm = plan.named("aws:cloudwatch/metricAlarm:MetricAlarm", "canary-failed")
    assert (alarm.inputs["namespace"], alarm.inputs["metricName"]) == ("CloudWatchSynthetics", "SuccessPercent")
    assert alarm.inputs["treatMissingData"] == "breaching"
    assert alarm.inputs["period"] == 300


@pytest.mark.parametrize(("argument", "value"), [("retention_days", 0), ("shop_url", "http://shop.example")])
def test_refuses_bad_arguments(argument: str, value: object) -> None:
    with pytest.raises(ArgumentError, match=f"Canary: {argument}"):
        arguments(**{argument: value})
