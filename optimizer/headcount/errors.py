"""What a headcount problem may be refused for by its size alone, with the numbers that say so."""

from __future__ import annotations

from optimizer.errors import ProblemError

__all__ = ["BudgetTooSmallError", "TooLargeError"]


class BudgetTooSmallError(ProblemError):
    """A budget that does not even pay for those who are there already.

    Attributes
    ----------
    budget : str
    year : int
    most, needed : int
        Yuan that there are, and what their salaries come to (rounded up).
    """

    def __init__(self, budget: str, year: int, most: int, needed: int) -> None:
        self.budget, self.year, self.most, self.needed = budget, year, most, needed
        super().__init__(
            f"budget {budget}: {most} yuan in {year}, but the salaries of those who are there already come "
            f"to {needed}; raise it or let it not pay salaries"
        )

    def __reduce__(self) -> tuple[type[BudgetTooSmallError], tuple[str, int, int, int]]:
        return type(self), (self.budget, self.year, self.most, self.needed)


class TooLargeError(ProblemError):
    """Numbers too large to be added up exactly.

    Attributes
    ----------
    most : float
        The largest that comes together.
    """

    def __init__(self, most: float) -> None:
        self.most = most
        super().__init__(
            f"numbers up to {most:.1e} come together; give yuan, people and needs of fewer digits"
        )

    def __reduce__(self) -> tuple[type[TooLargeError], tuple[float]]:
        return type(self), (self.most,)
