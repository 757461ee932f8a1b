"""An alias to CloudFront does not ask for a health that Route 53 cannot know."""

from collections.abc import Iterator

from policies.aws.cloudfront import leads_to_distribution
from policies.aws.route53 import Records, alias, evaluates_target_health
from policies.aws.types import RECORD
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Aliases to CloudFront evaluate no health",
    what="An alias record that leads to a CloudFront distribution does not evaluate its target's health.",
    why=(
        "Route 53 refuses such a record, so the deployment stops in the middle: the records after it are not made, and "
        "during a move of traffic customers stay where they should have left."
    ),
    fix=(
        "Set `evaluate_target_health=False` in `aliases`. Where the record has to follow health, give it a "
        "`health_check_id`."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon Route 53 API reference",
            "AliasTarget, EvaluateTargetHealth",
            "https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html",
        ),
    ),
    types=(RECORD,),
    passing="""
        resources:
          shop:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: shop.example
              type: A
              aliases:
                - {name: d111111abcdef8.cloudfront.net, zoneId: Z2FDTNDATAQYW2, evaluateTargetHealth: false}
    """,
    failing="""
        resources:
          shop:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: shop.example
              type: A
              aliases:
                - {name: d111111abcdef8.cloudfront.net, zoneId: Z2FDTNDATAQYW2, evaluateTargetHealth: true}
    """,
)
def distribution_aliases(stack: Stack) -> Iterator[Verdict]:
    """Judge every alias record."""
    for record in Records(stack):
        if alias(record) is not None:
            yield _judge(record, stack)


def _judge(record: Resource, stack: Stack) -> Verdict:
    evaluates, leads = evaluates_target_health(record), leads_to_distribution(record, stack)
    if evaluates is False or leads is False:
        return satisfied(record)
    if UNKNOWN in (evaluates, leads):
        return undecided(record, "aliases")
    return violated(record, "`evaluateTargetHealth` of its alias to CloudFront is true.")
