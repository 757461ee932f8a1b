"""A preview as Markdown, for instance for a comment on a pull request."""

from collections.abc import Iterator
from itertools import chain

from securecart.plan.verdicts import Severity
from securecart.preview.findings import by_policy, judged_together, plural, settled, told_settled, undecided
from securecart.preview.model import Preview, StackPreview
from securecart.preview.services import by_service
from securecart.preview.text import notes


def render(preview: Preview) -> str:
    """The preview as Markdown. The same program and settings give the same text."""
    sections = (
        _head(preview),
        _stacks(preview),
        _policies(preview),
        _checks(preview),
        _resources(preview),
        _notes(preview),
    )
    return "\n\n".join("\n".join(section) for section in sections) + "\n"


def _head(preview: Preview) -> Iterator[str]:
    managed = sum(len(stack.plan.managed) for stack in preview.stacks)
    outcome = "accepted" if preview.accepted else f"refused, {plural(preview.refusals, 'violation')}"
    yield f"## Preview of {cell(preview.project)}: {outcome}"
    yield ""
    yield f"{plural(len(preview.stacks), 'stack')}, {plural(managed, 'resource')}."


def _stacks(preview: Preview) -> Iterator[str]:
    yield "| Stack | Role | Resources | Policies |"
    yield "| --- | --- | ---: | --- |"
    for stack in preview.stacks:
        yield f"| `{stack.plan.stack}` | {cell(stack.role)} | {len(stack.plan.managed):,} | {_outcome(stack)} |"
    if preview.also_run:
        yield ""
        yield f"Run as well, because a stack above reads them: {', '.join(f'`{name}`' for name in preview.also_run)}."


def _outcome(stack: StackPreview) -> str:
    if stack.refusals:
        return f"**{plural(len(stack.refusals), 'violation')}**"
    advice = sum(not verdict.undecided for verdict in stack.advice)
    return f"{advice} advisory" if advice else "accepted"


def _policies(preview: Preview) -> Iterator[str]:
    judged = sum(stack.analysis.judged for stack in preview.stacks)
    yield "### Policies"
    yield ""
    yield f"{plural(len(preview.policies), 'policy')} on {plural(judged, 'resource')} and components."
    for found in by_policy(preview):
        yield ""
        level = "mandatory" if found.refuses else "advisory"
        weight = level if found.severity is Severity.UNSPECIFIED else f"{found.severity.value}, {level}"
        yield f"#### `{found.policy}`: {weight}"
        yield ""
        for finding in found.findings:
            place = f" ({cell(finding.source)})" if finding.source else ""
            yield f"- `{finding.stack}` **{cell(finding.name)}** `{finding.type}`{place}: {cell(finding.reason)}"
        if found.remedy:
            yield ""
            yield f"Remedy: {cell(found.remedy)}"
    unclear = undecided(preview)
    if unclear:
        yield ""
        names = ", ".join(f"`{policy}` ({count})" for policy, count in unclear.items())
        yield f"Undecided until the deployment knows more: {names}."
    if count := settled(preview):
        yield ""
        yield f"{told_settled(count)}."


def _checks(preview: Preview) -> Iterator[str]:
    yield "### Fleet"
    yield ""
    yield f"- The settings of all stacks agree ({plural(len(preview.settings_checks), 'check')})."
    yield f"- {judged_together(preview)}"


def _resources(preview: Preview) -> Iterator[str]:
    yield "<details><summary>Resources</summary>"
    yield ""
    yield "| Service | Resources | Kinds |"
    yield "| --- | ---: | --- |"
    for service in by_service(chain.from_iterable(stack.plan.managed for stack in preview.stacks)):
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in service.kinds)
        yield f"| {service.name} | {service.total:,} | {kinds} |"
    yield ""
    yield "</details>"


def _notes(preview: Preview) -> Iterator[str]:
    yield "### Notes"
    yield ""
    yield from (f"- {cell(note)}" for note in notes(preview))


def cell(text: str) -> str:
    """Text that neither ends a cell nor starts markup, except for code between backticks."""
    prose, *rest = " ".join(text.split()).split("`")
    if len(rest) % 2:
        return _escaped(text)
    parts = [_escaped(prose)]
    for code, after in zip(rest[::2], rest[1::2], strict=True):
        parts += ["`" + code.replace("|", "\\|") + "`", _escaped(after)]
    return "".join(parts)


def _escaped(text: str) -> str:
    for sign in "\\`*_|<>[]":
        text = text.replace(sign, f"\\{sign}")
    return text
