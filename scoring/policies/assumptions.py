"""What a policy takes for granted about money and work."""

from dataclasses import dataclass

MINUTES_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What a policy takes for granted about money and work.

    Parameters
    ----------
    loss_given_default : float
        Share of the principal that a default loses, 0–1.
    funding_rate : float
        What lent money costs the lender, a year, 0–1.
    review_minutes : float
        An officer's time for one referred application.
    review_cost_per_hour : float
        Of an officer, minor units.
    """

    loss_given_default: float
    funding_rate: float
    review_minutes: float
    review_cost_per_hour: float

    @property
    def review_cost(self) -> float:
        """Of one referred application, minor units."""
        return self.review_minutes / MINUTES_AN_HOUR * self.review_cost_per_hour
