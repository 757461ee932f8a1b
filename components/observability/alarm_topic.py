"""Where alarms of one Region go."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import sns

from components.arguments import ArgumentError


@dataclass(frozen=True, kw_only=True)
class AlarmTopicArgs:
    """Arguments of `AlarmTopic`.

    Attributes:
        region: the Region of the topic; an alarm notifies topics of its own Region only.
        account_id: the account whose alarms and events may publish.
        key_arn: the KMS key that encrypts notifications; its policy lets the publishing services use it.
        emails: addresses that every notification goes to; each confirms its subscription once.
    """

    region: str
    account_id: str
    key_arn: pulumi.Input[str]
    emails: Sequence[str]

    def __post_init__(self) -> None:
        if not self.emails:
            raise ArgumentError("AlarmTopic", "emails", (), "one address at least: an alarm nobody hears is none")


class AlarmTopic(pulumi.ComponentResource):
    """An encrypted SNS topic that CloudWatch alarms, RDS, AWS Backup and EventBridge publish to.

    Attributes:
        arn: the topic.
    """

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: AlarmTopicArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:observability:AlarmTopic", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        topic = sns.Topic(name, region=args.region, kms_master_key_id=args.key_arn, signature_version=2, opts=child)
        policy = sns.TopicPolicy(
            name,
            region=args.region,
            arn=topic.arn,
            policy=topic.arn.apply(lambda arn: json.dumps(topic_policy(arn, args.account_id))),
            opts=child,
        )
        for email in args.emails:
            sns.TopicSubscription(
                f"{name}-{email.replace('@', '-at-')}",
                region=args.region,
                topic=topic.arn,
                protocol="email",
                endpoint=email,
                opts=child,
            )
        # Known once services may publish.
        self.arn = policy.arn
        self.register_outputs({"arn": self.arn})


def topic_policy(topic_arn: str, account_id: str) -> dict[str, object]:
    """Who may publish: the services that raise alarms, for this account only."""
    services = ("cloudwatch", "events.rds")
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "AlarmsAndEventsOfTheAccount",
                "Effect": "Allow",
                "Principal": {"Service": [f"{service}.amazonaws.com" for service in services]},
                "Action": "sns:Publish",
                "Resource": topic_arn,
                "Condition": {"StringEquals": {"aws:SourceAccount": account_id}},
            },
            {
                # EventBridge sends none of the context that a condition could look at.
                "Sid": "EventsOfRules",
                "Effect": "Allow",
                "Principal": {"Service": "events.amazonaws.com"},
                "Action": "sns:Publish",
                "Resource": topic_arn,
            },
            {
                "Sid": "TlsOnly",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sns:Publish",
                "Resource": topic_arn,
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
        ],
    }
