"""The unit that a term is asked in: the one that it is told in everywhere else."""

from dataclasses import dataclass

from scoring import wording

DAYS_A_MONTH = 30.0
FEWEST_MONTHS = 2  # a single month is told in days


@dataclass(frozen=True, slots=True)
class TermUnit:
    """A unit of terms.

    Parameters
    ----------
    name : str
        ``months`` or ``days``.
    days : float
        In one of them.
    """

    name: str
    days: float

    def number(self, term_days: int) -> int:
        """Write a term in this unit, to the nearest."""
        return max(round(term_days / self.days), 1)

    def term_days(self, number: int) -> int:
        """Give the days of a term in this unit."""
        return round(number * self.days)


DAYS, MONTHS = TermUnit("days", 1.0), TermUnit("months", DAYS_A_MONTH)


def told_in(term_days: object) -> TermUnit:
    """Give the unit that a term is told in; a month is as long as those of the term asked for.

    Parameters
    ----------
    term_days : int or None
        As asked; months where it is not known.
    """
    if not isinstance(term_days, int):
        return MONTHS
    if not wording.term(term_days).endswith(MONTHS.name):
        return DAYS
    return TermUnit(MONTHS.name, term_days / max(MONTHS.number(term_days), FEWEST_MONTHS))
