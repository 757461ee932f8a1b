"""Two sides as a whole; and real plans: of the fleet, and of what its settings can be changed to."""

from dataclasses import replace
from typing import Any

import pytest

from securecart.comparison.compare import compare
from securecart.comparison.model import Change, Comparison, Harm, Operation
from securecart.plan.model import Plan
from securecart.plan.verdicts import Level, Severity, Verdict
from tests.comparison.plans import BUCKET, INSTANCE, SUBNET, VPC, compared, plan, resource, side
from tests.fleet import fleet_plan
from tests.fleet_changes import scenarios

SHOP = resource(VPC, "shop")
VERDICT = Verdict(
    policy="no-pets",
    stack="us-east-1",
    urn=SHOP.urn,
    level=Level.MANDATORY,
    severity=Severity.HIGH,
    message="it is a pet",
)
MIRRORED = {
    Operation.CREATE: (Operation.DELETE, Operation.RETAIN),
    Operation.DELETE: (Operation.CREATE,),
    Operation.RETAIN: (Operation.CREATE,),
}


@pytest.fixture(scope="module")
def promoted(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return fleet_plan(scenarios.promoted(tmp_path_factory.mktemp("promoted")))


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return fleet_plan(scenarios.opened(tmp_path_factory.mktemp("opened")))


def of(comparison: Comparison, stack: str) -> dict[str, Operation]:
    """What is done to the databases of a stack."""
    (found,) = (found for found in comparison.stacks if found.stack == stack)
    return {change.resource.name: change.operation for change in found.resources if change.resource.type == INSTANCE}


def test_the_fleet_does_not_differ_from_itself(fleet: Plan) -> None:
    found = compared(fleet, fleet)
    assert all(stack.change is None and not stack.resources for stack in found.stacks)
    assert (found.dangers, found.verdicts, found.settings, found.accepted) == ((), (), (), True)


def test_a_promotion_is_in_place_and_leaves_the_old_writer(fleet: Plan, promoted: Plan) -> None:
    found = compared(fleet, promoted)
    assert of(found, "us-west-2") == {"shop-db-g1": Operation.UPDATE}
    assert of(found, "us-east-1") == {
        "shop-db-g1": Operation.RETAIN,
        "shop-db-g1-search-1": Operation.DELETE,
        "shop-db-g1-search-2": Operation.DELETE,
        **dict.fromkeys(("shop-db-g2", "shop-db-g2-search-1", "shop-db-g2-search-2"), Operation.CREATE),
    }
    assert found.stacks[0].change is None  # the EU's writer
    harms = {danger.harm for danger in found.dangers if danger.lost != "its logs"}
    assert harms == {Harm.COPY_DELETED, Harm.RECOVERABLE, Harm.ABANDONED}
    assert found.accepted


def test_the_way_back_has_what_went_come(fleet: Plan, promoted: Plan) -> None:
    there, back = compared(fleet, promoted), compared(promoted, fleet)
    operations = {change.resource.urn: change.operation for stack in there.stacks for change in stack.resources}
    returned = {change.resource.urn: change.operation for stack in back.stacks for change in stack.resources}
    assert returned.keys() == operations.keys()
    for urn, operation in operations.items():
        assert returned[urn] in MIRRORED.get(operation, (operation,))


def test_a_teardown_takes_every_protection_and_deletes_no_data(fleet: Plan, opened: Plan) -> None:
    found = compared(fleet, opened)
    assert {danger.harm for danger in found.dangers} == {Harm.UNPROTECTED}
    protected = {resource.urn for resource in fleet.resources() if resource.is_managed and resource.protect}
    told = {danger.urn for danger in found.dangers}
    untold = {urn.split("::")[2].rsplit("$", 1)[-1] for urn in protected - told}
    # These hold nothing that would be lost.
    assert untold == {"aws:lb/loadBalancer:LoadBalancer", "aws:globalaccelerator/listener:Listener"}
    assert {danger.harm for danger in compared(opened, fleet).dangers} == set()


def test_no_secret_and_no_placeholder_is_in_a_comparison(fleet: Plan, promoted: Plan) -> None:
    text = str([change.properties for stack in compared(fleet, promoted).stacks for change in stack.resources])
    assert "5ecca47" not in text
    assert "[secret]" in text
    assert "offline-stand-in" not in text


def test_stacks_come_and_go() -> None:
    found = compared(plan(SHOP), plan(resource(VPC, "shop", stack="us-west-2"), stack="us-west-2"))
    assert [(stack.stack, stack.change, len(stack.resources)) for stack in found.stacks] == [
        ("us-west-2", Change.ADDED, 1),
        ("us-east-1", Change.REMOVED, 0),
    ]


def test_what_refuses_is_first() -> None:
    before = plan(resource("aws:cloudwatch/logGroup:LogGroup", "a"), resource(BUCKET, "b"))
    found = compared(before, plan())
    assert [danger.lost for danger in found.dangers] == ["its objects", "its logs"]


def test_what_only_refers_to_a_renamed_resource_is_counted() -> None:
    store = replace(resource(VPC, "store"), aliases=(SHOP.urn,))
    subnets = [resource(SUBNET, name, inputs={"vpcId": SHOP.id}) for name in "ab"]
    repointed = [replace(subnet, inputs={"vpcId": store.id}) for subnet in subnets]
    (stack,) = compared(plan(SHOP, *subnets), plan(store, *repointed)).stacks
    assert (len(stack.resources), stack.repointed) == (1, 2)


def verdicts(before: tuple[Verdict, ...], after: tuple[Verdict, ...]) -> list[tuple[Change, str]]:
    found = compare(side(plan(SHOP), verdicts=before), side(plan(SHOP), verdicts=after))
    return [(change.change, change.verdict.policy) for change in found.verdicts]


def test_verdicts_that_one_side_has() -> None:
    advice = replace(VERDICT, policy="small-pets", level=Level.ADVISORY)
    assert verdicts((), (advice, VERDICT)) == [(Change.ADDED, "no-pets"), (Change.ADDED, "small-pets")]
    assert verdicts((VERDICT,), ()) == [(Change.REMOVED, "no-pets")]
    assert verdicts((VERDICT,), (replace(VERDICT, message="it is 2 pets"),)) == []
    assert verdicts((), (replace(VERDICT, undecided=True),)) == []


def test_a_verdict_that_refuses_from_now_on_is_new() -> None:
    advice = replace(VERDICT, level=Level.ADVISORY)
    assert verdicts((advice,), (VERDICT,)) == [(Change.ADDED, "no-pets"), (Change.REMOVED, "no-pets")]


def test_a_renamed_resource_keeps_its_verdicts() -> None:
    store = replace(resource(VPC, "store"), aliases=(SHOP.urn,))
    before, after = (
        side(plan(SHOP), verdicts=(VERDICT,)),
        side(plan(store), verdicts=(replace(VERDICT, urn=store.urn),)),
    )
    assert compare(before, after).verdicts == ()


def test_violations_refuse_and_count() -> None:
    found = compare(side(plan(SHOP)), side(plan(SHOP), verdicts=(VERDICT,)))
    assert (found.refusals, found.losses, found.accepted) == (1, 0, False)


def settings(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, Any, Any]]:
    sides = (side(plan(SHOP), settings={"us-east-1": values}) for values in (before, after))
    found = compare(*sides).settings
    return [(change.stack, change.property.path, change.property.before, change.property.after) for change in found]


def test_settings_are_told_by_key_and_path() -> None:
    before = {"aws:region": "us-east-1", "securecart:releases": {"blue": {"weight": 100}}, "securecart:old": 1}
    after = {"aws:region": "us-east-1", "securecart:releases": {"blue": {"weight": 90}}, "securecart:new": [1]}
    assert settings(before, after) == [
        ("us-east-1", "securecart:new", None, [1]),
        ("us-east-1", "securecart:old", 1, None),
        ("us-east-1", "securecart:releases.blue.weight", 100, 90),
    ]


def test_the_settings_of_a_new_stack_are_no_changes() -> None:
    found = compare(side(plan(SHOP)), side(plan(SHOP), settings={"us-east-1": {"a": 1}}))
    assert found.settings == ()


def test_an_objective_that_promises_less_is_in_the_blast_radius() -> None:
    sides = (
        side(plan(SHOP), settings={"us-east-1": {"securecart:objectives": {"zone": {"readSeconds": seconds}}}})
        for seconds in (110, 200)
    )
    (danger,) = compare(*sides).dangers
    assert (danger.harm, danger.subject) == (Harm.OBJECTIVE_LOOSENED, "the objective zone.readSeconds")
