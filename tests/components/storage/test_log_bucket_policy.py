from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.storage.log_bucket_policy import LogSource, log_bucket_policy

BUCKET = "arn:aws:s3:::logs-1a2b3c4"
ACCOUNT = "123456789012"


def statements(*sources: LogSource) -> dict[str, dict[str, Any]]:
    return {s["Sid"]: s for s in log_bucket_policy(BUCKET, ACCOUNT, sources)["Statement"]}


def test_load_balancers_write_into_the_accounts_folder_only() -> None:
    policy = statements(LogSource.LOAD_BALANCER)

    assert list(policy) == ["DenyWithoutTls", "DenyOldTls", "LoadBalancerLogsWrite"]
    write = policy["LoadBalancerLogsWrite"]
    assert write["Principal"] == {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
    assert write["Resource"] == f"{BUCKET}/*AWSLogs/{ACCOUNT}/*"


@pytest.mark.parametrize(
    ("source", "region"),
    [
        (LogSource.CLOUDFRONT, "us-east-1"),
        (LogSource.GLOBAL_ACCELERATOR, "*"),
        (LogSource.VPC_FLOW_LOGS, "*"),
    ],
)
def test_vended_logs_come_from_the_account_only(source: LogSource, region: str) -> None:
    policy = statements(source)

    assert list(policy) == ["DenyWithoutTls", "DenyOldTls", "VendedLogsWrite", "VendedLogsAclCheck"]
    assert policy["VendedLogsWrite"]["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT, "s3:x-amz-acl": "bucket-owner-full-control"},
        "ArnLike": {"aws:SourceArn": [f"arn:aws:logs:{region}:{ACCOUNT}:*"]},
    }


@given(st.lists(st.sampled_from(list(LogSource)), min_size=1))
def test_a_policy_is_the_same_for_the_same_sources_in_any_order(sources: list[LogSource]) -> None:
    policy = log_bucket_policy(BUCKET, ACCOUNT, sources)

    assert policy == log_bucket_policy(BUCKET, ACCOUNT, reversed(sources))
    sids = [s["Sid"] for s in policy["Statement"]]
    assert len(sids) == len(set(sids))
    assert all("Service" in s["Principal"] for s in policy["Statement"] if s["Effect"] == "Allow")
