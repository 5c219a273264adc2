"""What a task's checks can be run again from: its draft as JSON, with facts by their ids in the fact index.

Only the classes that drafts are made of are ever built from it.
"""

import dataclasses
import json
from collections.abc import Callable
from typing import cast

from pydantic import JsonValue

from taskloom.craft.chain import Hop
from taskloom.craft.draft import Draft
from taskloom.schema.answer import Answer
from taskloom.schema.fact import Fact
from taskloom.solve import plan

_PARTS: dict[str, type] = {
    "Draft": Draft,
    "Hop": Hop,
    **{name: one for name, one in vars(plan).items() if isinstance(one, type) and dataclasses.is_dataclass(one)},
}


class RecipeUnusable(ValueError):
    """A recipe that no draft can be made of: it was changed, or a newer taskloom reads it."""


def recipe_of(draft: Draft) -> bytes:
    """The draft's recipe, one line of JSON."""
    return json.dumps(_plain(draft), ensure_ascii=False, separators=(",", ":")).encode()


def draft_of(recipe: bytes, fact: Callable[[str], Fact]) -> Draft:
    """The draft again. `fact` finds a fact by its id and raises KeyError. Raises RecipeUnusable."""
    try:
        draft = _built(json.loads(recipe), fact)
    except KeyError as error:
        raise RecipeUnusable(f"not in the run's fact index: {error.args[0]}") from error
    except (TypeError, ValueError) as error:
        raise RecipeUnusable(f"the recipe of its checks cannot be read: {error}") from error
    if not isinstance(draft, Draft):
        raise RecipeUnusable("the recipe of its checks holds no draft")
    return draft


def _plain(value: object) -> JsonValue:
    match value:
        case Fact():
            return {"type": "Fact", "id": value.id}
        case Answer():
            return {"type": "Answer", "fields": value.model_dump(mode="json", exclude_defaults=True)}
        case tuple():
            return [_plain(item) for item in cast("tuple[object, ...]", value)]
        case str() | int() | float() | None:
            return value
        case _ if _PARTS.get(type(value).__name__) is type(value):
            fields = dataclasses.fields(cast("Draft", value))
            return {
                "type": type(value).__name__,
                **{field.name: _plain(getattr(value, field.name)) for field in fields},
            }
        case _:
            raise TypeError(f"{type(value).__name__}: no part of a draft")


def _built(value: JsonValue, fact: Callable[[str], Fact]) -> object:
    if isinstance(value, list):
        return tuple(_built(item, fact) for item in value)
    if not isinstance(value, dict):
        return value
    fields = dict(value)
    name = fields.pop("type", None)
    if name == "Fact":
        return fact(str(fields["id"]))
    if name == "Answer":
        return Answer.model_validate_json(json.dumps(fields["fields"]))
    part = _PARTS.get(str(name))
    if part is None:
        raise ValueError(f"{name!r} is no part of a draft")
    return part(**{field: _built(item, fact) for field, item in fields.items()})
