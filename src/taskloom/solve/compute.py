"""The few lines of Python a plan's computation runs in the sandbox, made from observed texts alone."""

from taskloom.mine.value import quantity_of
from taskloom.solve.plan import Operation
from taskloom.solve.reader import Unread


def number_of(text: str) -> str:
    """The number a text shows, as a Python literal. Raises Unread when it shows none."""
    quantity = quantity_of(text)
    if quantity is None:
        raise Unread(f"{text!r} is no number")
    value = quantity.value
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def code_for(operation: Operation, names: list[str], texts: list[str], limit: int | None, decimals: int) -> str:
    """Python for one operation over named values; its last line is the result."""
    if operation in {"keys", "count"}:
        return f"found = {names!r}\n" + ("len(found)" if operation == "count" else "found")
    numbers = [number_of(text) for text in texts]
    if operation == "difference":
        return f"round(abs({numbers[0]} - {numbers[1]}), {decimals})"
    if operation == "sum":
        return f"round({' + '.join(numbers)}, {decimals})"
    if operation in {"larger", "smaller"}:
        return f"{'max' if operation == 'larger' else 'min'}({', '.join(numbers)})"
    pairs = ",\n    ".join(f"({name!r}, {number})" for name, number in zip(names, numbers, strict=True))
    lines = f"values = [\n    {pairs},\n]\n"
    if operation in {"largest", "smallest"}:
        return lines + f"{'max' if operation == 'largest' else 'min'}(values, key=lambda pair: pair[1])[0]"
    return lines + f"[name for name, _ in sorted(values, key=lambda pair: -pair[1])[:{limit}]]"
