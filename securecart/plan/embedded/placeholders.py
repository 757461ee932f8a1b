"""Stand-ins for what only a deployment can know: deterministic, plausible for their type, recognizable anywhere.

A placeholder is a function of the URN and the property's path alone. Its shape follows the type that the SDK declares,
the property's name and the id that the SDK documents; a token (see `securecart.plan.tokens`) is inside.
"""

from __future__ import annotations

import re
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from pulumi import _types

from securecart.plan import tokens
from securecart.plan.embedded.declarations import Declaration, output_fields, without_optional

_ARN_SERVICES: Final[Mapping[str, str]] = {
    "alb": "elasticloadbalancing",
    "apigatewayv2": "apigateway",
    "appautoscaling": "autoscaling",
    "cfg": "config",
    "cloudwatch/eventRule": "events",
    "cloudwatch/logGroup": "logs",
    "cognito": "cognito-idp",
    "elb": "elasticloadbalancing",
    "lb": "elasticloadbalancing",
    "msk": "kafka",
    "opensearch": "es",
    "sfn": "states",
    "vpc": "ec2",
}
"""Modules of the SDK whose service has another name in an ARN (Service Authorization Reference)."""

_ARN_RESOURCES: Final[Mapping[str, str]] = {
    "s3/bucket": "",
    "sns/topic": "",
    "sqs/queue": "",
    "rds/instance": "db:",
    "rds/cluster": "cluster:",
    "rds/subnetGroup": "subgrp:",
    "rds/parameterGroup": "pg:",
    "cloudwatch/metricAlarm": "alarm:",
    "cloudwatch/compositeAlarm": "alarm:",
    "cloudwatch/logGroup": "log-group:",
    "lambda/function": "function:",
    "secretsmanager/secret": "secret:",
    "backup/vault": "backup-vault:",
    "backup/plan": "backup-plan:",
    "kms/key": "key/",
    "ecr/repository": "repository/",
}
"""How the resource part of an ARN begins where it is not the type's own name and a slash."""

_EC2_IDS: Final[Mapping[str, str]] = {
    "Association": "assoc",
    "DhcpOptions": "dopt",
    "NetworkAcl": "acl",
    "NetworkInterface": "eni",
    "PrefixList": "pl",
    "RouteTable": "rtb",
    "SecurityGroup": "sg",
    "Subnet": "subnet",
    "TransitGateway": "tgw",
    "Vpc": "vpc",
}
"""The prefix of an id that another resource's output names (`mainRouteTableId`)."""

_CERTIFICATE: Final = "aws:acm/certificate:Certificate"
"""The one type whose computed list is as long as its inputs say, and whose elements programs go through."""

_OWNERS: Final = frozenset({"accountId", "awsAccountId", "ownerAccountId", "ownerId", "registryId"})
_UUID: Final = re.compile(r"[0-9a-fx]{8}-[0-9a-fx]{4}-[0-9a-fx]{4}-[0-9a-fx]{4}-[0-9a-fx]{12}", re.IGNORECASE)
_PREFIXED: Final = re.compile(r"((?:[a-z][a-z0-9]*-)+)(?=[0-9a-z]*[0-9])[0-9a-z]{5,}")
_CAPITALS: Final = re.compile(r"[A-Z][A-Z0-9]{7,}")
_MADE_UP: Final = re.compile(r"\d|^my-|example|test|xxx")
"""A part of an example's ARN that stands for somebody's own name."""
_DOMAIN: Final = re.compile(
    r"(?:dnsName|domainName|endpoint|address|hostname|fqdn|domain|nameServers?|resourceRecordName|cname)$",
    re.IGNORECASE,
)
_IP: Final = re.compile(
    r"(?:^ip|Ip|^ipAddresses?|IpAddress|IpSets)(?:s|Address|Addresses)?$|InsideAddress$|(?:tunnel\d|peer|customer|amazon)Address$"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """The resource that placeholders are made for.

    Attributes:
        urn: its URN.
        type: its type token.
        name: its logical name.
        region: the Region that it is made in, as the provider or the resource says.
        account: the account that it is made in.
    """

    urn: str
    type: str
    name: str
    region: str
    account: str


def provider_id(urn: str) -> str:
    """The id of a provider, which the engine makes up anew for each deployment."""
    return tokens.token(tokens.digest(urn))


class Placeholders:
    """Makes the placeholders of one resource."""

    def __init__(self, subject: Subject, declared: Declaration) -> None:
        self._subject = subject
        self._declared = declared
        _, module, kind = subject.type.split(":")
        self._module = module
        self._kind = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", kind).lower()

    def id(self) -> str:
        """The physical id."""
        token = self._token("id")
        example = self._declared.id_example or ""
        if example.startswith("arn:") and "," not in example:
            return self._like_arn(example, token)
        if _UUID.fullmatch(example):
            return str(UUID(hex=token + self._digest("id")[-15:]))
        if prefixed := _PREFIXED.fullmatch(example):
            return prefixed[1] + token
        if _CAPITALS.fullmatch(example):
            return example[0] + token.upper()
        return f"{self._subject.name}-{token}"

    def outputs(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """The outputs that are not among `inputs`; `tokens.UNKNOWN` where no shape can carry a token."""
        outputs = self._declared.outputs
        made = {name: self._value(outputs[name].type, name, name) for name in self._declared.added_to(inputs)}
        if self._subject.type == _CERTIFICATE:
            made["domainValidationOptions"] = self._validation_options(inputs)
        return made

    def _validation_options(self, inputs: Mapping[str, Any]) -> list[dict[str, Any]]:
        """ACM's validation records: one a name, and the same for a name and its wildcard."""
        alternatives = inputs.get("subjectAlternativeNames") or ()
        names = dict.fromkeys((inputs.get("domainName", ""), *alternatives))
        element = typing.get_args(self._declared.outputs["domainValidationOptions"].type)[0]
        return [
            {**self._value(element, "", f"domainValidationOptions.{name.removeprefix('*.')}"), "domainName": name}
            for name in names
        ]

    def _value(self, hint: Any, name: str, path: str) -> Any:  # noqa: ANN401
        hint = without_optional(hint)
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if hint is str:
            return self._text(name, path)
        if hint in (int, float):
            return tokens.number(self._digest(path))
        if origin in (list, Sequence) and arguments:
            element = self._value(arguments[0], name, f"{path}[0]")
            return tokens.UNKNOWN if element == tokens.UNKNOWN else [element]
        if isinstance(hint, type) and _types.is_output_type(hint):
            fields = {key: self._value(inner, key, f"{path}.{key}") for key, inner in output_fields(hint).items()}
            return {key: value for key, value in fields.items() if value != tokens.UNKNOWN}
        return tokens.UNKNOWN

    def _text(self, name: str, path: str) -> str:  # noqa: C901, PLR0911
        subject, token = self._subject, self._token(path)
        if name == "region":
            return subject.region
        if name in _OWNERS:
            return subject.account
        if name == "arn" and path == name:
            return self._arn()
        if name.lower().endswith(("arn", "arns")):
            return self._built_arn(f"{self._kind}/{token}")
        if name.lower().endswith("zoneid") and not name.startswith("availability"):
            return "Z" + token.upper()
        if name.endswith("Id"):
            return self._other_id(name, token)
        if "cidrblock" in name.lower() or name.endswith("Cidr"):
            if "pv6" in name:
                return f"2600:1f18:{token[:4]}:{token[4:6]}00::/56"
            return tokens.address(self._digest(path)).rsplit(".", 1)[0] + ".0/24"
        if name == "arnSuffix":
            return self._arn().split(":", 5)[-1].removeprefix("loadbalancer/")
        if _IP.search(name) and "pv6" not in name:
            return tokens.address(self._digest(path))
        if name.endswith(("Url", "Uri", "url", "uri")):
            return f"https://{self._kind}-{token}.{self._host()}"
        if _DOMAIN.search(name):
            return f"{self._kind}-{token}.{self._host()}"
        return f"{subject.name}-{token}"

    def _other_id(self, name: str, token: str) -> str:
        for noun, prefix in _EC2_IDS.items():
            if name.lower().endswith(f"{noun}id".lower()):
                return f"{prefix}-{token}"
        return f"{self._kind}-{token}"

    def _host(self) -> str:
        return f"{self._subject.region}.amazonaws.com" if self._declared.regional else "amazonaws.com"

    def _arn(self) -> str:
        example = self._declared.id_example or ""
        if example.startswith("arn:") and "," not in example:
            return self.id()
        prefix = _ARN_RESOURCES.get(self._module, f"{self._kind}/")
        return self._built_arn(prefix + self.id())

    def _built_arn(self, resource: str) -> str:
        module = self._module
        service = _ARN_SERVICES.get(module) or _ARN_SERVICES.get(module.split("/")[0]) or module.split("/")[0]
        if service == "s3":
            return f"arn:aws:s3:::{resource}"
        region = self._subject.region if self._declared.regional else ""
        return f"arn:aws:{service}:{region}:{self._subject.account}:{resource}"

    def _like_arn(self, example: str, token: str) -> str:
        parts = example.split(":", 5)
        if len(parts) < 6:  # noqa: PLR2004 (an ARN has six parts)
            return self._built_arn(f"{self._kind}/{token}")
        region = self._subject.region if parts[3] else ""
        account = self._subject.account if parts[4] else ""
        pieces = re.split(r"([/:])", parts[5])
        if len(pieces) == 1:
            resource = f"{self._subject.name}-{token}"
        else:
            middle = [
                self._subject.name if index and _MADE_UP.search(piece) else piece
                for index, piece in enumerate(pieces[:-1])
            ]
            resource = "".join(middle) + token
        return f"arn:aws:{parts[2]}:{region}:{account}:{resource}"

    def _digest(self, path: str) -> str:
        return tokens.digest(f"{self._subject.urn}#{path}")

    def _token(self, path: str) -> str:
        return tokens.token(self._digest(path))
