"""A database refuses connections without TLS."""

import re
from collections.abc import Iterator
from typing import Final

from policies.aws.rds import Standing, engine, source, standing
from policies.aws.types import RDS_INSTANCE, RDS_PARAMETER_GROUP
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_PARAMETERS: Final = {
    "postgres": "rds.force_ssl",
    "sqlserver": "rds.force_ssl",
    "mysql": "require_secure_transport",
    "mariadb": "require_secure_transport",
}
"""By engine, the parameter that refuses connections without TLS; Oracle and Db2 have other means than parameters."""

_FORCED_SINCE: Final = {"postgres": (15,), "mysql": (9, 7), "mariadb": (11, 8)}
"""From which version on the parameter is on by default.

Sources: Amazon RDS user guide, "Using SSL with a PostgreSQL DB instance", "Requiring SSL/TLS for all connections to a
MySQL DB instance", and the same of MariaDB.
"""

_FAMILY: Final = re.compile(r"(?:default[.:])?([a-z]+)[a-z-]*?([\d.]*)$")


@stack_rule(
    title="Databases force TLS",
    what="An RDS instance of PostgreSQL, MySQL, MariaDB or SQL Server refuses connections that are not encrypted.",
    why=(
        "A client whose driver prefers TLS but does not insist falls back to clear text without anybody noticing. "
        "Logins and customers' data then cross peerings and VPNs readable, and a stolen login is a lost database."
    ),
    fix=(
        "Give the instance a `parameter_group_name` whose group sets `rds.force_ssl` (PostgreSQL, SQL Server) or "
        "`require_secure_transport` (MySQL, MariaDB) to `1`."
    ),
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS Security Hub",
            "RDS.38",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-38",
        ),
        Source(
            "AWS Security Hub",
            "RDS.39",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-39",
        ),
        Source(
            "AWS Security Hub",
            "RDS.44",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-44",
        ),
        Source(
            "Amazon RDS user guide",
            "Using SSL with a PostgreSQL DB instance",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html",
        ),
        Source(
            "Amazon RDS user guide",
            "Requiring SSL/TLS for all connections to a MySQL DB instance",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/mysql-ssl-connections.require-ssl.html",
        ),
        Source(
            "Amazon RDS user guide",
            "Requiring SSL/TLS for all connections to a MariaDB DB instance",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/mariadb-ssl-connections.require-ssl.html",
        ),
    ),
    types=(RDS_INSTANCE,),
    passing="""
        resources:
          tls:
            type: aws:rds:ParameterGroup
            properties: {family: postgres17, parameters: [{name: rds.force_ssl, value: "1"}]}
          orders:
            type: aws:rds:Instance
            properties: {engine: postgres, engineVersion: "17", parameterGroupName: "${tls.name}"}
    """,
    failing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {engine: mysql, engineVersion: "8.4", parameterGroupName: default.mysql8.4}
    """,
)
def tls_forced(stack: Stack) -> Iterator[Verdict]:
    """Judge every instance whose engine has such a parameter, by its parameter group or the engine's default."""
    for instance in stack.of_type(RDS_INSTANCE):
        name = engine(instance, stack)
        if isinstance(name, Unknown):
            yield undecided(instance, "engine")
        elif name is None or name.split("-", 1)[0] not in _PARAMETERS:
            yield satisfied(instance)
        else:
            yield _judge(instance, name.split("-", 1)[0], stack)


def _judge(instance: Resource, name: str, stack: Stack) -> Verdict:
    given = instance.text("parameterGroupName")
    if given is None or given == "":
        return _judge_default_group(instance, name, stack)
    declared = stack.referents(instance, "parameterGroupName", RDS_PARAMETER_GROUP)
    if len(declared) == 1:
        return _judge_group(instance, name, declared[0])
    if given is UNKNOWN:
        return undecided(instance, "parameterGroupName")
    if not declared and given.startswith("default"):
        return _by_default(instance, name, _version_of_family(given), f"`parameterGroupName` is {given}")
    return satisfied(instance)


def _judge_default_group(instance: Resource, name: str, stack: Stack) -> Verdict:
    """Judge an instance without a parameter group: a read replica has its source's, others the engine's default."""
    role = standing(instance, stack)
    if role is Standing.READ_REPLICA:
        return satisfied(instance)
    if role is Standing.UNKNOWN:
        return undecided(instance, "replicateSourceDb")
    version = instance.text("engineVersion")
    if version is None and isinstance(found := source(instance, stack), Resource):
        version = found.text("engineVersion")
    return _by_default(instance, name, version, "`parameterGroupName` is absent")


def _judge_group(instance: Resource, name: str, group: Resource) -> Verdict:
    parameters = group.blocks("parameters")
    if isinstance(parameters, Unknown):
        return undecided(instance, f"parameters of {group}")
    for parameter in parameters:
        if isinstance(parameter, Unknown) or parameter.text("name") is UNKNOWN:
            return undecided(instance, f"parameters of {group}")
        if parameter.text("name") == _PARAMETERS[name]:
            return _judge_value(instance, parameter.text("value"), name, group)
    family = group.text("family")
    version = family if isinstance(family, Unknown) else _version_of_family(family or "")
    return _by_default(instance, name, version, f"{group} does not set `{_PARAMETERS[name]}`")


def _judge_value(instance: Resource, value: str | Unknown | None, name: str, group: Resource) -> Verdict:
    if isinstance(value, Unknown):
        return undecided(instance, f"parameters of {group}")
    if (value or "").lower() in ("1", "on", "true"):
        return satisfied(instance)
    return violated(instance, f"{group} sets `{_PARAMETERS[name]}` to {value}.")


def _by_default(instance: Resource, name: str, version: str | Unknown | None, given: str) -> Verdict:
    """Judge an instance by the default of its engine's version; without one, RDS takes a recent version."""
    if isinstance(version, Unknown):
        return undecided(instance, "engineVersion")
    if name not in _FORCED_SINCE or (not version and name == "mysql"):
        return violated(instance, f"{given}: by default {name} takes connections without TLS.")
    if not version or _numbers(version) >= _FORCED_SINCE[name]:
        return satisfied(instance)
    return violated(instance, f"{given}: by default {name} {version} takes connections without TLS.")


def _version_of_family(family: str) -> str:
    """The version in the name of a parameter group family, or of its default group: `17` in `default.postgres17`."""
    found = _FAMILY.match(family)
    return found.group(2) if found else ""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())
