"""The catalogue as a page of documentation: `docs/policies.md` is this, and a test holds it to that."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from textwrap import dedent

from policies.framework.rule import Rule, Scope

_HEAD = """\
# Policies

What the pack in `policies/` refuses before it is deployed. It runs in `securecart preview`, with
`pulumi preview --policy-pack policies`, and on what is deployed with `pulumi policy analyze`.

This page is made from the rules: `securecart policies --format markdown > docs/policies.md`.

A rule that depends on a value which only the deployment knows follows it to the resource that it comes from. Where that
decides nothing, it says so in an advisory, refuses nothing, and goes on with the next resource; `securecart preview`
then asks it again with stand-ins for what is not known. A rule that breaks is reported as `resource-rules-complete` or
`stack-rules-complete`, which are mandatory, and its traceback is in a log.

A rule's level and its parameters are set in a file for `pulumi up --policy-pack-config` and `securecart preview
--policy-config`:

```json
{"relational-data-backups-on": {"enforcementLevel": "advisory", "recoveryWindowDays": 14}}
```

Rules across stacks are judged where the pack is shown all of them: by `securecart preview`, not by Pulumi's engine.

## Exemptions

`policies/exemptions.yaml` says which resource may break which rule, why, who answers for that, and until when. An
exemption is never silent: one that is used is reported as advice, one that has expired refuses again, and one that
nothing needs or that names nothing is said.

```yaml
exemptions:
  - rule: load-balancing-access-logs
    resource: urn:pulumi:us-east-1::securecart::aws:lb/loadBalancer:LoadBalancer::internal
    reason: Why it is right to break the rule here.
    owner: who answers for it
    expires: 2027-06-30 # the last day on which it holds
```

The URNs of what is refused: `securecart preview --format json | jq -r '.verdicts[] | "\\(.policy) \\(.urn)"'`.

## Remediation

A rule with an unambiguous fix can mend a resource before it is made. That is off until its `enforcementLevel` is
`remediate`. What depends on a value that is not known yet is left alone, and so is what is exempt.

## Rules
"""

_SEES = {
    Scope.RESOURCE: "one resource, before it is made",
    Scope.STACK: "all resources of a stack",
    Scope.FLEET: "the resources of all stacks",
}


def markdown(rules: Sequence[Rule]) -> str:
    """The page of the given rules, which are in order of concern."""
    table = ["| rule | asks for | level | severity |", "| --- | --- | --- | --- |"]
    table += [
        f"| [{rule.id}](#{rule.id}) | {rule.title} | {rule.level.value} | {rule.severity.value} |" for rule in rules
    ]
    parts = [_HEAD, "\n".join(table) + "\n"]
    for concern, group in groupby(rules, key=lambda rule: rule.concern):
        parts.append(f"## {concern.replace('-', ' ').capitalize()}\n")
        parts += [_section(rule) for rule in group]
    return "\n".join(parts)


def corrections(rule: Rule) -> str:
    """What remediation does about a violation, as a clause."""
    return "remediation sets " + ", ".join(
        f"`{path}` to {json.dumps(value)}" for path, value in rule.corrections.items()
    )


def _section(rule: Rule) -> str:
    lines = [f"### {rule.id}", "", f"**{rule.title}.** {rule.what}", "", f"- Why: {rule.why}", f"- Fix: {rule.fix}"]
    lines.append(f"- Level: {rule.level.value}; severity: {rule.severity.value}; sees: {_SEES[rule.scope]}")
    lines.append(f"- Judges: {', '.join(f'`{type_}`' for type_ in rule.types)}")
    sources = [f"[{source.standard}, {source.reference}]({source.url})" for source in rule.sources]
    lines.append(f"- Sources: {'; '.join(sources)}")
    lines += [f"- Mends: {corrections(rule)}."] if rule.corrections else []
    lines += [
        f"- `{found.name}` (default {json.dumps(found.default)}): {found.description}." for found in rule.parameters
    ]
    for name, example in (("Passes", rule.passing), ("Fails", rule.failing)):
        lines += ["", f"{name}:", "", "```yaml", dedent(example).strip(), "```"]
    return "\n".join(lines) + "\n"
