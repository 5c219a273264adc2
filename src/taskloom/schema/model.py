"""The base of every record: frozen, closed to unknown fields, compared by value."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """An immutable value. A field that is not declared is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
