from dataclasses import replace

from securecart.comparison.pairing import pairs
from tests.comparison.plans import SUBNET, VPC, component, plan, resource


def test_one_urn_is_one_resource() -> None:
    vpc = resource(VPC, "shop")
    assert pairs(plan(vpc), plan(vpc)) == {vpc.urn: vpc.urn}


def test_another_name_is_another_resource() -> None:
    assert pairs(plan(resource(VPC, "shop")), plan(resource(VPC, "store"))) == {}


def test_an_alias_is_the_same_resource() -> None:
    old, new = resource(VPC, "shop"), resource(VPC, "store")
    assert pairs(plan(old), plan(replace(new, aliases=(old.urn,)))) == {new.urn: old.urn}


def test_a_resource_that_is_still_there_is_nobody_s_former_self() -> None:
    old, new = resource(VPC, "shop"), resource(VPC, "store")
    assert pairs(plan(old), plan(old, replace(new, aliases=(old.urn,)))) == {old.urn: old.urn}


def test_two_cannot_have_been_the_same() -> None:
    old = resource(VPC, "shop")
    after = plan(*(replace(resource(VPC, name), aliases=(old.urn,)) for name in ("one", "two")))
    assert list(pairs(plan(old), after).values()) == [old.urn]


def test_children_follow_a_parent_s_alias_with_and_without_its_name() -> None:
    outer = component("shop")
    before = plan(outer, resource(VPC, "shop-vpc", parent=outer), resource(SUBNET, "a", parent=outer))
    inner = replace(component("store"), type="securecart:network:Other")
    moved = replace(inner, urn=inner.urn.replace("network:Network", "network:Other"), aliases=(outer.urn,))
    children = resource(VPC, "store-vpc", parent=moved), resource(SUBNET, "a", parent=moved)
    # In whatever order: a document lists children before their parents.
    found = pairs(before, plan(*children, moved))
    assert [found[child.urn].rsplit("::", 1)[1] for child in children] == ["shop-vpc", "a"]
