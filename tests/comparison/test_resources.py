from dataclasses import replace
from typing import Any

from securecart.comparison.model import Certainty, Operation, Replacement
from securecart.comparison.resources import changes, in_order
from securecart.plan.model import STACK_REFERENCE, Plan, Resource, Timeouts
from tests.comparison.plans import BUCKET, SUBNET, VPC, component, plan, resource

SHOP = resource(VPC, "shop", inputs={"cidrBlock": "10.0.0.0/16"})
MOVED = replace(SHOP, inputs={"cidrBlock": "10.1.0.0/16"})
WEB = "aws:ec2/instance:Instance"
GROUP = "aws:lb/targetGroup:TargetGroup"


def operations(before: Plan, after: Plan) -> dict[str, Operation]:
    return {change.resource.name: change.operation for change in changes(before, after).by_urn.values()}


def within(vpc: Resource, type_: str = SUBNET, name: str = "a", **options: Any) -> Resource:
    return resource(type_, name, inputs={"vpcId": vpc.id}, **options)


def test_what_comes_and_goes() -> None:
    kept = replace(resource(BUCKET, "kept"), retain_on_delete=True)
    before, after = plan(SHOP, kept), plan(resource(VPC, "store"))
    expected = {"shop": Operation.DELETE, "kept": Operation.RETAIN, "store": Operation.CREATE}
    assert operations(before, after) == expected


def test_components_and_what_is_only_read_are_passed_over() -> None:
    read = resource(STACK_REFERENCE, "other", external=True)
    assert operations(plan(), plan(component("shop"), read)) == {}


def test_a_provider_is_compared() -> None:
    before = resource("pulumi:providers:aws", "aws", inputs={"defaultTags": {"tags": {"Owner": "a"}}})
    after = replace(before, inputs={"defaultTags": {"tags": {"Owner": "b"}}})
    assert operations(plan(before), plan(after)) == {"aws": Operation.UPDATE}


def test_an_update_tells_inputs_and_options() -> None:
    timeouts = Timeouts(create="30m", delete="1h")
    after = replace(SHOP, inputs={**SHOP.inputs, "tags": {"a": 1}}, protect=True, custom_timeouts=timeouts)
    (change,) = changes(plan(SHOP), plan(after)).by_urn.values()
    assert change.operation is Operation.UPDATE
    assert [found.path for found in change.properties] == ["tags"]
    assert [(found.path, found.after) for found in change.options] == [
        ("customTimeouts", {"create": "30m", "delete": "1h"}),
        ("protect", True),
    ]


def test_not_said_and_false_are_two_things_only_for_the_order_of_a_replacement() -> None:
    assert operations(plan(SHOP), plan(replace(SHOP, delete_before_replace=False))) == {"shop": Operation.UPDATE}
    assert operations(plan(SHOP), plan(replace(SHOP, protect=False))) == {}


def test_ignored_changes_are_none() -> None:
    after = replace(MOVED, ignore_changes=("cidrBlock",))
    before = replace(SHOP, ignore_changes=("cidrBlock",))
    assert operations(plan(before), plan(after)) == {}


def test_an_alias_renames_and_repoints() -> None:
    store = replace(resource(VPC, "store", inputs=SHOP.inputs), aliases=(SHOP.urn,))
    found = changes(plan(SHOP, within(SHOP)), plan(store, within(store)))
    (change,) = found.by_urn.values()
    assert (change.operation, change.resource.name) == (Operation.RENAME, "store")
    assert found.repointed == {within(store).urn}


def test_without_one_it_is_another_resource_and_references_change() -> None:
    store = resource(VPC, "store", inputs=SHOP.inputs)
    found = changes(plan(SHOP, within(SHOP)), plan(store, within(store))).by_urn
    subnet = found[within(store).urn]
    assert subnet.operation is Operation.REPLACE
    (change,) = subnet.properties
    assert (change.before, change.after) == (f"[id of {SHOP.urn}]", f"[id of {store.urn}]")


def test_a_replacement_spreads_to_what_it_replaces_and_updates() -> None:
    subnet = within(SHOP)
    web = resource(WEB, "web", inputs={"subnetId": subnet.id})
    group = within(SHOP, GROUP, "group")
    bystander = resource(BUCKET, "files")
    listener = resource("aws:lb/listener:Listener", "web", inputs={"defaultActions": [{"targetGroupArn": group.id}]})
    rest = (subnet, web, group, bystander, listener)
    found = changes(plan(SHOP, *rest), plan(MOVED, *rest)).by_urn
    assert found[SHOP.urn].operation is Operation.REPLACE
    assert found[subnet.urn].replacement == Replacement(certainty=Certainty.CERTAIN, properties=("vpcId",))
    assert found[subnet.urn].follows == {"vpcId": SHOP.urn}
    assert found[group.urn].operation is Operation.REPLACE
    assert found[listener.urn].operation is Operation.UPDATE
    assert found[listener.urn].follows == {"defaultActions": group.urn}
    assert found[web.urn].operation is Operation.UPDATE  # of a type that is not known
    assert bystander.urn not in found


def test_a_replacement_does_not_spread_into_what_is_ignored_or_new() -> None:
    subnet = within(SHOP, ignore_changes=("vpcId",))
    new = within(SHOP, name="new")
    found = changes(plan(SHOP, subnet), plan(MOVED, subnet, new)).by_urn
    assert subnet.urn not in found
    assert found[new.urn].operation is Operation.CREATE


def test_another_trigger_replaces() -> None:
    before, after = (replace(SHOP, replacement_trigger=value) for value in ({"schema": 0}, {"schema": 1}))
    (change,) = changes(plan(before), plan(after)).by_urn.values()
    assert change.operation is Operation.REPLACE
    assert change.replacement == Replacement(certainty=Certainty.CERTAIN, properties=("replacementTrigger.schema",))
    (option,) = change.options
    assert (option.before, option.after) == (0, 1)


def test_a_trigger_that_is_false_is_one() -> None:
    before, after = (replace(SHOP, replacement_trigger=value) for value in (0, 1))
    assert operations(plan(before), plan(after)) == {"shop": Operation.REPLACE}


def test_a_trigger_that_comes_or_goes_replaces_nothing() -> None:
    triggered = replace(SHOP, replacement_trigger=1)
    assert operations(plan(SHOP), plan(triggered)) == {"shop": Operation.UPDATE}
    assert operations(plan(triggered), plan(SHOP)) == {"shop": Operation.UPDATE}


def test_a_replacement_spreads_to_who_is_bound_to_it_whatever_is_ignored() -> None:
    by_trigger = resource(BUCKET, "trigger", replacement_trigger=[SHOP.id], ignore_changes=("*",))
    with_both = resource(BUCKET, "with", replace_with=(by_trigger.urn, SHOP.urn))
    found = changes(plan(SHOP, by_trigger, with_both), plan(MOVED, by_trigger, with_both)).by_urn
    assert {change.operation for change in found.values()} == {Operation.REPLACE}
    replacement = found[by_trigger.urn].replacement
    assert replacement == Replacement(certainty=Certainty.CERTAIN, properties=("replacementTrigger",))
    assert found[by_trigger.urn].follows == {"replacementTrigger": SHOP.urn}
    replacement = found[with_both.urn].replacement
    assert replacement == Replacement(certainty=Certainty.CERTAIN, properties=("replaceWith",))


def test_who_is_bound_to_what_is_renamed_does_not_change() -> None:
    store = replace(resource(VPC, "store", inputs=SHOP.inputs), aliases=(SHOP.urn,))
    before, after = (
        resource(BUCKET, "files", replacement_trigger=vpc.id, replace_with=(vpc.urn,), deleted_with=vpc.urn)
        for vpc in (SHOP, store)
    )
    assert operations(plan(SHOP, before), plan(store, after)) == {"store": Operation.RENAME}


def test_circles_end() -> None:
    one = resource(GROUP, "one", inputs={"vpcId": "x"})
    two = resource(GROUP, "two", inputs={"vpcId": one.id})
    before = replace(one, inputs={"vpcId": two.id, "port": 80})
    found = changes(plan(before, two), plan(replace(before, inputs={"vpcId": two.id, "port": 81}), two)).by_urn
    assert {change.operation for change in found.values()} == {Operation.REPLACE}


def test_one_stack_s_changes_are_in_order_of_type_and_name() -> None:
    here = (resource(VPC, "b"), resource(VPC, "a"), resource(BUCKET, "z"))
    there = resource(VPC, "a", stack="us-east-11")
    after = Plan(stacks=(*plan(*here).stacks, *plan(there, stack="us-east-11").stacks))
    found = changes(plan(), after)
    assert [change.resource.name for change in in_order(found, "us-east-1")] == ["a", "b", "z"]
