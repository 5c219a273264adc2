"""The few lines of Python a plan's computation runs in the sandbox, made from observed texts alone."""

from taskloom.mine.value import quantity_of
from taskloom.solve.plan import Compute
from taskloom.solve.reader import Unread


def number_of(text: str) -> str:
    """The number a text shows, as a Python literal. Raises Unread when it shows none."""
    quantity = quantity_of(text)
    if quantity is None:
        raise Unread(f"{text!r} is no number")
    return literal(quantity.value)


def literal(value: float) -> str:
    """A number in Python; a whole one without a point."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def code_for(step: Compute, names: list[str], texts: list[str], decimals: int) -> str:
    """Python for a computation over named values; its last line is the result."""
    operation = step.operation
    if operation in {"keys", "count"} and step.above is None:
        return f"found = {names!r}\n" + ("len(found)" if operation == "count" else "found")
    numbers = [number_of(text) for text in texts]
    if operation == "difference":
        return f"round(abs({numbers[0]} - {numbers[1]}), {decimals})"
    if operation == "sum":
        return f"round({' + '.join(numbers)}, {decimals})"
    if operation in {"larger", "smaller"}:
        return f"{'max' if operation == 'larger' else 'min'}({', '.join(numbers)})"
    if operation == "range":
        return f"values = [{', '.join(numbers)}]\nround(max(values) - min(values), {decimals})"
    pairs = ",\n    ".join(f"({name!r}, {number})" for name, number in zip(names, numbers, strict=True))
    lines = f"values = [\n    {pairs},\n]\n"
    if operation in {"largest", "smallest"}:
        return lines + f"{'max' if operation == 'largest' else 'min'}(values, key=lambda pair: pair[1])[0]"
    if operation in {"keys", "count"}:
        lines += f"found = [name for name, number in values if number > {literal(step.above or 0)}]\n"
        return lines + ("len(found)" if operation == "count" else "found")
    return lines + f"[name for name, _ in sorted(values, key=lambda pair: -pair[1])[:{step.limit}]]"
