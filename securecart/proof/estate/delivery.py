"""What customers reach first: distributions, the buckets behind them, accelerators and the pages of last resort."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Final

from securecart.plan.model import Resource
from securecart.proof.estate.declarations import Declarations, block, declared
from securecart.proof.estate.model import Accelerator, Bucket, Distribution, ErrorPage, Origin
from securecart.routing.accelerator import DEFAULT_WEIGHT, Endpoint, EndpointGroup
from securecart.routing.accelerator import Accelerator as AcceleratorModel

DISTRIBUTION: Final = "aws:cloudfront/distribution:Distribution"
BUCKET: Final = "aws:s3/bucket:Bucket"
BUCKET_REPLICATION: Final = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
ACCELERATOR: Final = "aws:globalaccelerator/accelerator:Accelerator"
LISTENER: Final = "aws:globalaccelerator/listener:Listener"
ENDPOINT_GROUP: Final = "aws:globalaccelerator/endpointGroup:EndpointGroup"
API_DOMAIN: Final = "aws:apigateway/domainName:DomainName"
BASE_PATH: Final = "aws:apigateway/basePathMapping:BasePathMapping"
REST_API: Final = "aws:apigateway/restApi:RestApi"


def distributions(found: Declarations) -> dict[str, Distribution]:
    """The distributions by the name that CloudFront gave them."""
    return {str(each.outputs["domainName"]): _distribution(each) for each in found.of_type(DISTRIBUTION)}


def _distribution(resource: Resource) -> Distribution:
    inputs = resource.inputs
    default = block(inputs, "defaultCacheBehavior") or {}
    return Distribution(
        dns_name=str(resource.outputs["domainName"]),
        aliases=tuple(inputs.get("aliases") or ()),
        origins={
            str(origin["originId"]): Origin(
                id=str(origin["originId"]),
                domain_name=str(origin["domainName"]),
                # What CloudFront takes where nothing is said ("Origin settings", CloudFront Developer Guide).
                attempts=int(origin.get("connectionAttempts") or 3),
                timeout=int(origin.get("connectionTimeout") or 10),
            )
            for origin in inputs.get("origins") or ()
        },
        origin_groups={
            str(group["originId"]): tuple(str(member["originId"]) for member in group.get("members") or ())
            for group in inputs.get("originGroups") or ()
        },
        behaviors=(
            *(
                (str(each["pathPattern"]), str(each["targetOriginId"]))
                for each in inputs.get("orderedCacheBehaviors") or ()
            ),
            ("*", str(default.get("targetOriginId"))),
        ),
        declared=declared(resource),
    )


def buckets(found: Declarations) -> dict[str, Bucket]:
    """The buckets by the name by which they are origins."""
    sources: dict[str, list[str]] = {}
    for replication in found.of_type(BUCKET_REPLICATION):
        source = found.find(BUCKET, replication.inputs.get("bucket"))
        for rule in replication.inputs.get("rules") or ():
            destination = found.find(BUCKET, (block(rule, "destination") or {}).get("bucket"))
            whole = not (block(rule, "filter") or {}).get("prefix")
            if source is not None and destination is not None and rule.get("status") == "Enabled" and whole:
                sources.setdefault(destination.urn, []).append(str(source.id))
    return {
        str(resource.outputs["bucketRegionalDomainName"]): Bucket(
            domain_name=str(resource.outputs["bucketRegionalDomainName"]),
            name=str(resource.id),
            region=str(resource.region),
            copied_from=tuple(sources.get(resource.urn, ())),
            declared=declared(resource),
        )
        for resource in found.of_type(BUCKET)
    }


def accelerators(found: Declarations) -> dict[str, Accelerator]:
    """The accelerators by the name that AWS gave them."""
    return {str(each.outputs["dnsName"]): _accelerator(each, found) for each in found.of_type(ACCELERATOR)}


def _accelerator(resource: Resource, found: Declarations) -> Accelerator:
    groups = [group for group in found.of_type(ENDPOINT_GROUP) if _of(group, resource, found)]
    return Accelerator(
        dns_name=str(resource.outputs["dnsName"]),
        model=AcceleratorModel(
            name=resource.name, endpoint_groups=tuple(_endpoint_group(resource.name, group) for group in groups)
        ),
        groups={str(group.inputs["endpointGroupRegion"]): declared(group) for group in groups},
        declared=declared(resource),
    )


def _of(group: Resource, accelerator: Resource, found: Declarations) -> bool:
    listener = found.find(LISTENER, group.inputs.get("listenerArn"))
    return listener is not None and found.find(ACCELERATOR, listener.inputs.get("acceleratorArn")) is accelerator


def _endpoint_group(accelerator: str, resource: Resource) -> EndpointGroup:
    region = str(resource.inputs["endpointGroupRegion"])
    dial = resource.inputs.get("trafficDialPercentage")
    return EndpointGroup(
        accelerator=accelerator,
        region=region,
        traffic_dial=Fraction(100 if dial is None else dial),
        endpoints=tuple(
            Endpoint(
                id=str(endpoint["endpointId"]),
                region=region,
                weight=DEFAULT_WEIGHT if endpoint.get("weight") is None else int(endpoint["weight"]),
            )
            for endpoint in resource.inputs.get("endpointConfigurations") or ()
        ),
    )


def error_pages(found: Declarations) -> dict[str, ErrorPage]:
    """The API Gateway domains that answer whatever is asked with an error, by the name that AWS gave them."""
    pages = {}
    for mapping in found.of_type(BASE_PATH):
        api = found.find(REST_API, mapping.inputs.get("restApi"))
        status = _only_status(api) if api is not None else None
        for domain in found.of_type(API_DOMAIN):
            same = domain.inputs.get("domainName") == mapping.inputs.get("domainName")
            if status is not None and same and domain.region == mapping.region:
                name = str(domain.outputs["regionalDomainName"])
                pages[name] = ErrorPage(
                    dns_name=name, region=str(domain.region), status=status, declared=declared(domain)
                )
    return pages


def _only_status(api: Resource) -> int | None:
    """The status of an API whose every method answers with one, an error."""
    document = json.loads(api.inputs.get("body") or "{}")
    statuses = {
        int(status)
        for methods in document.get("paths", {}).values()
        for method in methods.values()
        for status in method.get("responses", {})
    }
    return statuses.pop() if len(statuses) == 1 and min(statuses) >= 500 else None  # noqa: PLR2004
