from __future__ import annotations

import pytest

from policies.storage.bucket_lifecycle import bucket_lifecycle as rule
from tests.policies.harness import judge
from tests.policies.mutants.mutant import mutant

TYPE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"

MUTANTS = (
    mutant(
        "logs that are kept for ever",
        "us-east-1",
        lambda d: d.remove("shop-access-logs", type_=TYPE),
        "shop-access-logs",
    ),
    mutant(
        "a rule that is switched off",
        "us-east-1",
        lambda d: d.set("shop-canary", "rules[0].status", "Disabled", type_=TYPE),
        "shop-canary",
    ),
    mutant(
        "images whose old versions stay",
        "global",
        lambda d: d.set("edge-assets-replica", "rules", [], type_=TYPE),
        "edge-assets-replica",
    ),
)


def bucket(rules: str, about: str = "${logs.id}", inline: str = "") -> str:
    return f"""
        resources:
          logs: {{type: "aws:s3:Bucket", properties: {{{inline}}}}}
          expiry: {{type: "aws:s3:BucketLifecycleConfiguration", properties: {{bucket: "{about}", rules: {rules}}}}}
    """


@pytest.mark.parametrize(
    "text",
    [
        bucket("[{id: a, status: Enabled}]"),
        bucket("[{id: a, status: Disabled}, {id: b, status: Enabled}]"),
        bucket("[]", inline="lifecycleRules: [{enabled: true}]"),
    ],
)
def test_satisfied(text: str) -> None:
    judged = judge(rule, text)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (bucket("[{id: a, status: Disabled}]"), "has no rule of status Enabled"),
        (bucket("[]"), "has no rule of status Enabled"),
        (bucket("[{id: a, status: Enabled}]", about="imported"), "It has no `BucketLifecycleConfiguration`."),
        (bucket("[]", about="imported", inline="lifecycleRules: [{enabled: false}]"), "It has no"),
    ],
)
def test_violated(text: str, reason: str) -> None:
    judged = judge(rule, text)
    assert judged.names(rule.id) == {"logs"}
    assert reason in judged.violated[rule.id]["logs"]
    assert judged.levels == {rule.id: "advisory"}


@pytest.mark.parametrize(
    "text",
    [
        bucket("unknown!"),
        bucket("[unknown!]"),
        bucket("[{id: a, status: unknown!}]"),
        bucket("[{id: a, status: Enabled}]", about="unknown!"),
        bucket("[]", about="imported", inline="lifecycleRules: unknown!"),
    ],
)
def test_undecided(text: str) -> None:
    judged = judge(rule, text)
    assert not judged.violated
    assert "logs" in judged.undecided[rule.id]
