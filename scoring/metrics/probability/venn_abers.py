"""What a PD would be, were the chance of each score learnt anew from an honest sample."""

import warnings

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import ThinfileError


def venn_abers(is_bad: ArrayLike, risk: ArrayLike, at: ArrayLike) -> NDArray[np.float64]:
    """Give the inductive Venn–Abers pair of chances at each risk asked for.

    p_y(r) is the isotonic regression of the outcomes on risk, with (r, y) added to them, at r, for
    y = 0 and 1 (Vovk, Petej, Fedorova 2015, "Large-scale probabilistic predictors with and without
    guarantees of validity", NeurIPS 28; computed by `venn-abers`). One of the two is calibrated,
    whatever made the risk; the pair is no confidence interval.

    Parameters
    ----------
    is_bad : (n,) bool
        True = went bad; of applications that the risk was not learnt from.
    risk : (n,) float
        Any number, higher = riskier; only its order counts.
    at : (m,) float
        Risks to give chances for.

    Returns
    -------
    (m, 2) float
        p0 and p1, 0–1, higher = riskier, p0 <= p1.

    Raises
    ------
    ThinfileError
        When there are not both goods and bads.
    """
    bad, own, asked = (np.asarray(given, dtype=np.float64) for given in (is_bad, risk, at))
    if not 0 < bad.sum() < bad.size:
        raise ThinfileError(
            f"Venn–Abers needs goods and bads; got {int(bad.sum())} bads in {bad.size} rows. "
            "Take a larger sample."
        )
    # importing the package would switch numpy's warnings off for good; it meets 0/0 on its way
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "All-NaN slice", RuntimeWarning)
        from venn_abers import calc_p0p1, calc_probs  # noqa: PLC0415 it brings scikit-learn

        steps = calc_p0p1(np.column_stack([-own, own]), bad)
        pair = calc_probs(*steps, np.column_stack([-asked, asked]))[1]
    return np.asarray(pair, dtype=np.float64)
