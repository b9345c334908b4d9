"""How far one feature has moved from the training sample."""

from numpy.typing import ArrayLike

from scoring.metrics.binned.bins import NameBins, NumberBins
from scoring.metrics.binned.psi import CONFIDENCE, Stability, psi


def csi(
    expected: ArrayLike,
    actual: ArrayLike,
    bins: NumberBins | NameBins,
    *,
    confidence: float = CONFIDENCE,
) -> Stability:
    """Give the characteristic stability index: the PSI of a feature in fixed bins.

    ``CSI = sum (a - e) ln(a / e)`` (Siddiqi 2017, Intelligent Credit Scoring). Missing
    values are a bin of their own, and so are names that the training sample never saw: a source
    that falls silent shows.

    Parameters
    ----------
    expected, actual : (n,) and (m,) float or str
        The feature in the training sample and in the later one; missing as NaN or None.
    bins : NumberBins or NameBins
        As fixed in the training sample.
    confidence : float
        0–1.

    Returns
    -------
    Stability
        As of `scoring.metrics.binned.psi.psi`, which takes counts where they are already known.

    Raises
    ------
    ThinfileError
        When a side has no rows.
    """
    return psi(bins.counts(expected), bins.counts(actual), confidence=confidence)
