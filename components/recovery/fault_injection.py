"""Rehearsals of what the design promises to survive."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi_aws import cloudwatch, fis, iam

from components.arguments import ArgumentError

ZONE_MINUTES: Final = 30
REGION_MINUTES: Final = 30
LOG_RETENTION_DAYS: Final = 365
MOST_STOP_CONDITIONS: Final = 5
"""Stop conditions of an experiment template ("Quotas and limitations for AWS Fault Injection Service")."""
_SERVICE_ROLES: Final = (
    "AWSFaultInjectionSimulatorNetworkAccess",
    "AWSFaultInjectionSimulatorRDSAccess",
)


@dataclass(frozen=True, kw_only=True)
class FaultInjectionArgs:
    """Arguments of `FaultInjection`.

    Attributes:
        region: the Region of the experiments.
        account_id: its account.
        stop_alarm_arns: alarms that end an experiment at once: those that say that customers suffer.
        application_subnet_arns: the application subnets, by zone.
        data_subnet_arns: the data subnets, by zone.
        load_balancer_arns: the load balancers whose traffic is shifted away from a zone that fails.
        database_arn: the Region's database; None where it follows another Region's: nobody writes to it.
        table_arns: global tables whose replication can be paused here.
        other_region: a Region whose connection is cut.
        key_arn: the KMS key that encrypts the log.
    """

    region: str
    account_id: str
    stop_alarm_arns: Sequence[pulumi.Input[str]]
    application_subnet_arns: Mapping[str, pulumi.Input[str]]
    data_subnet_arns: Mapping[str, pulumi.Input[str]]
    load_balancer_arns: Sequence[pulumi.Input[str]]
    database_arn: pulumi.Input[str] | None
    table_arns: Sequence[pulumi.Input[str]]
    other_region: str
    key_arn: pulumi.Input[str]

    def __post_init__(self) -> None:
        if not 1 <= len(self.stop_alarm_arns) <= MOST_STOP_CONDITIONS:
            allowed = f"1 to {MOST_STOP_CONDITIONS} alarms: a rehearsal must end"
            raise ArgumentError("FaultInjection", "stop_alarm_arns", len(self.stop_alarm_arns), allowed)
        if self.application_subnet_arns.keys() != self.data_subnet_arns.keys() or not self.data_subnet_arns:
            zones = sorted(self.data_subnet_arns)
            raise ArgumentError("FaultInjection", "data_subnet_arns", zones, "the application subnets' zones")
        if not self.load_balancer_arns:
            raise ArgumentError("FaultInjection", "load_balancer_arns", (), "the load balancers of the releases")
        if self.other_region == self.region:
            raise ArgumentError(
                "FaultInjection", "other_region", self.other_region, f"another Region than {self.region}"
            )


class FaultInjection(pulumi.ComponentResource):
    """Templates of AWS FIS experiments. None runs by itself; each ends when customers begin to suffer.

    | template | what fails | what is shown |
    | --- | --- | --- |
    | `zone` | a zone's network, the database's place in it; traffic is shifted away | the other zones carry on |
    | `region` | the way to another Region, and replication with it | nothing here needs the other Region to serve |
    | `database` | the database's primary | RDS fails over within its 60 to 120 seconds |
    | `tables` | the global tables' replication | reads and writes go on; replicas catch up |

    `region` puts a route for each range of the other Region into a copy of the route tables: it needs the VPC quota
    "Routes per route table" at 250 more than the tables hold, and at 350 more where the other Region is us-east-1
    ("Network actions").

    Attributes:
        template_ids: the templates, by name.
    """

    template_ids: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: FaultInjectionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:recovery:FaultInjection", name, None, opts)
        self._name = name
        self._args = args
        self._role_arn = self._make_role()
        self._log_group = cloudwatch.LogGroup(
            name,
            retention_in_days=LOG_RETENTION_DAYS,
            kms_key_id=args.key_arn,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.template_ids = {
            key: template.id
            for key, template in (
                ("zone", self._zone()),
                ("region", self._region()),
                ("database", self._database()),
                ("tables", self._tables()),
            )
            if template is not None
        }
        self.register_outputs({"templateIds": self.template_ids})

    def _zone(self) -> fis.ExperimentTemplate:
        args = self._args
        zone = min(args.application_subnet_arns)
        minutes = f"PT{ZONE_MINUTES}M"
        targets: list[Any] = [
            _target("subnets", "aws:ec2:subnet", [args.application_subnet_arns[zone], args.data_subnet_arns[zone]]),
            _target("load-balancers", "aws:arc:zonal-shift-managed-resource", args.load_balancer_arns),
        ]
        actions: list[Any] = [
            _action(
                "cut-the-zone-off",
                "aws:network:disrupt-connectivity",
                ("Subnets", "subnets"),
                scope="all",
                duration=minutes,
            ),
            _action(
                "shift-traffic-away",
                "aws:arc:start-zonal-autoshift",
                ("ManagedResources", "load-balancers"),
                availabilityZoneIdentifier=zone,
                managedResourceTypes="ALB",
                # A shift by hand does not need AWS to be allowed shifts of its own.
                zonalAutoshiftStatus="ANY",
                duration=minutes,
            ),
        ]
        if args.database_arn is not None:
            targets.append(_target("database", "aws:rds:db", [args.database_arn]))
            actions.append(_failover())
        return self._template("zone", f"The loss of {zone}", targets, actions)

    def _region(self) -> fis.ExperimentTemplate:
        args = self._args
        targets = [_target("subnets", "aws:ec2:subnet", list(args.application_subnet_arns.values()))]
        minutes = f"PT{REGION_MINUTES}M"
        actions = [
            _action(
                "cut-the-region-off",
                "aws:network:route-table-disrupt-cross-region-connectivity",
                ("Subnets", "subnets"),
                region=args.other_region,
                duration=minutes,
            )
        ]
        if args.table_arns:
            targets.append(_target("tables", "aws:dynamodb:global-table", args.table_arns))
            actions.append(_pause(minutes))
        return self._template("region", f"The loss of the way to {args.other_region}", targets, actions)

    def _database(self) -> fis.ExperimentTemplate | None:
        if self._args.database_arn is None:
            return None
        targets = [_target("database", "aws:rds:db", [self._args.database_arn])]
        return self._template("database", "A failover of the database to another zone", targets, [_failover()])

    def _tables(self) -> fis.ExperimentTemplate | None:
        if not self._args.table_arns:
            return None
        targets = [_target("tables", "aws:dynamodb:global-table", self._args.table_arns)]
        return self._template("tables", "A pause of the global tables' replication", targets, [_pause("PT15M")])

    def _template(
        self, key: str, description: str, targets: Sequence[Any], actions: Sequence[Any]
    ) -> fis.ExperimentTemplate:
        return fis.ExperimentTemplate(
            f"{self._name}-{key}",
            description=description,
            role_arn=self._role_arn,
            targets=targets,
            actions=actions,
            stop_conditions=[{"source": "aws:cloudwatch:alarm", "value": arn} for arn in self._args.stop_alarm_arns],
            experiment_options={"account_targeting": "single-account", "empty_target_resolution_mode": "fail"},
            log_configuration={
                "log_schema_version": 2,
                "cloudwatch_logs_configuration": {"log_group_arn": pulumi.Output.concat(self._log_group.arn, ":*")},
            },
            tags={"Name": f"{self._name}-{key}"},
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _make_role(self) -> pulumi.Output[str]:
        """The role, known once it may do its work."""
        args = self._args
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "fis.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                    "Condition": {
                        "StringEquals": {"aws:SourceAccount": args.account_id},
                        "ArnLike": {"aws:SourceArn": f"arn:aws:fis:{args.region}:{args.account_id}:experiment/*"},
                    },
                }
            ],
        }
        role = iam.Role(
            f"{self._name}-{args.region}",
            assume_role_policy=json.dumps(trust),
            description=f"Fault injection in {args.region}",
            opts=pulumi.ResourceOptions(parent=self),
        )
        attachments: list[pulumi.CustomResource] = [
            iam.RolePolicyAttachment(
                f"{self._name}-{policy}",
                role=role.name,
                policy_arn=f"arn:aws:iam::aws:policy/service-role/{policy}",
                opts=pulumi.ResourceOptions(parent=self),
            )
            for policy in _SERVICE_ROLES
        ]
        policy = pulumi.Output.all(tables=list(args.table_arns), load_balancers=list(args.load_balancer_arns))
        attachments.append(
            iam.RolePolicy(
                self._name,
                role=role.name,
                policy=policy.apply(lambda known: json.dumps(experiment_policy(**known))),
                opts=pulumi.ResourceOptions(parent=self),
            )
        )
        known = pulumi.Output.all(role.arn, *(attachment.id for attachment in attachments))
        return known.apply(lambda values: values[0])


def experiment_policy(*, tables: Sequence[str], load_balancers: Sequence[str]) -> dict[str, Any]:
    """What AWS's own policies for FIS leave out: tables, zonal shifts and the experiments' log."""
    statements: list[dict[str, Any]] = [
        {
            "Sid": "ShiftTrafficAway",
            "Effect": "Allow",
            "Action": [
                "arc-zonal-shift:CancelZonalShift",
                "arc-zonal-shift:GetManagedResource",
                "arc-zonal-shift:StartZonalShift",
                "arc-zonal-shift:UpdateZonalShift",
            ],
            "Resource": list(load_balancers),
        },
        # This takes no resource ("Actions, resources, and condition keys for ARC zonal shift").
        {
            "Sid": "FindLoadBalancers",
            "Effect": "Allow",
            "Action": "arc-zonal-shift:ListManagedResources",
            "Resource": "*",
        },
        {
            "Sid": "LogOfTheExperiments",
            "Effect": "Allow",
            # These take no resource ("Permissions for FIS experiment logging").
            "Action": [
                "logs:CreateLogDelivery",
                "logs:DescribeLogGroups",
                "logs:DescribeResourcePolicies",
                "logs:PutResourcePolicy",
            ],
            "Resource": "*",
        },
    ]
    if tables:
        statements.append(
            {
                "Sid": "PauseReplication",
                "Effect": "Allow",
                "Action": [
                    "dynamodb:DescribeTable",
                    "dynamodb:PutResourcePolicy",
                    "dynamodb:GetResourcePolicy",
                    "dynamodb:DeleteResourcePolicy",
                ],
                # The pause is a statement in the policies of the table and of its stream.
                "Resource": [arn for table in tables for arn in (table, f"{table}/stream/*")],
            }
        )
    return {"Version": "2012-10-17", "Statement": statements}


def _target(name: str, kind: str, arns: Sequence[pulumi.Input[str]]) -> Any:  # noqa: ANN401
    return {"name": name, "resource_type": kind, "resource_arns": list(arns), "selection_mode": "ALL"}


def _action(name: str, action: str, target: tuple[str, str], **parameters: str) -> Any:  # noqa: ANN401
    return {
        "name": name,
        "action_id": action,
        "target": {"key": target[0], "value": target[1]},
        "parameters": [{"key": key, "value": value} for key, value in parameters.items()],
    }


def _failover() -> Any:  # noqa: ANN401
    return _action(
        "fail-the-database-over", "aws:rds:reboot-db-instances", ("DBInstances", "database"), forceFailover="true"
    )


def _pause(duration: str) -> Any:  # noqa: ANN401
    return _action(
        "pause-replication", "aws:dynamodb:global-table-pause-replication", ("Tables", "tables"), duration=duration
    )
