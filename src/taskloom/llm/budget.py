"""A hard bound on money: what was spent, what is held for calls in flight, and no call that could pass it."""

from math import ceil, floor

from taskloom.llm.errors import BudgetReached

_UNITS = 1_000_000_000
"""Money is counted in whole billionths of a dollar, so that sums are exact; prices are rounded up."""


class Budget:
    """US dollars of one run, over all its models. `most` None is no bound; `spent` is what earlier runs left."""

    def __init__(self, most: float | None, spent: float = 0.0) -> None:
        self._most = None if most is None else floor(most * _UNITS)
        self._spent = ceil(spent * _UNITS)
        self._held = 0

    @property
    def bounded(self) -> bool:
        """Whether there is a bound: then every call needs a price."""
        return self._most is not None

    @property
    def spent(self) -> float:
        """What calls have cost, those whose end is unknown at their highest price."""
        return self._spent / _UNITS

    @property
    def held(self) -> float:
        """The highest price of the calls in flight."""
        return self._held / _UNITS

    @property
    def left(self) -> float | None:
        """What a further call may cost; None without a bound."""
        return None if self._most is None else (self._most - self._spent - self._held) / _UNITS

    def fits(self, price: float | None) -> bool:
        """Whether a call of this highest price may be sent now; if not, it may when others have cost less than held.

        Raises BudgetReached when it could pass the bound whatever becomes of the calls in flight.
        """
        units = ceil((price or 0.0) * _UNITS)
        if self._most is None or self._spent + self._held + units <= self._most:
            return True
        if self._spent + units <= self._most:
            return False
        raise BudgetReached(
            f"--budget: {self._most / _UNITS:.4g} USD; spent {self.spent:.4g}, in flight up to {self.held:.4g},"
            f" the next call up to {units / _UNITS:.4g}: raise --budget to go on"
        )

    def hold(self, price: float | None) -> None:
        """Set aside the highest price of a call that fits."""
        self._held += ceil((price or 0.0) * _UNITS)

    def settle(self, held: float | None, price: float | None) -> None:
        """What was held for a call becomes what it cost."""
        self._held -= ceil((held or 0.0) * _UNITS)
        self._spent += ceil((price or 0.0) * _UNITS)
