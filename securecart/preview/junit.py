"""A preview as JUnit XML, which most CI services show: a suite a stack, a case a policy."""

from __future__ import annotations

from collections import defaultdict
from xml.etree import ElementTree as ET

from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

from securecart.plan import urns
from securecart.plan.verdicts import Level, Verdict
from securecart.preview.findings import plural
from securecart.preview.model import Preview, StackPreview


def render(preview: Preview) -> str:
    """The verdicts as JUnit XML. The same program and settings give the same text.

    A violation that refuses a deployment is a failure; advice stands in the case's output; a policy that is disabled or
    undecided is skipped.
    """
    document = JUnitXml(preview.project)
    for stack in preview.stacks:
        document.add_testsuite(_suite(stack))
    ET.indent(document._elem)  # noqa: SLF001 (its own writer puts everything on one line)
    written: bytes = document.tostring()  # type: ignore[no-untyped-call]
    return f"{written.decode()}\n"


def _suite(stack: StackPreview) -> TestSuite:
    by_policy: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in stack.analysis.verdicts:
        by_policy[verdict.policy].append(verdict)
    suite = TestSuite(stack.plan.stack)
    for policy in stack.analysis.policies:
        case = TestCase(policy.name, stack.plan.stack)
        verdicts = by_policy[policy.name]
        refusals = [verdict for verdict in verdicts if verdict.refuses]
        advice = [verdict for verdict in verdicts if not verdict.refuses and not verdict.undecided]
        undecided = [verdict for verdict in verdicts if verdict.undecided and not verdict.assumed]
        if refusals:
            failure = Failure(plural(len(refusals), "violation"), policy.severity.value)
            failure.text = "\n".join(map(_told, refusals))
            case.result = [failure]
        if not refusals and policy.level is Level.DISABLED:
            case.result = [Skipped("disabled")]
        elif undecided and not refusals and not advice:
            case.result = [Skipped("; ".join(verdict.message for verdict in undecided))]
        if advice:
            case.system_out = "\n".join(_told(verdict) for verdict in advice)
        suite.add_testcase(case)
    return suite


def _told(verdict: Verdict) -> str:
    remedy = f" Remedy: {verdict.remediation}" if verdict.remediation else ""
    return f"{urns.name(verdict.urn)}: {verdict.message}{remedy}"
