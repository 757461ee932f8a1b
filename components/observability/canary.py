"""A synthetic customer that visits the shop from a Region."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pulumi
from pulumi_aws import iam, s3, synthetics

from components.arguments import ArgumentError
from components.observability.alarm import Alarm, Notified, declare_alarm

RUNTIME: Final = "syn-python-selenium-12.0"
"""Python 3.12, Selenium and Chromium ("Runtime versions using Python and Selenium Webdriver")."""
SCRIPT: Final = Path(__file__).parent / "canary_script" / "visit_shop.py"
HANDLER: Final = "visit_shop.handler"
_MINUTES: Final = 5
_TIMEOUT_SECONDS: Final = 90
_MEMORY_MIB: Final = 1536


@dataclass(frozen=True, kw_only=True)
class CanaryArgs:
    """Arguments of `Canary`.

    Attributes:
        region: the Region that the visits come from: resolvers there decide which Region answers.
        account_id: the account.
        topic_arn: the Region's topic, told of failed visits.
        shop_url: the shop's first page.
        api_url: the API's health path.
        checkout_url: checkout's health path.
        retention_days: how long results, screenshots included, are kept, in days.
        protect: without it, the bucket of results is deleted with what is in it.
    """

    region: str
    account_id: str
    topic_arn: pulumi.Input[str]
    shop_url: str
    api_url: pulumi.Input[str]
    checkout_url: pulumi.Input[str]
    retention_days: int = 31
    protect: bool

    def __post_init__(self) -> None:
        if not 1 <= self.retention_days <= 455:  # noqa: PLR2004
            raise ArgumentError("Canary", "retention_days", self.retention_days, "1 to 455 (CloudWatch Synthetics)")
        if not self.shop_url.startswith("https://"):
            raise ArgumentError("Canary", "shop_url", self.shop_url, "an https address")


class Canary(pulumi.ComponentResource):
    """A canary that opens the shop and asks the API and checkout every five minutes, and an alarm on what it finds.

    It sees what alarms on servers cannot: names, certificates, CloudFront and the accelerators, from outside.

    Attributes:
        name: the canary's name.
        alarm_arn: the alarm on failed or missing visits.
    """

    name: pulumi.Output[str]
    alarm_arn: pulumi.Output[str]

    def __init__(self, name: str, args: CanaryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:observability:Canary", name, None, opts)
        self._name = name
        self._args = args
        child = pulumi.ResourceOptions(parent=self)
        bucket, ready = self._make_bucket()
        script = s3.BucketObjectv2(
            name,
            bucket=bucket.bucket,
            key="script/visit_shop.zip",
            # A text asset: a file's own path would be another one on every machine.
            source=pulumi.AssetArchive({"python/visit_shop.py": pulumi.StringAsset(SCRIPT.read_text("utf-8"))}),
            opts=pulumi.ResourceOptions(parent=self, depends_on=ready),
        )
        role = iam.Role(
            f"{name}-{args.region}",
            description=f"Canary in {args.region}: writes its results, logs and metrics",
            assume_role_policy=json.dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"Service": "lambda.amazonaws.com"},
                            "Action": "sts:AssumeRole",
                        }
                    ],
                }
            ),
            opts=child,
        )
        permissions = iam.RolePolicy(
            name,
            role=role.name,
            policy=pulumi.Output.json_dumps(_permissions(args.region, args.account_id, bucket.arn)),
            opts=child,
        )
        canary = synthetics.Canary(
            name,
            runtime_version=RUNTIME,
            handler=HANDLER,
            s3_bucket=bucket.bucket,
            s3_key=script.key,
            # A new version of the script is a change of the canary.
            s3_version=script.version_id,
            artifact_s3_location=pulumi.Output.concat("s3://", bucket.bucket, "/results/"),
            artifact_config={"s3_encryption": {"encryption_mode": "SSE_S3"}},
            execution_role_arn=role.arn,
            schedule={"expression": f"rate({_MINUTES} minutes)"},
            run_config={
                "timeout_in_seconds": _TIMEOUT_SECONDS,
                "memory_in_mb": _MEMORY_MIB,
                "environment_variables": {
                    "SHOP_URL": args.shop_url,
                    "API_URL": args.api_url,
                    "CHECKOUT_URL": args.checkout_url,
                },
            },
            success_retention_period=args.retention_days,
            failure_retention_period=args.retention_days,
            start_canary=True,
            # Lambda's own functions would stay behind.
            delete_lambda=True,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[permissions]),
        )
        alarm = declare_alarm(
            f"{name}-failed",
            Alarm(
                description=f"A synthetic customer in {args.region} could not visit the shop, or did not come at all. "
                "Look at the canary's newest screenshots and logs.",
                namespace="CloudWatchSynthetics",
                metric="SuccessPercent",
                dimensions={"CanaryName": canary.name},
                statistic="Average",
                threshold=100,
                comparison="LessThanThreshold",
                period=60 * _MINUTES,
                periods=3,
                # One failed visit may be the network's; two are customers'.
                bad_periods=2,
                missing_data="breaching",
            ),
            Notified(region=args.region, topic_arn=args.topic_arn),
            child,
        )
        self.name = canary.name
        self.alarm_arn = alarm.arn
        self.register_outputs({"name": self.name, "alarmArn": self.alarm_arn})

    def _make_bucket(self) -> tuple[s3.Bucket, list[pulumi.Resource]]:
        """The private bucket of the script and the results, and what must be there before it is used."""
        name, child = self._name, pulumi.ResourceOptions(parent=self)
        bucket = s3.Bucket(name, force_destroy=not self._args.protect, opts=child)
        access_block = s3.BucketPublicAccessBlock(
            name,
            bucket=bucket.bucket,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=child,
        )
        s3.BucketOwnershipControls(
            name, bucket=bucket.bucket, rule={"object_ownership": "BucketOwnerEnforced"}, opts=child
        )
        s3.BucketServerSideEncryptionConfiguration(
            name,
            bucket=bucket.bucket,
            rules=[{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}],
            opts=child,
        )
        versioning = s3.BucketVersioning(
            name, bucket=bucket.bucket, versioning_configuration={"status": "Enabled"}, opts=child
        )
        s3.BucketLifecycleConfiguration(
            name,
            bucket=bucket.bucket,
            rules=[
                {
                    "id": "results",
                    "status": "Enabled",
                    "filter": {"prefix": "results/"},
                    "expiration": {"days": self._args.retention_days},
                    "noncurrent_version_expiration": {"noncurrent_days": 1},
                    "abort_incomplete_multipart_upload": {"days_after_initiation": 1},
                }
            ],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[versioning]),
        )
        policy = s3.BucketPolicy(
            name,
            bucket=bucket.bucket,
            policy=pulumi.Output.json_dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Sid": "OnlyOverTls",
                            "Effect": "Deny",
                            "Principal": "*",
                            "Action": "s3:*",
                            "Resource": [bucket.arn, pulumi.Output.concat(bucket.arn, "/*")],
                            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                        }
                    ],
                }
            ),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[access_block]),
        )
        return bucket, [versioning, policy]


def _permissions(region: str, account_id: str, bucket_arn: pulumi.Output[str]) -> dict[str, object]:
    """What a canary outside a VPC needs ("Required roles and permissions for canaries")."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "WriteResults",
                "Effect": "Allow",
                "Action": "s3:PutObject",
                "Resource": pulumi.Output.concat(bucket_arn, "/results/*"),
            },
            {"Sid": "FindTheBucket", "Effect": "Allow", "Action": "s3:GetBucketLocation", "Resource": bucket_arn},
            # The action knows no resource: the runtime lists buckets before it writes.
            {"Sid": "ListBuckets", "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"},
            {
                "Sid": "WriteLogs",
                "Effect": "Allow",
                "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
                "Resource": f"arn:aws:logs:{region}:{account_id}:log-group:/aws/lambda/cwsyn-*",
            },
            {
                "Sid": "PublishResults",
                "Effect": "Allow",
                "Action": "cloudwatch:PutMetricData",
                "Resource": "*",
                "Condition": {"StringEquals": {"cloudwatch:namespace": "CloudWatchSynthetics"}},
            },
        ],
    }
