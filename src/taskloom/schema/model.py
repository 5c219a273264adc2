"""The base of every record: frozen, closed to unknown fields, compared by value."""

from typing import Self

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """An immutable value. A field that is not declared is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __reduce__(self) -> tuple[type[Self] | object, ...]:
        """To another process as JSON, which takes half the time of pickling field by field."""
        return type(self).model_validate_json, (self.model_dump_json(),)
