"""What a service's tasks may do, as policy documents: named actions on named resources."""

from collections.abc import Sequence
from typing import Any, Final

from components.compute.collector import COLLECTOR
from securecart.settings import names
from securecart.settings.geography import Residency
from securecart.settings.services import CatalogueAccess, ServiceSettings

READ_TABLE: Final = ("dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:GetItem", "dynamodb:Query")
WRITE_TABLE: Final = ("dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem")
SEND: Final = ("sqs:SendMessage",)
RECEIVE: Final = ("sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")

Document = dict[str, Any]


def log_group_name(service: str, release: str) -> str:
    """The log group of a service in a release: roles outlive releases, so they know it by name."""
    return f"/{names.PROJECT}/services/{service}/{release}"


def tasks_trust(region: str, account_id: str) -> Document:
    """Lets ECS, on behalf of the Region's tasks of this account only, assume a role ("IAM roles for tasks")."""
    return _document(
        [
            {
                "Effect": "Allow",
                "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": account_id},
                    "ArnLike": {"aws:SourceArn": f"arn:aws:ecs:{region}:{account_id}:*"},
                },
            }
        ]
    )


def execution_policy(service: str, region: str, account_id: str) -> Document:
    """What starts a task: pulling its two images and opening its log streams."""
    return _document(
        [
            # It has no resource to name ("Actions, resources, and condition keys for Amazon ECR").
            {"Sid": "Registry", "Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"},
            {
                "Sid": "Images",
                "Effect": "Allow",
                "Action": ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                "Resource": [
                    f"arn:aws:ecr:{region}:{account_id}:repository/{names.repository(image)}"
                    for image in (service, COLLECTOR)
                ],
            },
            {
                "Sid": "Logs",
                "Effect": "Allow",
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                "Resource": f"arn:aws:logs:{region}:{account_id}:log-group:{log_group_name(service, '*')}:*",
            },
        ]
    )


def task_policy(
    service: str,
    settings: ServiceSettings,
    *,
    region: str,
    account_id: str,
    residency: Residency,
    database_regions: Sequence[str],
    queue_arn: object,
    key_arn: object,
) -> Document:
    """What a task itself does.

    Args:
        service: the service; its database user has the same name.
        settings: what it touches.
        region: the Region of its tasks. Tables are used through the Region's own replica only.
        account_id: the account of everything.
        residency: the data domain of the Region.
        database_regions: every Region of the data domain: a promoted database is reached without a change of policies,
            which IAM could not make while us-east-1 is lost.
        queue_arn: the Region's queue of orders, as text or as a Pulumi output.
        key_arn: the key that encrypts the queue, likewise.
    """
    statements: list[Document] = [
        {
            "Sid": "Traces",
            "Effect": "Allow",
            "Action": [
                "xray:GetSamplingRules",
                "xray:GetSamplingTargets",
                "xray:PutTelemetryRecords",
                "xray:PutTraceSegments",
            ],
            # They have no resource to name ("Actions, resources, and condition keys for AWS X-Ray").
            "Resource": "*",
        }
    ]
    if settings.database:
        statements += [
            {
                "Sid": "Database",
                "Effect": "Allow",
                "Action": "rds-db:connect",
                # An instance's resource id is known once it is made; the user's name is what bounds the service.
                "Resource": [
                    f"arn:aws:rds-db:{database_region}:{account_id}:dbuser:*/{service}"
                    for database_region in sorted({region, *database_regions})
                ],
            },
            {
                "Sid": "DatabaseEndpoints",
                "Effect": "Allow",
                "Action": ["ssm:GetParameter", "ssm:GetParameters"],
                "Resource": f"arn:aws:ssm:{region}:{account_id}:parameter{names.database_endpoint_parameter('*')}",
            },
        ]
    if settings.catalogue is not CatalogueAccess.NONE:
        writes = WRITE_TABLE if settings.catalogue is CatalogueAccess.WRITE else ()
        statements.append(_table("Catalogue", names.CATALOGUE_TABLE, (*READ_TABLE, *writes), region, account_id))
    if settings.carts:
        table = names.carts_table(residency)
        statements.append(_table("Carts", table, (*READ_TABLE, *WRITE_TABLE), region, account_id))
    if settings.orders is not None:
        sends = settings.orders == "send"
        statements += [
            {"Sid": "Orders", "Effect": "Allow", "Action": list(SEND if sends else RECEIVE), "Resource": queue_arn},
            {
                "Sid": "OrdersKey",
                "Effect": "Allow",
                # A sender decrypts too: SQS verifies the data key ("Configure KMS permissions for Amazon SQS").
                "Action": ["kms:Decrypt", "kms:GenerateDataKey"] if sends else "kms:Decrypt",
                "Resource": key_arn,
                "Condition": {"StringEquals": {"kms:ViaService": f"sqs.{region}.amazonaws.com"}},
            },
        ]
    return _document(statements)


def _table(sid: str, table: str, actions: Sequence[str], region: str, account_id: str) -> Document:
    arn = names.table_arn(table, region, account_id)
    return {"Sid": sid, "Effect": "Allow", "Action": sorted(actions), "Resource": [arn, f"{arn}/index/*"]}


def _document(statements: list[Document]) -> Document:
    return {"Version": "2012-10-17", "Statement": statements}
