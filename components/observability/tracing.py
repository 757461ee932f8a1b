"""X-Ray in a Region."""

import json
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import cloudwatch, xray

from components.arguments import ArgumentError
from securecart.settings import names

SUBJECTS: Final = ("checkout", "fulfilment")
"""The services whose requests are worth tracing tenfold: where money and goods change hands."""
_TENFOLD: Final = 10
_SLOW_SECONDS: Final = 2


@dataclass(frozen=True, kw_only=True)
class TracingArgs:
    """Arguments of `Tracing`.

    Attributes:
        region: the Region.
        account_id: the account whose traces they are.
        sampled_share: the share of ordinary requests that are traced, 0 to 1.
        account_settings: whether this stack sets what the account has once in the Region: encryption, the destination
            of spans and how many of them are indexed.
        key_arn: the KMS key that encrypts traces.
    """

    region: str
    account_id: str
    sampled_share: float
    account_settings: bool
    key_arn: pulumi.Input[str]

    def __post_init__(self) -> None:
        if not 0 <= self.sampled_share <= 1:
            raise ArgumentError("Tracing", "sampled_share", self.sampled_share, "0 to 1")


class Tracing(pulumi.ComponentResource):
    """Which requests are traced, under which names they are found, and how traces are kept.

    Checkout and order fulfilment are traced tenfold and are groups of their own, with insights that notice a rise of
    faults by themselves. A reservoir of one request a second is traced whatever the share: a quiet service is not
    invisible.

    Attributes:
        group_arns: the groups, by subject.
    """

    group_arns: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: TracingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:observability:Tracing", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        shares = {subject: min(1.0, args.sampled_share * _TENFOLD) for subject in SUBJECTS}
        # The lowest priority wins; X-Ray's own default rule has 10,000.
        for priority, (subject, share) in enumerate([*shares.items(), ("*", args.sampled_share)], start=1):
            slug = "others" if subject == "*" else subject
            xray.SamplingRule(
                f"{name}-{slug}",
                rule_name=names.trace_group(slug),
                priority=priority * 100,
                version=1,
                reservoir_size=1,
                fixed_rate=share,
                service_name=subject,
                service_type="*",
                host="*",
                http_method="*",
                url_path="*",
                resource_arn="*",
                opts=child,
            )
        self.group_arns = {
            subject: xray.Group(
                f"{name}-{subject}",
                group_name=names.trace_group(subject),
                filter_expression=f'service("{subject}")',
                insights_configuration={"insights_enabled": True, "notifications_enabled": True},
                opts=child,
            ).arn
            for subject in SUBJECTS
        }
        self.group_arns["slow"] = xray.Group(
            f"{name}-slow",
            group_name=names.trace_group("slow"),
            filter_expression=f"fault OR responsetime > {_SLOW_SECONDS}",
            insights_configuration={"insights_enabled": False, "notifications_enabled": False},
            opts=child,
        ).arn
        if args.account_settings:
            self._set_account(name, args)
        self.register_outputs({"groupArns": self.group_arns})

    def _set_account(self, name: str, args: TracingArgs) -> None:
        child = pulumi.ResourceOptions(parent=self)
        xray.EncryptionConfig(name, type="KMS", key_id=args.key_arn, opts=child)
        permission = cloudwatch.LogResourcePolicy(
            name,
            policy_name=names.trace_group("spans"),
            policy_document=json.dumps(span_log_policy(args.region, args.account_id)),
            opts=child,
        )
        destination = xray.TraceSegmentDestination(
            name,
            destination="CloudWatchLogs",
            opts=pulumi.ResourceOptions(parent=self, depends_on=[permission]),
        )
        xray.IndexingRule(
            name,
            name="Default",
            # All spans are searchable in the log; the share is of those that X-Ray's own views show.
            rule={"probabilistic": {"desired_sampling_percentage": 100 * args.sampled_share}},
            opts=pulumi.ResourceOptions(parent=self, depends_on=[destination]),
        )


def span_log_policy(region: str, account_id: str) -> dict[str, object]:
    """Lets X-Ray write spans to the account's logs ("Enable Transaction Search")."""
    groups = ("aws/spans", "/aws/application-signals/data")
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "SpansOfTheAccount",
                "Effect": "Allow",
                "Principal": {"Service": "xray.amazonaws.com"},
                "Action": "logs:PutLogEvents",
                "Resource": [f"arn:aws:logs:{region}:{account_id}:log-group:{group}:*" for group in groups],
                "Condition": {
                    "ArnLike": {"aws:SourceArn": f"arn:aws:xray:{region}:{account_id}:*"},
                    "StringEquals": {"aws:SourceAccount": account_id},
                },
            }
        ],
    }
