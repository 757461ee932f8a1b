"""The secrets among a stack's settings: Pulumi keeps them encrypted, and no model ever holds one."""

from typing import Final

ORIGIN_SECRET: Final = "originSecret"  # noqa: S105 - a key, not the secret
"""The header value that CloudFront adds and the Regions ask for; the same in every stack."""
ORIGIN_SECRET_PREVIOUS: Final = "originSecretPrevious"  # noqa: S105 - a key, not the secret
"""The value before the last rotation, which the Regions still take."""
HEALTH_TOKEN: Final = "healthToken"  # noqa: S105 - a key, not the secret
"""The last part of every health path, so that only checkers know it."""
BGP_KEY: Final = "bgpKey"
"""The MD5 key of the BGP sessions with the warehouse."""

REGION_SECRETS: Final = frozenset({ORIGIN_SECRET, ORIGIN_SECRET_PREVIOUS, HEALTH_TOKEN})
EDGE_SECRETS: Final = frozenset({ORIGIN_SECRET, BGP_KEY})


def secret_keys(role: object) -> frozenset[str]:
    """The secret keys of a stack with the given role."""
    return EDGE_SECRETS if role == "edge" else REGION_SECRETS
