"""Information value of a feature."""

from numpy.typing import ArrayLike

from scoring.metrics.binned.jeffreys import SMOOTHING, jeffreys_by_bin


def iv(goods: ArrayLike, bads: ArrayLike, *, smoothing: float = SMOOTHING) -> float:
    """Give ``sum (share of goods - share of bads) · woe``.

    Source: Siddiqi (2017), Intelligent Credit Scoring: below 0.02 a feature tells nothing,
    to 0.1 little, to 0.3 a middling lot, above 0.3 much. It is Jeffreys' divergence of goods and
    bads, the same formula as PSI; a feature that tells nothing has about
    ``(bins - 1)(1 / goods + 1 / bads)`` by chance.

    Parameters
    ----------
    goods, bads, smoothing
        As in `scoring.metrics.binned.woe.woe`.

    Returns
    -------
    float
        >= 0, higher = tells more.

    Raises
    ------
    ThinfileError
        When there is no good or no bad at all.
    """
    return float(jeffreys_by_bin(goods, bads, smoothing=smoothing).sum())
