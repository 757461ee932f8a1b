"""Values with what they refer to in words: a placeholder says nothing to a reader.

`[id of urn:...]` stands for a placeholder while plans are compared and in documents; `shortened` makes it
`[id of aws:ec2:Vpc shop]` for people.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from securecart.plan import tokens, urns
from securecart.plan.model import Origin, Plan, Resource

_REFERENCE: Final = re.compile(r"\[([^\[\]]*(?:\[[^\]]*\][^\[\]]*)*) of (urn:pulumi:[^\]]+)\]")


class References:
    """Tells what the placeholders of one plan refer to.

    Args:
        plan: the plan.
        now: by the URN of a resource of this plan, the URN that it has on the other side.
    """

    def __init__(self, plan: Plan, now: Mapping[str, str]) -> None:
        self._plan = plan
        self._now = now
        self._resources = {resource.urn: resource for resource in plan.resources()}

    def told(self, value: Any) -> Any:  # noqa: ANN401
        """`value` with words in place of every placeholder."""
        if isinstance(value, Mapping):
            return {self._text(key): self.told(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.told(item) for item in value]
        if isinstance(value, str):
            return self._text(value)
        if tokens.is_placeholder_number(value):
            return next((self._words(origin.property, origin) for origin in self._plan.origins(value)), value)
        return value

    def urn(self, urn: str) -> str:
        """The URN that a resource of the plan has on the other side."""
        return self._now.get(urn, urn)

    def _text(self, text: str) -> str:
        for origin in self._plan.origins(text):
            for path, literal in self._literals(origin):
                text = text.replace(literal, self._words(path, origin))
        return text

    def _literals(self, origin: Origin) -> Iterator[tuple[str, str]]:
        """The texts that stand for an output, each with its path, the longest first: a program may take one apart."""
        resource = self._resources[origin.urn]
        whole = resource.id if origin.property == "id" else resource.outputs.get(origin.property)
        found = list(_texts(origin.property, whole))
        found += [(f"part of {path}", str(token)) for path, text in found for token in tokens.references(text)]
        yield from sorted(found, key=lambda pair: len(pair[1]), reverse=True)

    def _words(self, path: str, origin: Origin) -> str:
        return f"[{path} of {self.urn(origin.urn)}]"


def referred(plan: Plan, resource: Resource) -> Iterator[tuple[str, str]]:
    """The inputs of a resource that refer to other resources, each with the other's URN."""
    for name, value in resource.inputs.items():
        for origin in plan.origins(value):
            if origin.urn != resource.urn:
                yield name, origin.urn


def shortened(text: str, stack: str | None = None) -> str:
    """A text that `References.told` has made, with types and names in place of URNs.

    What a stack outside the plan has made is known to nobody: there AWS's part is said to be that.

    Args:
        text: the text.
        stack: the stack that it is about; other stacks' resources are told with their stack.
    """
    for token in tokens.references(text):
        text = text.replace(str(token), "[set by AWS]")

    def words(found: re.Match[str]) -> str:
        other = urns.stack(found[2])
        return f"[{found[1]} of {named(found[2])}{f' of {other}' if stack not in (None, other) else ''}]"

    return _REFERENCE.sub(words, text)


def named(urn: str) -> str:
    """A resource in words: `aws:ec2:Vpc shop`."""
    return f"{displayed(urns.qualified_type(urn).rsplit('$', 1)[-1])} {urns.name(urn)}"


def displayed(type_: str) -> str:
    """A type token as Pulumi's CLI shows it: `aws:ec2:Vpc` for `aws:ec2/vpc:Vpc`."""
    package, module, kind = type_.split(":", 2)
    return f"{package}:{module.partition('/')[0]}:{kind}"


def _texts(path: str, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """The texts inside a value that hold a placeholder, each with its path."""
    if isinstance(value, str):
        if value != tokens.UNKNOWN and tokens.is_unknown(value):
            yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(f"{path}.{key}", item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(f"{path}[{index}]", item)
