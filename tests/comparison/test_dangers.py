from dataclasses import replace
from typing import Any

import pytest

from securecart.comparison import dangers
from securecart.comparison.model import Change, Danger, Harm, PropertyChange, SettingChange
from securecart.plan.model import Resource
from securecart.settings.objectives import ObjectiveSettings
from tests.comparison.plans import BUCKET, INSTANCE, SECRET, SUBNET, TABLE, VPC, compared, plan, resource

BACKUPS = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
EIP = "aws:ec2/eip:Eip"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
ORDERS = resource(INSTANCE, "orders", inputs={"engine": "postgres", "deletionProtection": True}, protect=True)
CARTS = resource(TABLE, "carts", inputs={"name": "carts", "replicas": [{"regionName": "eu-west-1"}]})


def found(before: Resource | None, after: Resource | None) -> list[Danger]:
    sides = (plan(*([side] if side else [])) for side in (before, after))
    return list(compared(*sides).dangers)


def harms(before: Resource | None, after: Resource | None) -> list[Harm]:
    return [danger.harm for danger in found(before, after)]


def with_inputs(of: Resource, **inputs: Any) -> Resource:
    return replace(of, inputs={**of.inputs, **inputs})


def test_deleted_data_refuses_and_tells_what_stops_it() -> None:
    (danger,) = found(ORDERS, None)
    assert danger == Danger(
        harm=Harm.DELETED,
        stack="us-east-1",
        subject="aws:rds:Instance orders",
        urn=ORDERS.urn,
        lost="its data",
        stopped_by=("protect", "deletionProtection"),
    )
    assert danger.refuses


def test_another_name_without_an_alias_is_a_deletion() -> None:
    other = resource(INSTANCE, "sales", inputs=ORDERS.inputs, protect=True)
    (danger,) = found(ORDERS, other)
    assert (danger.harm, danger.successor) == (Harm.DELETED, other.urn)
    assert harms(ORDERS, replace(other, aliases=(ORDERS.urn,))) == []


def test_what_is_created_with_other_inputs_or_twice_is_no_successor() -> None:
    other = resource(INSTANCE, "sales", inputs={"engine": "mysql"})
    assert [danger.successor for danger in found(ORDERS, other)] == [None]
    twins = [resource(INSTANCE, name, inputs=ORDERS.inputs) for name in ("one", "two")]
    (danger,) = compared(plan(ORDERS), plan(*twins)).dangers
    assert danger.successor is None


def test_what_holds_nothing_may_go() -> None:
    assert found(resource(VPC, "shop"), None) == []
    assert found(None, ORDERS) == []


@pytest.mark.parametrize(
    ("resource_", "harm"),
    [
        (resource(INSTANCE, "copy", inputs={"replicateSourceDb": "orders"}), Harm.COPY_DELETED),
        (resource(BACKUPS, "backups"), Harm.COPY_DELETED),
        (resource(LOG_GROUP, "logs"), Harm.DELETED),
        (resource(EIP, "egress"), Harm.DELETED),
        (resource(BUCKET, "files", retain_on_delete=True), Harm.ABANDONED),
        (resource(SECRET, "login"), Harm.RECOVERABLE),
        (resource(SECRET, "login", inputs={"recoveryWindowInDays": 0}), Harm.DELETED),
    ],
)
def test_what_is_not_lost_with_a_deletion(resource_: Resource, harm: Harm) -> None:
    (danger,) = found(resource_, None)
    assert danger.harm is harm
    assert danger.refuses is (harm is Harm.DELETED and resource_.type != LOG_GROUP)


def test_the_engine_keeps_a_protected_resource_in_the_program_even_where_aws_would_keep_it() -> None:
    (danger,) = found(replace(ORDERS, retain_on_delete=True), None)
    assert (danger.harm, danger.stopped_by) == (Harm.ABANDONED, ("protect",))


def test_replaced_data_refuses_and_tells_why() -> None:
    (danger,) = found(ORDERS, with_inputs(ORDERS, engine="mysql"))
    assert (danger.harm, danger.because, danger.refuses) == (Harm.REPLACED, ("engine",), True)
    assert danger.stopped_by == ("protect", "deletionProtection")


def test_protection_that_goes_with_the_same_change_stops_no_replacement() -> None:
    (danger,) = found(ORDERS, replace(with_inputs(ORDERS, engine="mysql"), protect=False))
    assert (danger.harm, danger.stopped_by) == (Harm.REPLACED, ("deletionProtection",))


def test_a_replacement_that_a_replaced_network_brings_about_is_one() -> None:
    shop = resource(VPC, "shop", inputs={"cidrBlock": "10.0.0.0/16"})
    key = resource("aws:kms/key:Key", "data", region="us-east-1")
    database = replace(with_inputs(ORDERS, kmsKeyId=key.id), dependencies=(key.urn,))
    moved = replace(key, region="us-west-2")
    dangers_ = compared(plan(shop, key, database), plan(shop, moved, database)).dangers
    assert [(danger.harm, danger.subject, danger.because) for danger in dangers_] == [
        (Harm.REPLACED, "aws:kms:Key data", ("region",)),
        (Harm.REPLACED, "aws:rds:Instance orders", ("kmsKeyId",)),
    ]


def test_a_possible_replacement_is_told_and_does_not_refuse() -> None:
    (danger,) = found(ORDERS, with_inputs(ORDERS, kmsKeyId="arn:key"))
    assert (danger.harm, danger.because, danger.refuses) == (Harm.POSSIBLY_REPLACED, ("kmsKeyId",), False)


def test_a_replica_of_a_table_or_a_secret_that_goes_is_a_copy() -> None:
    (danger,) = found(CARTS, with_inputs(CARTS, replicas=[]))
    assert (danger.harm, danger.because) == (Harm.COPY_DELETED, ("replicas: eu-west-1",))
    login = resource(SECRET, "login", inputs={"replicas": [{"region": "eu-west-1"}]})
    assert harms(login, with_inputs(login, replicas=[{"region": "us-west-2"}])) == [Harm.COPY_DELETED]
    assert harms(CARTS, with_inputs(CARTS, replicas=[*CARTS.inputs["replicas"], {"regionName": "us-west-2"}])) == []


def test_protections_that_are_taken_are_told_together() -> None:
    opened = replace(with_inputs(ORDERS, deletionProtection=False), protect=False)
    (danger,) = found(ORDERS, opened)
    assert (danger.harm, danger.because) == (Harm.UNPROTECTED, ("protect", "deletionProtection"))
    assert harms(opened, ORDERS) == []


def test_a_copy_needs_no_protection() -> None:
    copy = replace(with_inputs(ORDERS, replicateSourceDb="other"), protect=True)
    assert harms(copy, replace(copy, protect=False)) == []


def test_a_stack_without_a_file_stays_deployed() -> None:
    before = plan(ORDERS, resource(SUBNET, "a"))
    after = plan(stack="global")
    (danger,) = compared(before, after).dangers
    assert (danger.harm, danger.stack) == (Harm.ABANDONED, "us-east-1")
    assert danger.subject == "the stack and its 2 resources, 1 of them with data"


def setting(path: str, before: object, after: object, change: Change = Change.CHANGED) -> SettingChange:
    return SettingChange(stack="global", property=PropertyChange(path=path, change=change, before=before, after=after))


@pytest.mark.parametrize(
    ("path", "before", "after", "because"),
    [
        ("securecart:objectives.region.writeSeconds", 3600, 7200, ("at most 3,600 before, 7,200 now",)),
        ("securecart:objectives.region", {"writeSeconds": 1}, None, ("promised before, not any more",)),
    ],
)
def test_an_objective_that_promises_less(path: str, before: object, after: object, because: tuple[str, ...]) -> None:
    (danger,) = dangers.of_setting(setting(path, before, after))
    assert danger.harm is Harm.OBJECTIVE_LOOSENED
    assert danger.subject == f"the objective {path.partition('objectives.')[2]}"
    assert danger.because == because


DEFAULT = ObjectiveSettings().region.write_seconds


@pytest.mark.parametrize(
    ("change", "path", "before", "after", "told"),
    [
        (Change.REMOVED, "securecart:objectives.twoRegions", {"readSeconds": 110}, None, ["twoRegions"]),
        (Change.REMOVED, "securecart:objectives.region.writeSeconds", DEFAULT - 1, None, ["region.writeSeconds"]),
        (Change.REMOVED, "securecart:objectives.region.writeSeconds", DEFAULT + 1, None, []),
        (Change.ADDED, "securecart:objectives.region.writeSeconds", None, DEFAULT + 1, ["region.writeSeconds"]),
        (Change.ADDED, "securecart:objectives.region.writeSeconds", None, DEFAULT - 1, []),
        (Change.REMOVED, "securecart:objectives", {"region": {"writeSeconds": 1}}, None, ["region.writeSeconds"]),
        (Change.ADDED, "securecart:objectives.twoRegions", None, {"readSeconds": 110}, []),
    ],
)
def test_an_objective_that_is_not_set_has_its_default(
    change: Change, path: str, before: object, after: object, told: list[str]
) -> None:
    found = SettingChange(stack="global", property=PropertyChange(path=path, change=change, before=before, after=after))
    assert [danger.subject for danger in dangers.of_setting(found)] == [f"the objective {name}" for name in told]


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [("securecart:objectives.region.writeSeconds", 3600, 1800), ("securecart:releases.blue.weight", 90, 100)],
)
def test_other_settings_are_no_danger(path: str, before: object, after: object) -> None:
    assert list(dangers.of_setting(setting(path, before, after))) == []
