"""A comparison with something of everything in it."""

from dataclasses import replace

import pytest

from securecart.comparison.compare import compare
from securecart.comparison.model import Comparison, Side
from securecart.plan import tokens
from securecart.plan.model import Plan
from securecart.plan.verdicts import Level, Severity, Verdict
from tests.comparison.plans import BUCKET, INSTANCE, SECRET, SUBNET, TABLE, VPC, plan, resource, side

NEW = "aws:new/thing:Thing"


@pytest.fixture
def refused() -> Comparison:
    """A database is replaced, a table deleted, and a new policy violated; a stack comes and another one goes."""
    shop, store = resource(VPC, "shop"), resource(VPC, "store")
    renamed = replace(store, aliases=(shop.urn,))
    orders = resource(
        INSTANCE,
        "orders",
        protect=True,
        inputs={"engine": "postgres", "password": tokens.SECRET, "tags": {"a|b": "1"}},
        secret_inputs=frozenset({"password"}),
    )
    carts = [resource(TABLE, f"carts-{number}") for number in range(5)]
    subnets = [resource(SUBNET, name, inputs={"vpcId": shop.id, "tags": {"Name": "old"}}) for name in "abcd"]
    quiet = resource(SUBNET, "quiet", inputs={"vpcId": shop.id})
    thing = resource(NEW, "thing", inputs={"size": 1})
    before = plan(shop, orders, *carts, *subnets, quiet, thing, resource(SECRET, "login"))
    gone = plan(resource(BUCKET, "files", stack="mars"), stack="mars")
    after = plan(
        renamed,
        replace(orders, inputs={**orders.inputs, "engine": "mysql", "tags": {"a|b": "2"}}, protect=True),
        *(replace(subnet, inputs={"vpcId": store.id, "tags": {"Name": "new"}}) for subnet in subnets),
        replace(quiet, inputs={"vpcId": store.id}),
        replace(thing, inputs={"size": "`2`"}),
    )
    new = plan(*(resource(BUCKET, f"files-{number}", stack="venus") for number in range(2)), stack="venus")
    verdict = Verdict(
        policy="no-pets",
        stack="us-east-1",
        urn=orders.urn,
        level=Level.MANDATORY,
        severity=Severity.HIGH,
        message="it is a pet, not *cattle*",
    )
    old_verdict = replace(verdict, policy="no-cats", level=Level.ADVISORY, message="a cat")
    return compare(
        Side(
            name="main",
            commit="a" * 40,
            plan=Plan(stacks=(*before.stacks, *gone.stacks)),
            verdicts=(old_verdict,),
            settings={"us-east-1": {"securecart:weight": 100}},
        ),
        Side(
            name="work tree",
            commit="b" * 40,
            uncommitted=True,
            plan=Plan(stacks=(*after.stacks, *new.stacks)),
            verdicts=(verdict,),
            settings={"us-east-1": {"securecart:weight": 90}},
        ),
    )


@pytest.fixture
def accepted() -> Comparison:
    """Nothing changes."""
    shop = plan(resource(VPC, "shop"))
    return compare(side(shop), side(shop, "work tree"))
