"""Where routing goes by the customer's place, CloudFront does not stand before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from policies.aws.cloudfront import Origin, answers_for, origins
from policies.aws.route53 import Group, Records, alias, normal, routing_policy
from policies.aws.types import CLOUDFRONT_DISTRIBUTIONS, RECORD
from policies.framework.resources import Stack
from policies.framework.rule import Parameter, Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

if TYPE_CHECKING:
    from policies.framework.resources import Resource

DIVIDED_NAMES: Final = Parameter(
    name="dividedNames",
    description="Names that location records divide between a distribution and something else on purpose.",
    default=(),
    schema={"items": {"type": "string", "minLength": 1}},
)
_BY_PLACE: Final = ("geolocation", "latency")


@stack_rule(
    title="Distributions do not hide where customers are",
    what=(
        "No name with geolocation or latency records is an alternate domain name of a CloudFront distribution, no such "
        "record leads to one, and no origin of one has a name with geolocation records."
    ),
    why=(
        "A distribution answers for a name everywhere and asks its origins from its edges: Route 53 then sees the edge "
        "in place of the customer. Residents of the European Union can be served in another Region than the one that "
        "may hold their data, and nothing says so."
    ),
    fix=(
        "Take the name out of the distribution's `aliases`, let its records lead to load balancers or accelerators, "
        "and give origins names with latency or failover records. A name that is meant to be divided belongs to the "
        "configured `dividedNames`."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon Route 53 developer guide",
            "Geolocation routing",
            "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-geo.html",
        ),
        Source(
            "Amazon CloudFront developer guide",
            "Use custom URLs by adding alternate domain names (CNAMEs)",
            "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html",
        ),
    ),
    types=(RECORD, *CLOUDFRONT_DISTRIBUTIONS),
    parameters=(DIVIDED_NAMES,),
    passing="""
        resources:
          shop:
            type: aws:cloudfront:Distribution
            properties:
              aliases: [shop.example]
              viewerCertificate:
                acmCertificateArn: arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d
                sslSupportMethod: sni-only
                minimumProtocolVersion: TLSv1.2_2021
          api-america:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: api.shop.example
              type: A
              setIdentifier: america
              geolocationRoutingPolicies: [{continent: NA}]
              aliases: [{name: us.elb.amazonaws.com, zoneId: Z2, evaluateTargetHealth: true}]
          api-default:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: api.shop.example
              type: A
              setIdentifier: default
              geolocationRoutingPolicies: [{country: "*"}]
              aliases: [{name: asia.elb.amazonaws.com, zoneId: Z2, evaluateTargetHealth: true}]
    """,
    failing="""
        resources:
          shop:
            type: aws:cloudfront:Distribution
            properties: {aliases: [shop.example, api.shop.example]}
          api-eu:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: api.shop.example
              type: A
              setIdentifier: eu
              geolocationRoutingPolicies: [{continent: EU}]
              aliases: [{name: "${shop.domainName}", zoneId: Z2FDTNDATAQYW2, evaluateTargetHealth: false}]
    """,
)
def distribution_location_routing(stack: Stack) -> Iterator[Verdict]:
    """Judge every distribution by its names, and every record that goes by place by where it leads."""
    records = Records(stack)
    divided = {normal(name) for name in stack.parameter(DIVIDED_NAMES)}
    distributions = list(stack.of_type(*CLOUDFRONT_DISTRIBUTIONS))
    placed = [record for record in records if routing_policy(record) in _BY_PLACE]
    for distribution in distributions:
        yield _judge_names(distribution, _Names(records, placed, divided))
    for record in placed:
        name = record.text("name")
        leads = _leads(record, records, distributions, ())
        if leads is False or (name is not UNKNOWN and records.name(record) in divided):
            yield satisfied(record)
        elif leads is UNKNOWN or (name is UNKNOWN and divided):
            yield undecided(record, "name" if leads is True else "aliases")
        else:
            yield violated(record, f"This {routing_policy(record)} record leads to a distribution.")


class _Names:
    """The names whose records go by place."""

    def __init__(self, records: Records, placed: list[Resource], divided: set[str]) -> None:
        self._policies: dict[str, str] = {}
        self.unnamed = [record for record in placed if record.text("name") is UNKNOWN]
        for record in placed:
            if record not in self.unnamed and records.name(record) not in divided:
                self._policies[records.name(record)] = routing_policy(record) or ""

    def policy(self, name: str) -> str:
        return self._policies.get(normal(name), "")

    @property
    def any(self) -> bool:
        return bool(self._policies or self.unnamed)


def _judge_names(distribution: Resource, names: _Names) -> Verdict:
    own = distribution.texts("aliases")
    listed = [UNKNOWN] if isinstance(own, Unknown) else own
    wrong = [
        f"`aliases` holds {name}, which has {names.policy(name)} records."
        for name in listed
        if isinstance(name, str) and names.policy(name)
    ]
    unknown = ["aliases"] if UNKNOWN in listed and names.any else []
    for origin in _custom_origins(distribution):
        domain = origin if isinstance(origin, Unknown) else origin.domain_name
        if isinstance(domain, str) and names.policy(domain) == "geolocation":
            wrong.append(f"The origin {domain} has geolocation records.")
        elif domain is UNKNOWN and names.any and not distribution.sources("origins"):
            unknown.append("origins")
    if wrong:
        return violated(distribution, " ".join(wrong))
    if listed:
        unknown += [f"name of {record}" for record in names.unnamed]
    return undecided(distribution, *unknown) if unknown else satisfied(distribution)


def _custom_origins(distribution: Resource) -> Iterator[Origin | Unknown]:
    listed = origins(distribution)
    for origin in [UNKNOWN] if isinstance(listed, Unknown) else listed:
        if isinstance(origin, Unknown) or origin.bucket is not True:
            yield origin


def _leads(
    record: Resource, records: Records, distributions: list[Resource], above: tuple[Resource, ...]
) -> bool | Unknown:
    """Whether a record leads to a distribution, itself or by other records; `above` are those that led to it."""
    if alias(record) is None:
        return answers_for(record, "records", record.texts("records"), distributions)
    target = alias(record)
    name = target if isinstance(target, Unknown) or target is None else target.text("name")
    direct = answers_for(record, "aliases", [name], distributions)
    if direct is not False or record in above:
        return direct
    group = records.target(record)
    if not isinstance(group, Group):
        return UNKNOWN if group is UNKNOWN else False
    below = [_leads(member, records, distributions, (*above, record)) for member in group.members]
    if True in below:
        return True
    return UNKNOWN if UNKNOWN in below or group.doubtful else False
