"""A preview with something of everything in it."""

from dataclasses import replace

import pytest

from securecart.plan import tokens, urns
from securecart.plan.model import Resource, StackPlan, Timeouts
from securecart.plan.verdicts import Analysis, Judges, Level, Policy, Severity, Verdict
from securecart.preview.model import Preview, SettingsCheck, StackPreview

POLICIES = (
    Policy(
        name="rds-multi-az",
        title="Databases are Multi-AZ",
        description="A database survives the loss of a zone",
        level=Level.MANDATORY,
        severity=Severity.CRITICAL,
        remediation="Set multiAz to true.",
        url="https://docs.example/rds",
    ),
    Policy(
        name="records-have-checks",
        description="Records have health checks",
        level=Level.ADVISORY,
        severity=Severity.LOW,
        judges=Judges.STACK,
    ),
)


def resource(stack: str, type_: str, name: str, **rest: object) -> Resource:
    """A custom resource at the top of a stack."""
    root = urns.root(stack=stack, project="securecart")
    urn = urns.make(stack=stack, project="securecart", parent=root, type_=type_, name=name)
    return Resource(urn=urn, type=type_, name=name, parent=root, custom=True, **rest)  # type: ignore[arg-type]


def stack_preview(stack: str, role: str, *resources: Resource, verdicts: tuple[Verdict, ...] = ()) -> StackPreview:
    """A stack's preview."""
    plan = StackPlan(stack=stack, project="securecart", resources=resources, stand_ins=("securecart:originSecret",))
    analysis = Analysis(stack=stack, policies=POLICIES, verdicts=verdicts, judged=len(resources) + 1)
    return StackPreview(plan=plan, role=role, analysis=analysis)


@pytest.fixture
def accepted() -> Preview:
    """Two stacks in which nothing is wrong."""
    subnets = [resource("us-east-1", "aws:ec2/subnet:Subnet", f"subnet-{number}") for number in range(9)]
    many = [
        resource("us-east-1", f"aws:ec2/kind{number}:RatherLongKindOfResource{number}", "one") for number in range(9)
    ]
    database = resource(
        "us-east-1",
        "aws:rds/instance:Instance",
        "data-writer",
        region="us-east-1",
        id=f"data-{tokens.token('1' * 40)}",
        inputs={"password": tokens.SECRET, "multiAz": True, "tags": {"Name": "data"}, "sizes": [1, 2.5]},
        outputs={"password": tokens.SECRET, "port": tokens.number("2" * 40)},
        computed=frozenset({"port"}),
        secret_inputs=frozenset({"password"}),
        secret_outputs=frozenset({"password"}),
        dependencies=(subnets[0].urn, subnets[1].urn),
        property_dependencies={"subnets": (subnets[0].urn,)},
        protect=True,
        delete_before_replace=False,
        ignore_changes=("password",),
        aliases=("urn:pulumi:us-east-1::securecart::aws:rds/instance:Instance::old",),
        custom_timeouts=Timeouts(create="60m"),
        source="components/data/relational.py:120",
    )
    record = resource("global", "aws:route53/record:Record", "origin", source="components/routing/tree.py:7")
    return Preview(
        project="securecart",
        stacks=(
            stack_preview("us-east-1", "active, writes world", *subnets, *many, database),
            stack_preview("global", "edge", record),
        ),
        also_run=(),
        settings_checks=(SettingsCheck("each-domain-has-a-writer", "Each domain has a writer"),),
        judged_together=True,
        seconds=8.94,
    )


@pytest.fixture
def refused(accepted: Preview) -> Preview:
    """The same with violations, advice and an undecided policy, and without a judgement of all stacks together."""
    region, edge = accepted.stacks
    database, record = region.plan.resources[-1], edge.plan.resources[-1]
    mandatory = Verdict(
        policy="rds-multi-az",
        stack="us-east-1",
        urn=database.urn,
        level=Level.MANDATORY,
        severity=Severity.CRITICAL,
        message="multiAz is false: the loss of one zone takes the database with it, and everything that writes to it",
        remediation="Set multiAz to true.",
    )
    advisory = Verdict(
        policy="records-have-checks",
        stack="global",
        urn=record.urn,
        level=Level.ADVISORY,
        severity=Severity.LOW,
        message="no health check | none",
    )
    undecided = replace(advisory, message="can't run policy 'records-have-checks'", undecided=True)
    settled = replace(undecided, assumed=True)
    warned = replace(region.plan, warnings=("the release green is deployed but takes no traffic",))
    many = tuple(
        replace(advisory, stack="us-east-1", urn=other.urn, message="advice") for other in region.plan.resources[:12]
    )
    return replace(
        accepted,
        stacks=(
            replace(region, plan=warned, analysis=replace(region.analysis, verdicts=(*many, mandatory))),
            replace(edge, analysis=replace(edge.analysis, verdicts=(undecided, settled, advisory))),
        ),
        also_run=("us-west-2",),
        judged_together=False,
    )
