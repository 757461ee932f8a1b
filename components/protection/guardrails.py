"""The organization's guardrails."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pulumi
import pulumi_aws as aws
from pulumi_aws import organizations

from components.arguments import ArgumentError
from components.protection.guardrail_policies import (
    MAXIMUM_CHARACTERS,
    as_content,
    detection_policy,
    recovery_policy,
    regions_policy,
)

_ROLE: Final = re.compile(r"^arn:aws:iam::(\d{12}):role/.+$")
_ROLE_NAME: Final = re.compile(r"^[\w+=,.@/-]{3,64}\*?$")
"""A role's name, or its beginning and a star: names that Pulumi makes end in something random."""
_TARGET: Final = re.compile(r"^(ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|\d{12})$")


@dataclass(frozen=True, kw_only=True)
class GuardrailsArgs:
    """Arguments of `Guardrails`.

    Attributes:
        targets: the organizational units or accounts that are bound; not the root, where a mistake binds everybody.
        organization_role_arn: the role, in the management or the delegated account, that may write policies.
        exempt_role_names: roles that are not bound: break-glass and deployment, which must be able to take things down.
        regions: the Regions that the fleet uses, backup and last-resort Regions included.
        tags: tags of the policies: they are made by another provider than the stack's.
    """

    targets: Sequence[str]
    organization_role_arn: str
    exempt_role_names: Sequence[str]
    regions: Sequence[str]
    tags: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for target in self.targets or [""]:
            if not _TARGET.match(target):
                raise ArgumentError("Guardrails", "targets", target, "ids of organizational units or accounts")
        if not _ROLE.match(self.organization_role_arn):
            raise ArgumentError(
                "Guardrails", "organization_role_arn", self.organization_role_arn, "the ARN of an IAM role"
            )
        for role in self.exempt_role_names or [""]:
            if not _ROLE_NAME.match(role):
                raise ArgumentError(
                    "Guardrails",
                    "exempt_role_names",
                    role,
                    "names of roles, one at least: somebody must be able to repair",
                )
        if not self.regions:
            raise ArgumentError("Guardrails", "regions", (), "one Region at least")
        for name, content in self.contents.items():
            if len(content) > MAXIMUM_CHARACTERS:
                raise ArgumentError("Guardrails", name, len(content), f"{MAXIMUM_CHARACTERS} characters of policy")

    @property
    def contents(self) -> dict[str, str]:
        """The policies by name, as they are stored."""
        return {
            "regions": as_content(regions_policy(self.regions, self.exempt_role_names)),
            "recovery": as_content(recovery_policy(self.exempt_role_names)),
            "detection": as_content(detection_policy(self.exempt_role_names)),
        }


class Guardrails(pulumi.ComponentResource):
    """Three service control policies, attached to every target: beside `FullAWSAccess`, five is all that one takes.

    Policies belong to the organization, so they are written by a provider of their own that assumes the given role.

    Attributes:
        policy_ids: the policies by name: `regions`, `recovery`, `detection`.
    """

    policy_ids: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: GuardrailsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:protection:Guardrails", name, None, opts)
        account = args.organization_role_arn.split(":")[4]
        provider = aws.Provider(
            f"{name}-organization",
            # The Organizations API is served from there only.
            region="us-east-1",
            allowed_account_ids=[account],
            assume_roles=[{"role_arn": args.organization_role_arn, "session_name": "securecart-guardrails"}],
            default_tags={"tags": dict(args.tags)},
            opts=pulumi.ResourceOptions(parent=self),
        )
        child = pulumi.ResourceOptions(parent=self, provider=provider)
        self.policy_ids = {}
        for kind, content in args.contents.items():
            policy = organizations.Policy(
                f"{name}-{kind}",
                type="SERVICE_CONTROL_POLICY",
                description=_DESCRIPTIONS[kind],
                content=content,
                opts=child,
            )
            for target in args.targets:
                organizations.PolicyAttachment(
                    f"{name}-{kind}-{target}", policy_id=policy.id, target_id=target, opts=child
                )
            self.policy_ids[kind] = policy.id
        self.register_outputs({"policyIds": self.policy_ids})


_DESCRIPTIONS: Final = {
    "regions": "SecureCart: nothing runs outside the Regions of the fleet",
    "recovery": "SecureCart: nobody deletes data, backups or their keys",
    "detection": "SecureCart: nobody disarms protection, logs or alarms",
}
