"""Web ACLs: which one a resource names, where that one can be attached, and what its rules do."""

from __future__ import annotations

import enum
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from policies.aws import arn
from policies.aws.references import sole
from policies.aws.types import WEB_ACL, WEB_ACL_RULE, WEB_ACL_RULE_GROUP_ASSOCIATION
from policies.framework.values import UNKNOWN, Block, MistypedError, Unknown

if TYPE_CHECKING:
    from policies.framework.resources import Resource, Stack

REGIONAL: Final = "REGIONAL"
CLOUDFRONT: Final = "CLOUDFRONT"
CLOUDFRONT_REGION: Final = "us-east-1"
"""Where web ACLs for CloudFront are made (AWS WAF API reference, `CreateWebACL`)."""

_SCOPES: Final = {"regional": REGIONAL, "global": CLOUDFRONT}


@dataclass(frozen=True, slots=True)
class NamedWebAcl:
    """A web ACL that a resource names.

    Attributes:
        scope: `REGIONAL` or `CLOUDFRONT`; None where what is named is no web ACL of AWS WAF (version 2).
        region: the Region that it is in.
    """

    scope: str | Unknown | None
    region: str | Unknown


def named_web_acl(resource: Resource, path: str, stack: Stack) -> NamedWebAcl | None:
    """The web ACL that a property names; None where it names none."""
    value = resource.text(path)
    if value is None or value == "":
        return None
    found = stack.referents(resource, path, WEB_ACL)
    if len(found) == 1:
        return _declared(found[0])
    if value is UNKNOWN:
        return NamedWebAcl(UNKNOWN, UNKNOWN)
    parsed = arn.parse(value)
    if parsed is None or parsed.service != "wafv2":
        return NamedWebAcl(None, UNKNOWN)
    return NamedWebAcl(_SCOPES.get(parsed.resource.split("/")[0], UNKNOWN), parsed.region)


def _declared(web_acl: Resource) -> NamedWebAcl:
    region = web_acl.region
    return NamedWebAcl(web_acl.text("scope"), UNKNOWN if region is None else region)


class Effect(enum.Enum):
    """What a rule does with a request that matches."""

    ALLOW = "allow"
    STOP = "stop"
    """It blocks or challenges, or is a group of rules that may."""
    COUNT = "count"
    """It writes down that it matched, and the next rule is asked."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a web ACL.

    Attributes:
        known: the rules, in no order; each has the properties of an item of `rules`.
        unknown: the properties that may hold more.
    """

    known: Sequence[Block]
    unknown: Sequence[str]


def rules(web_acl: Resource, stack: Stack) -> Rules:
    """The rules of a web ACL: its own, and those that other resources of the stack add to it."""
    known: list[Block] = []
    unknown: list[str] = []
    own = web_acl.blocks("rules")
    for index, rule in enumerate([UNKNOWN] if isinstance(own, Unknown) else own):
        if isinstance(rule, Unknown):
            unknown.append("rules" if isinstance(own, Unknown) else f"rules[{index}]")
        else:
            known.append(rule)
    document = web_acl.text("ruleJson")
    if isinstance(document, Unknown):
        unknown.append("ruleJson")
    elif document:
        known.extend(_from_json(document))
    for added in stack.of_type(WEB_ACL_RULE, WEB_ACL_RULE_GROUP_ASSOCIATION):
        named = sole(added, "webAclArn", stack, WEB_ACL)
        if named is UNKNOWN:
            unknown.append(f"webAclArn of {added}")
        elif named is web_acl:
            known.append(added if added.type == WEB_ACL_RULE else _from_association(added))
    return Rules(known, unknown)


def label(rule: Block) -> str:
    """A rule, as a reader finds it."""
    name, priority = (rule.value(path) for path in ("name", "priority"))
    if isinstance(name, str):
        return f"rule `{name}`"
    return "a rule" if priority in (None, UNKNOWN) else f"the rule with priority {priority}"


def effect(rule: Block) -> Effect:
    """What a rule does. A group does what its rules say, unless the web ACL overrides it to count."""
    for path in ("action", "overrideAction"):
        action = rule.block(path)
        if action is not None:
            return Effect.UNKNOWN if isinstance(action, Unknown) else _effect(action)
    return Effect.STOP


def _effect(action: Block) -> Effect:
    count, allow = action.value("count"), action.value("allow")
    if UNKNOWN in (count, allow):
        return Effect.UNKNOWN
    if count is not None:
        return Effect.COUNT
    return Effect.STOP if allow is None else Effect.ALLOW


def managed_rule_group(rule: Block) -> str | Unknown | None:
    """The name of the managed rule group that a rule is, None for any other rule: a statement never holds a group."""
    return rule.text("statement.managedRuleGroupStatement.name")


def _from_json(document: str) -> list[Block]:
    """Rules as AWS's API has them: the same as Pulumi's, but for the case of the first letter."""
    try:
        parsed = json.loads(document)
    except ValueError:
        raise MistypedError("ruleJson", "a JSON list of rules", document) from None
    if not isinstance(parsed, list):
        raise MistypedError("ruleJson", "a JSON list of rules", parsed)
    return [Block(_camel(rule), f"ruleJson[{index}].") for index, rule in enumerate(parsed) if isinstance(rule, dict)]


def _camel(value: Any) -> Any:  # noqa: ANN401 (JSON)
    if isinstance(value, dict):
        return {key[:1].lower() + key[1:]: _camel(item) for key, item in value.items()}
    return [_camel(item) for item in value] if isinstance(value, list) else value


def _from_association(association: Resource) -> Block:
    """The rule that an association of a rule group adds to a web ACL."""
    override = association.text("overrideAction")
    return Block(
        {
            "name": association.value("ruleName"),
            "priority": association.value("priority"),
            "overrideAction": UNKNOWN if isinstance(override, Unknown) else {override or "none": {}},
            "statement": {
                "managedRuleGroupStatement": association.value("managedRuleGroup"),
                "ruleGroupReferenceStatement": association.value("ruleGroupReference"),
            },
        }
    )
