from __future__ import annotations

import pytest

from policies.edge.web_acl_logging import web_acl_logging as rule
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
GROUP = "aws:cloudwatch/logGroup:LogGroup"
LOGS = '["arn:aws:logs:us-east-1:123456789012:log-group:aws-waf-logs-filter"]'
ELSEWHERE = "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/other/0a1b2c3d"

MUTANTS = (
    mutant(
        "a Region's web ACL without a log", "us-east-1", lambda d: d.remove("shop-web-acl", type_=TYPE), "shop-web-acl"
    ),
    mutant("the edge's without one", "global", lambda d: d.remove("edge-web-acl", type_=TYPE), "edge-web-acl"),
    mutant(
        "a log without destination",
        "eu-central-1",
        lambda d: d.set("shop-web-acl", "logDestinationConfigs", [], type_=TYPE),
        "shop-web-acl",
    ),
    mutant(
        "a log of another web ACL",
        "us-west-2",
        lambda d: d.set("shop-web-acl", "resourceArn", ELSEWHERE, type_=TYPE),
        "shop-web-acl",
        view=View.DEPLOYED,
    ),
    mutant(
        "a log group of another name",
        "us-west-2",
        lambda d: d.set("shop-web-acl", "namePrefix", "shop/web-acl-", type_=GROUP),
        "shop-web-acl",
    ),
    mutant(
        "a log group of the edge in another Region",
        "global",
        lambda d: d.set("edge-web-acl", "region", "eu-central-1", type_=GROUP),
        "edge-web-acl",
    ),
    mutant(
        "a bucket of another name",
        "eu-central-1",
        lambda d: d.set("shop-web-acl", "logDestinationConfigs", ["arn:aws:s3:::shop-logs"], type_=TYPE),
        "shop-web-acl",
        view=View.DEPLOYED,
    ),
)


def filtered(
    log: str = "", destination: str = "", *, acl: str = "scope: REGIONAL", region: str = "us-east-1"
) -> Deployment:
    declared = f"log: {{type: 'aws:wafv2:WebAclLoggingConfiguration', properties: {{{log}}}}}"
    return program(f"""
        config: {{"aws:region": {region}}}
        resources:
          filter: {{type: "aws:wafv2:WebAcl", properties: {{{acl}}}}}
          {declared if log else ""}
          {f"to: {{{destination}}}" if destination else ""}
    """)


def named(arn: str) -> str:
    return f'resourceArn: "${{filter.arn}}", logDestinationConfigs: ["{arn}"]'


DECLARED = named("${to.arn}")
STREAM = "arn:aws:firehose:eu-west-1:123456789012:deliverystream/aws-waf-logs-filter"
EDGE = "scope: CLOUDFRONT, region: us-east-1"


@pytest.mark.parametrize(
    "deployed",
    [
        filtered(f'resourceArn: "${{filter.arn}}", logDestinationConfigs: {LOGS}'),
        filtered(named("arn:aws:s3:::aws-waf-logs-filter"), acl=EDGE),
        filtered(named(STREAM), acl="scope: REGIONAL, region: eu-west-1"),
        filtered(DECLARED, "type: 'aws:cloudwatch:LogGroup', properties: {name: aws-waf-logs-filter}"),
        filtered(DECLARED, "type: 'aws:cloudwatch:LogGroup', properties: {name: aws-waf-logs-filter}", region="null"),
        filtered(DECLARED, "type: 'aws:cloudwatch:LogGroup', properties: {namePrefix: aws-waf-logs-}"),
        filtered(DECLARED, "type: 'aws:s3:Bucket', properties: {bucket: aws-waf-logs-a, region: eu-west-1}"),
        filtered(DECLARED, "type: 'aws:s3:BucketV2', properties: {bucketPrefix: aws-waf-logs-}"),
        filtered(DECLARED, "type: 'aws:kinesis:FirehoseDeliveryStream', properties: {name: aws-waf-logs-a}"),
    ],
    ids=range(9),
)
def test_satisfied(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("deployed", "reason"),
    [
        (filtered(), "No logging configuration names it."),
        (
            filtered(f"resourceArn: {ELSEWHERE}, logDestinationConfigs: {LOGS}"),
            "No logging configuration names it.",
        ),
        (filtered('resourceArn: "${filter.arn}"'), "`logDestinationConfigs` of log"),
        (filtered(named("arn:aws:s3:::shop-logs")), "names shop-logs, which does not begin with aws-waf-logs-"),
        (filtered(named(STREAM.replace("aws-waf", "waf"))), "names waf-logs-filter"),
        (filtered(named(STREAM)), "leads to eu-west-1, and has to be in us-east-1"),
        (filtered(named(STREAM), acl="scope: CLOUDFRONT", region="eu-west-1"), "has to be in us-east-1"),
        (filtered(DECLARED, "type: 'aws:cloudwatch:LogGroup', properties: {name: /waf}"), "names /waf"),
        (filtered(DECLARED, "type: 'aws:s3:Bucket', properties: {bucketPrefix: logs-}"), "names logs-"),
        (
            filtered(
                DECLARED, "type: 'aws:cloudwatch:LogGroup', properties: {name: aws-waf-logs-a, region: eu-west-1}"
            ),
            "leads to eu-west-1",
        ),
    ],
    ids=range(10),
)
def test_violated(deployed: Deployment, reason: str) -> None:
    assert reason in judge(rule, deployed).violated[rule.id]["filter"]


@pytest.mark.parametrize(
    "deployed",
    [
        filtered(f"resourceArn: unknown!, logDestinationConfigs: {LOGS}"),
        filtered('resourceArn: "${filter.arn}", logDestinationConfigs: unknown!'),
        filtered(named("unknown!")),
        filtered(named("aws-waf-logs-filter")),
        filtered(DECLARED, "type: 'aws:cloudwatch:LogGroup', properties: {name: unknown!}"),
        filtered(DECLARED, "type: 'aws:cloudwatch:LogGroup'"),
        filtered(named(STREAM), acl="scope: unknown!"),
        filtered(named(STREAM), region="null"),
        filtered(
            DECLARED, "type: 'aws:cloudwatch:LogGroup', properties: {name: aws-waf-logs-a, region: unknown!}", acl=EDGE
        ),
    ],
    ids=range(9),
)
def test_undecided(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert "filter" in judged.undecided[rule.id]
