"""What a pack's messages say, whether the pack or the engine hands them over."""

import re
from typing import Final

from securecart.plan.verdicts import Policy

_UNDECIDED: Final = ("can't run policy ", "can't run remediation ")
_UNDECIDED_BY: Final = re.compile(r"^can't run (policy|remediation) '[^']*' from policy pack '[^']*' during preview: ")


def is_undecided(message: str) -> bool:
    """Whether the policy could not tell, because it met a value that only the deployment can know."""
    return message.startswith(_UNDECIDED)


def reason(message: str, description: str, policy: Policy | None) -> str:
    """A message without what is told beside it: Pulumi's own output has no other place for a remedy."""
    own = _UNDECIDED_BY.sub("", message).removeprefix(description).strip()
    if policy and policy.remediation:
        own = own.removesuffix(f"Fix: {policy.remediation}").strip()
    return own or description
