"""Share of applications that were approved."""

from numpy.typing import ArrayLike

from scoring.metrics.rates.rate import CONFIDENCE, Rate, rate_of_flags


def approval_rate(is_approved: ArrayLike, *, confidence: float = CONFIDENCE) -> Rate:
    """Give ``approved / decided``, with Wilson's interval.

    Source: Siddiqi (2017), Intelligent Credit Scoring; interval by Wilson (1927).

    Parameters
    ----------
    is_approved : (n,) bool or float
        True = approved, False = declined; NaN or None = not decided yet, left out.
    confidence : float
        0–1.

    Returns
    -------
    Rate
        0–1; NaN with the interval 0–1 where nothing is decided.
    """
    return rate_of_flags(is_approved, confidence=confidence)
