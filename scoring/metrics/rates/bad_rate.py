"""Share of loans that went bad."""

from numpy.typing import ArrayLike

from scoring.metrics.rates.rate import CONFIDENCE, Rate, rate_of_flags


def bad_rate(is_bad: ArrayLike, *, confidence: float = CONFIDENCE) -> Rate:
    """Give ``bads / (goods + bads)`` among known outcomes, with Wilson's interval.

    Source: Siddiqi (2017), Intelligent Credit Scoring; interval by Wilson (1927).

    Parameters
    ----------
    is_bad : (n,) bool or float
        True = went bad; NaN or None = outcome not known, left out.
    confidence : float
        0–1.

    Returns
    -------
    Rate
        0–1, higher = riskier; NaN with the interval 0–1 where no outcome is known.
    """
    return rate_of_flags(is_bad, confidence=confidence)
