"""How a policy pack is configured: levels and figures of its policies, as in Pulumi's `--policy-pack-config`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from securecart.plan.analyzer.errors import AnalyzerError
from securecart.plan.verdicts import Level

if TYPE_CHECKING:
    from pulumi.runtime.proto import analyzer_pb2

ALL: Final = "all"
"""In place of a policy's name: every policy without an entry of its own."""
_LEVEL: Final = "enforcementLevel"
_MOST_NAMES: Final = 10


@dataclass(frozen=True, slots=True)
class PackConfiguration:
    """What a user configures of a pack.

    Attributes:
        file: where it was read; for messages.
        entries: by policy, its properties; its level among them, as `enforcementLevel`.
    """

    file: str = ""
    entries: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def request(self, info: analyzer_pb2.AnalyzerInfo) -> analyzer_pb2.ConfigureAnalyzerRequest:
        """Each policy's configuration, as the CLI reconciles it: its defaults, then the pack's own, then the user's.

        Raises:
            AnalyzerError: an entry names no policy, or a value is not what the policy allows.
        """
        from google.protobuf import json_format  # noqa: PLC0415 (with Pulumi's SDK, and packs start before it)
        from pulumi.runtime.proto import analyzer_pb2  # noqa: PLC0415

        schemas = {policy.name: json_format.MessageToDict(policy.configSchema.properties) for policy in info.policies}
        if problems := list(self._problems(schemas)):
            raise AnalyzerError("\n".join(f"{self.file}: {problem}" for problem in problems))
        request = analyzer_pb2.ConfigureAnalyzerRequest()
        for policy in info.policies:
            initial = info.initialConfig.get(policy.name)
            given = {name: value for name, value in self._of(policy.name).items() if name != _LEVEL}
            defaults = {name: schema["default"] for name, schema in schemas[policy.name].items() if "default" in schema}
            config = request.policyConfig[policy.name]
            config.enforcementLevel = initial.enforcementLevel if initial else policy.enforcementLevel
            if level := self._of(policy.name).get(_LEVEL):
                config.enforcementLevel = analyzer_pb2.EnforcementLevel.Value(level.upper())
            config.properties.update(
                defaults | (json_format.MessageToDict(initial.properties) if initial else {}) | given
            )
        return request

    def _of(self, policy: str) -> Mapping[str, Any]:
        return self.entries.get(policy, self.entries.get(ALL, {}))

    def _problems(self, schemas: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
        for name, entry in self.entries.items():
            if name not in schemas and name != ALL:
                near = get_close_matches(name, schemas, n=3) or list(schemas)
                more = ", ..." if len(near) > _MOST_NAMES else ""
                yield f"{name}: there is no such policy; allowed: all, {', '.join(near[:_MOST_NAMES])}{more}"
                continue
            level = entry.get(_LEVEL, Level.MANDATORY)
            if level not in list(Level):
                yield f"{name}.{_LEVEL}: {level!r}; allowed: {', '.join(Level)}"
            yield from _wrong(
                name, {key: value for key, value in entry.items() if key != _LEVEL}, schemas.get(name, {})
            )


def load(file: Path) -> PackConfiguration:
    """Read a configuration.

    Raises:
        AnalyzerError: it is not there, or has another form.
    """
    try:
        loaded = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise AnalyzerError(f"{file}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise AnalyzerError(f"{file}: is not JSON: {error}") from error
    if not isinstance(loaded, dict):
        raise AnalyzerError(f"{file}: allowed: an object with an entry for each policy that is configured")
    entries: dict[str, Mapping[str, Any]] = {}
    for name, entry in loaded.items():
        if isinstance(entry, str):
            entries[name] = {_LEVEL: entry}
        elif isinstance(entry, dict):
            entries[name] = entry
        else:
            raise AnalyzerError(f"{file}: {name}: {entry!r}; allowed: a level, or an object with properties")
    return PackConfiguration(str(file), entries)


def _wrong(policy: str, given: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
    import jsonschema  # noqa: PLC0415 (only for who configures something)

    for name, value in given.items():
        if name not in schema:
            allowed = ", ".join([_LEVEL, *schema])
            yield f"{policy}.{name}: is unknown; allowed: {allowed}"
            continue
        for error in jsonschema.Draft202012Validator(schema[name]).iter_errors(value):
            yield f"{policy}.{name}: {error.message}"
