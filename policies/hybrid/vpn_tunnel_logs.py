"""Both tunnels of a VPN connection are logged."""

from collections.abc import Iterator

from policies.aws.types import VPN_CONNECTION
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_ENABLED = tuple(f"tunnel{number}LogOptions.cloudwatchLogOptions.logEnabled" for number in (1, 2))


@resource_rule(
    title="VPN tunnels are logged",
    what="Both tunnels of a Site-to-Site VPN connection write their log to CloudWatch Logs.",
    why=(
        "A tunnel that does not come up says why only in its log: a proposal that the other side refuses, a key, an "
        "address. Without it the backup line is repaired by trial, while the main line is down."
    ),
    fix=(
        "Set `log_enabled` and `log_group_arn` of `cloudwatch_log_options` in `tunnel1_log_options` and "
        "`tunnel2_log_options`."
    ),
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS Security Hub",
            "EC2.171",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-171",
        ),
        Source(
            "AWS Site-to-Site VPN User Guide",
            "AWS Site-to-Site VPN logs",
            "https://docs.aws.amazon.com/vpn/latest/s2svpn/monitoring-logs.html",
        ),
    ),
    types=(VPN_CONNECTION,),
    passing="""
        resources:
          warehouse:
            type: aws:ec2:VpnConnection
            properties:
              type: ipsec.1
              customerGatewayId: cgw-1
              tunnel1LogOptions: {cloudwatchLogOptions: {logEnabled: true, logGroupArn: "arn:aws:logs:r:1:log-group:v"}}
              tunnel2LogOptions: {cloudwatchLogOptions: {logEnabled: true, logGroupArn: "arn:aws:logs:r:1:log-group:v"}}
    """,
    failing="""
        resources:
          warehouse:
            type: aws:ec2:VpnConnection
            properties:
              type: ipsec.1
              customerGatewayId: cgw-1
              tunnel1LogOptions: {cloudwatchLogOptions: {logEnabled: true, logGroupArn: "arn:aws:logs:r:1:log-group:v"}}
    """,
)
def vpn_tunnel_logs(connection: Resource) -> Iterator[Verdict]:
    """Judge a VPN connection by both its tunnels; logs are off by default."""
    enabled = {path: connection.flag(path) for path in _ENABLED}
    off = [path for path, flag in enabled.items() if flag is None or flag is False]
    if off:
        yield violated(connection, f"`{off[0]}` is not true.")
    elif unknown := [path for path, flag in enabled.items() if flag is UNKNOWN]:
        yield undecided(connection, *unknown)
    else:
        yield satisfied(connection)
