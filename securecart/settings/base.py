"""What every group of settings has in common."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Self

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic.alias_generators import to_camel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

DISAGREEMENT: Final = "settings_disagree"
"""The type of the validation error that carries a group's disagreements."""


@dataclass(frozen=True)
class Disagreement:
    """A setting that is right by itself and does not go with the others of its group.

    Attributes:
        key: where it stands in the group, as it is written in the file (`database.follows`).
        value: what stands there; None where nothing does.
        reason: why that cannot be.
        allowed: what could stand there.
    """

    key: str
    value: object
    reason: str
    allowed: str


class Settings(BaseModel):
    """A frozen group of settings: camelCase keys as Pulumi writes them, and no key that is not declared."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        alias_generator=to_camel,
        validate_by_alias=True,
        validate_by_name=True,
        use_attribute_docstrings=True,
    )

    def disagreements(self) -> Iterator[Disagreement]:
        """What does not go together in this group; groups inside it have answered for themselves."""
        yield from ()

    @model_validator(mode="after")
    def _nothing_disagrees(self) -> Self:
        found = tuple(self.disagreements())
        if found:
            text = "; ".join(f"{one.key}: {one.value}: {one.reason}; allowed: {one.allowed}" for one in found)
            raise PydanticCustomError(DISAGREEMENT, "{text}", {"text": text, "disagreements": found})
        return self


@dataclass(frozen=True)
class Form:
    """Annotates text with the form it must have, and with the words that say so in a message.

    Attributes:
        pattern: a regular expression for the whole text, also shown to editors.
        words: the form for people, an example included.
    """

    pattern: str
    words: str

    def _check(self, text: str) -> str:
        if not re.fullmatch(self.pattern, text):
            raise PydanticCustomError("form", "{allowed}", {"allowed": self.words})
        return text

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**handler(schema), "pattern": f"^(?:{self.pattern})$"}
