"""Finds the rules of the real web ACLs, whose order is nobody's promise."""

from __future__ import annotations

from typing import Final

from tests.policies.harness import Deployment

TYPE: Final = "aws:wafv2/webAcl:WebAcl"


def set_in_rule(deployment: Deployment, web_acl: str, rule: str, path: str, value: object) -> Deployment:
    """Change a property of a rule, named by its own name; the rule itself where `path` is empty."""
    rules = deployment.inputs(web_acl, type_=TYPE)["rules"]
    (index,) = (index for index, found in enumerate(rules) if found["name"] == rule)
    return deployment.set(web_acl, f"rules[{index}]{'.' if path else ''}{path}", value, type_=TYPE)
