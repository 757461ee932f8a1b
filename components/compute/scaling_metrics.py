"""What the number of a service's tasks follows."""

from typing import TYPE_CHECKING, Final

import pulumi

if TYPE_CHECKING:
    from pulumi_aws import appautoscaling

CPU_PERCENT: Final = 50
"""The average CPU of the tasks, in percent: with one zone of three lost, the others come to 75."""
REQUESTS_PER_TASK: Final = 1500
"""Requests a minute and vCPU that a task answers: 25 a second."""
ORDERS_PER_TASK: Final = 50
"""Orders waiting for each task of a worker."""
SCALE_OUT_SECONDS: Final = 60
SCALE_IN_SECONDS: Final = 300
"""Pauses after a change, in seconds: quick to add tasks, slow to take them away."""


def cpu() -> "appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgsDict":
    """Keeps the tasks half idle."""
    return {
        "target_value": CPU_PERCENT,
        "predefined_metric_specification": {"predefined_metric_type": "ECSServiceAverageCPUUtilization"},
        "scale_out_cooldown": SCALE_OUT_SECONDS,
        "scale_in_cooldown": SCALE_IN_SECONDS,
    }


def requests(
    load_balancer_arn_suffix: pulumi.Input[str], target_group_arn_suffix: pulumi.Input[str], cpu_units: int
) -> "appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgsDict":
    """Keeps the requests of each task within what its CPU is for."""
    return {
        "target_value": REQUESTS_PER_TASK * cpu_units / 1024,
        "predefined_metric_specification": {
            "predefined_metric_type": "ALBRequestCountPerTarget",
            "resource_label": pulumi.Output.concat(load_balancer_arn_suffix, "/", target_group_arn_suffix),
        },
        "scale_out_cooldown": SCALE_OUT_SECONDS,
        "scale_in_cooldown": SCALE_IN_SECONDS,
    }


def orders(
    queue_name: pulumi.Input[str], cluster_name: pulumi.Input[str], service_name: pulumi.Input[str]
) -> "appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgsDict":
    """Keeps the orders that wait for each running task constant ("Scaling policy based on Amazon SQS")."""
    return {
        "target_value": ORDERS_PER_TASK,
        "customized_metric_specification": {
            "metrics": [
                {
                    "id": "waiting",
                    "metric_stat": {
                        "metric": {
                            "namespace": "AWS/SQS",
                            "metric_name": "ApproximateNumberOfMessagesVisible",
                            "dimensions": [{"name": "QueueName", "value": queue_name}],
                        },
                        "stat": "Maximum",
                    },
                    "return_data": False,
                },
                {
                    "id": "running",
                    "metric_stat": {
                        "metric": {
                            "namespace": "ECS/ContainerInsights",
                            "metric_name": "RunningTaskCount",
                            "dimensions": [
                                {"name": "ClusterName", "value": cluster_name},
                                {"name": "ServiceName", "value": service_name},
                            ],
                        },
                        "stat": "Average",
                    },
                    "return_data": False,
                },
                {
                    "id": "backlog",
                    "label": "Orders waiting for each task",
                    # SQS says nothing of a queue that was idle for six hours.
                    "expression": "FILL(waiting, 0) / running",
                    "return_data": True,
                },
            ]
        },
        "scale_out_cooldown": SCALE_OUT_SECONDS,
        "scale_in_cooldown": SCALE_IN_SECONDS,
    }
