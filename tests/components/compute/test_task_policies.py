from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.compute.task_policies import execution_policy, log_group_name, task_policy, tasks_trust
from securecart.settings.geography import Residency
from securecart.settings.services import CatalogueAccess, ServiceSettings
from tests.support import ACCOUNT

QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:orders"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"
TABLE = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table"


def statements(settings: ServiceSettings, service: str = "checkout") -> dict[str, dict[str, Any]]:
    document = task_policy(
        service,
        settings,
        region="us-east-1",
        account_id=ACCOUNT,
        residency=Residency.WORLD,
        database_regions=("us-west-2", "us-east-1"),
        queue_arn=QUEUE,
        key_arn=KEY,
    )
    return {statement["Sid"]: statement for statement in document["Statement"]}


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def test_a_service_that_touches_nothing_sends_traces_only() -> None:
    assert list(statements(ServiceSettings())) == ["Traces"]


def test_a_database_is_reached_in_every_region_of_the_domain_as_the_services_own_user() -> None:
    found = statements(ServiceSettings(database=True))

    assert found["Database"]["Action"] == "rds-db:connect"
    assert found["Database"]["Resource"] == [
        f"arn:aws:rds-db:us-east-1:{ACCOUNT}:dbuser:*/checkout",
        f"arn:aws:rds-db:us-west-2:{ACCOUNT}:dbuser:*/checkout",
    ]
    assert found["DatabaseEndpoints"]["Resource"] == (
        f"arn:aws:ssm:us-east-1:{ACCOUNT}:parameter/securecart/database/*"
    )


def test_reading_the_catalogue_does_not_write_it() -> None:
    read = statements(ServiceSettings(catalogue=CatalogueAccess.READ))["Catalogue"]
    write = statements(ServiceSettings(catalogue=CatalogueAccess.WRITE))["Catalogue"]

    assert read["Resource"] == [f"{TABLE}/securecart-catalogue", f"{TABLE}/securecart-catalogue/index/*"]
    assert not any("Put" in action or "Update" in action or "Delete" in action for action in read["Action"])
    assert set(read["Action"]) < set(write["Action"])
    assert "dynamodb:PutItem" in write["Action"]


def test_carts_are_those_of_the_data_domain() -> None:
    assert statements(ServiceSettings(carts=True))["Carts"]["Resource"][0] == f"{TABLE}/securecart-carts-world"


@pytest.mark.parametrize(
    ("orders", "may", "may_not"),
    [("send", "sqs:SendMessage", "sqs:ReceiveMessage"), ("receive", "sqs:DeleteMessage", "sqs:SendMessage")],
)
def test_orders_go_one_way(orders: Literal["send", "receive"], may: str, may_not: str) -> None:
    found = statements(ServiceSettings(orders=orders))

    assert found["Orders"]["Resource"] == QUEUE
    assert may in found["Orders"]["Action"]
    assert may_not not in found["Orders"]["Action"]
    assert found["OrdersKey"]["Resource"] == KEY
    assert found["OrdersKey"]["Condition"] == {"StringEquals": {"kms:ViaService": "sqs.us-east-1.amazonaws.com"}}


@given(
    st.builds(
        ServiceSettings,
        database=st.booleans(),
        catalogue=st.sampled_from(CatalogueAccess),
        carts=st.booleans(),
        orders=st.sampled_from([None, "send", "receive"]),
    )
)
def test_no_action_is_a_wildcard_and_no_resource_but_for_what_has_none(settings: ServiceSettings) -> None:
    for statement in (
        *statements(settings).values(),
        *execution_policy("checkout", "us-east-1", ACCOUNT)["Statement"],
    ):
        assert statement["Effect"] == "Allow"
        actions = listed(statement["Action"])
        assert not any("*" in action for action in actions)
        if "*" in listed(statement["Resource"]):
            assert all(a.startswith("xray:") or a == "ecr:GetAuthorizationToken" for a in actions)
        else:
            assert all(ACCOUNT in resource for resource in listed(statement["Resource"]))


def test_a_task_starts_from_its_own_images_and_logs_to_its_own_groups() -> None:
    _, images, logs = execution_policy("checkout", "us-east-1", ACCOUNT)["Statement"]

    assert images["Resource"] == [
        f"arn:aws:ecr:us-east-1:{ACCOUNT}:repository/securecart/{image}" for image in ("checkout", "collector")
    ]
    group = log_group_name("checkout", "*")
    assert logs["Resource"] == f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:{group}:*"


def test_only_tasks_of_the_region_assume_a_role() -> None:
    (statement,) = tasks_trust("us-east-1", ACCOUNT)["Statement"]

    assert statement["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": f"arn:aws:ecs:us-east-1:{ACCOUNT}:*"},
    }
