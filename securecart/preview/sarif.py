"""A preview as SARIF 2.1.0, the form in which code scanning services take findings (OASIS standard, 2020)."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from typing import Any, Final

from securecart.plan import urns
from securecart.plan.verdicts import Level, Policy, Verdict
from securecart.preview.model import Preview

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {Level.MANDATORY: "error", Level.REMEDIATE: "error", Level.ADVISORY: "warning", Level.DISABLED: "none"}


def render(preview: Preview) -> str:
    """The findings as a SARIF log with one run. The same program and settings give the same text."""
    indices = {policy.name: index for index, policy in enumerate(preview.policies)}
    run = {
        "tool": {
            "driver": {
                "name": "securecart",
                "version": version("securecart"),
                "rules": [_rule(policy) for policy in preview.policies],
            }
        },
        "automationDetails": {"id": f"{preview.project}/preview/"},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(preview, verdict, indices)
            for verdict in preview.verdicts
            if not (verdict.undecided and verdict.assumed)
        ],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _rule(policy: Policy) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": policy.name,
        "shortDescription": {"text": policy.title or policy.description},
        "fullDescription": {"text": policy.description},
        "defaultConfiguration": {"level": _LEVELS[policy.level], "enabled": policy.level is not Level.DISABLED},
        "properties": {"severity": policy.severity.value},
    }
    if policy.remediation:
        rule["help"] = {"text": policy.remediation}
    if policy.url:
        rule["helpUri"] = policy.url
    return rule


def _result(preview: Preview, verdict: Verdict, indices: dict[str, int]) -> dict[str, Any]:
    remedy = f" Remedy: {verdict.remediation}" if verdict.remediation and not verdict.undecided else ""
    result: dict[str, Any] = {
        "ruleId": verdict.policy,
        "kind": "open" if verdict.undecided else "fail",
        "level": "none" if verdict.undecided else "error" if verdict.refuses else "warning",
        "message": {"text": f"{verdict.stack}: {urns.name(verdict.urn)}: {verdict.message}{remedy}"},
        "locations": [_location(preview, verdict)],
        "partialFingerprints": {"policyAndResource/v1": _fingerprint(verdict)},
        "properties": {"stack": verdict.stack, "severity": verdict.severity.value},
    }
    if verdict.policy in indices:
        result["ruleIndex"] = indices[verdict.policy]
    return result


def _location(preview: Preview, verdict: Verdict) -> dict[str, Any]:
    """Where the resource is declared; of one whose place is not known, its stack's file."""
    plan = preview.plan[verdict.stack]
    source = (plan[verdict.urn].source if verdict.urn in plan else None) or f"Pulumi.{verdict.stack}.yaml:1"
    file, _, line = source.rpartition(":")
    return {
        "physicalLocation": {"artifactLocation": {"uri": file}, "region": {"startLine": int(line)}},
        "logicalLocations": [{"fullyQualifiedName": verdict.urn, "kind": "resource", "name": urns.name(verdict.urn)}],
    }


def _fingerprint(verdict: Verdict) -> str:
    """The same finding in the next run, wherever its line has moved to."""
    return hashlib.sha256(f"{verdict.policy}\n{verdict.urn}".encode()).hexdigest()
