"""What every record shares: no unknown keys, no silent conversion, no change after it was made."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Strict(BaseModel):
    """A record. Checked from JSON (`model_validate_json`), where a list stands for a tuple and text for a date."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)

    @classmethod
    def of(cls, data: str | bytes) -> Self:
        """The record in a JSON text. Raises ValidationError, which never shows what it read."""
        return cls.model_validate_json(data)


def _opens_downwards(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    if box[0] > box[2] or box[1] > box[3]:
        raise ValueError("a box runs left to right and top to bottom")
    return box


def _runs_forward(span: tuple[int, int]) -> tuple[int, int]:
    if span[0] > span[1]:
        raise ValueError("a span runs forward")
    return span


Fraction = Annotated[float, Field(ge=0, le=1)]
Box = Annotated[tuple[Fraction, Fraction, Fraction, Fraction], AfterValidator(_opens_downwards)]
"""Left, top, right, bottom as fractions of the upright page."""
Count = Annotated[int, Field(ge=0)]
Span = Annotated[tuple[Count, Count], AfterValidator(_runs_forward)]
"""A half-open range of characters."""
PageNumber = Annotated[int, Field(ge=1)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
FieldName = Code
FormId = Annotated[str, Field(pattern=r"^[a-z-]+/[a-z0-9-]+$")]
