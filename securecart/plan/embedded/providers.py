"""Providers: which one makes a resource, and what it fixes for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

DEFAULT_ACCOUNT: Final = "123456789012"
"""The account of placeholders where the provider is not tied to one: the one that AWS's documentation uses."""

DEFAULT_REGION: Final = "us-east-1"


@dataclass(frozen=True, slots=True)
class Provider:
    """What a provider fixes for the resources that it makes.

    Attributes:
        region: the Region that it works in.
        account: the account that it is tied to.
        tags: the tags that it gives to everything.
    """

    region: str = DEFAULT_REGION
    account: str = DEFAULT_ACCOUNT
    tags: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, inputs: Mapping[str, Any]) -> Provider:
        """The provider with these inputs; the SDK hands over everything that is no text as JSON."""
        accounts = _decoded(inputs.get("allowedAccountIds")) or [DEFAULT_ACCOUNT]
        tags = (_decoded(inputs.get("defaultTags")) or {}).get("tags", {})
        return cls(inputs.get("region", DEFAULT_REGION), accounts[0], tags)


class Providers:
    """The providers of one stack.

    Args:
        config: the stack's configuration: the default provider's Region, and which packages have none.
    """

    def __init__(self, config: Mapping[str, str]) -> None:
        self._default = Provider(config.get("aws:region", DEFAULT_REGION))
        self._disabled = frozenset(json.loads(config.get("pulumi:disable-default-providers", "[]")))
        self._registered: dict[str, Provider] = {}

    def register(self, urn: str, inputs: Mapping[str, Any]) -> None:
        """Take note of a provider that the program declares."""
        self._registered[urn] = Provider.of(inputs)

    def of(self, urn: str | None) -> Provider:
        """The provider with a URN; the default one for None."""
        return self._registered.get(urn or "", self._default)

    def has_default(self, package: str) -> bool:
        """Whether resources of a package may go without an explicit provider."""
        return not {package, "*"} & self._disabled


def _decoded(value: Any) -> Any:  # noqa: ANN401
    return json.loads(value) if isinstance(value, str) else value
