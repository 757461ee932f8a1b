"""Reads an estate from a plan."""

from __future__ import annotations

from securecart.plan.model import Plan
from securecart.proof.estate import compute, data, delivery, ground, zone
from securecart.proof.estate.declarations import Declarations
from securecart.proof.estate.model import Estate


def read(plan: Plan) -> Estate:
    """What a fleet is made of.

    Args:
        plan: the plan of all its stacks. Settings are not asked: what the program makes of them is what counts.
    """
    found = Declarations(plan)
    return Estate(
        records=zone.records(found),
        checks=zone.checks(found),
        load_balancers=compute.load_balancers(found),
        accelerators=delivery.accelerators(found),
        error_pages=delivery.error_pages(found),
        distributions=delivery.distributions(found),
        services=compute.services(found),
        buckets=delivery.buckets(found),
        instances=data.instances(found),
        writers=data.writers(found),
        tables=data.tables(found),
        switch_plans=data.switch_plans(found),
        networks=data.networks(found),
        private_paths=data.private_paths(found),
        lines=ground.lines(found),
        stores=ground.stores(found),
    )
