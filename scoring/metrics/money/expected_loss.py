"""What a loan is expected to lose."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv, ndtri

from data.errors import ThinfileError

Floats = NDArray[np.float64]


def expected_loss(
    prob_default: ArrayLike, *, loss_given_default: ArrayLike, exposure_at_default: ArrayLike
) -> Floats:
    """Give ``PD · LGD · EAD``.

    Source: Basel Committee on Banking Supervision (2005), An Explanatory Note on the Basel II IRB
    Risk Weight Functions, section 3.

    Parameters
    ----------
    prob_default : (n,) float
        0–1, higher = riskier.
    loss_given_default : (n,) float or float
        Share of the exposure that a default loses, 0–1.
    exposure_at_default : (n,) float
        Owed at default, minor units.

    Returns
    -------
    (n,) float
        Minor units, >= 0; NaN where an input is missing. Losses of loans add up.

    Raises
    ------
    ThinfileError
        When a PD or a loss given default lies outside of 0–1.
    """
    p, lgd = share(prob_default, "a PD"), share(loss_given_default, "a loss given default")
    return np.asarray(p * lgd * np.asarray(exposure_at_default, dtype=np.float64))


def loss_variance(
    prob_default: ArrayLike, *, loss_given_default: ArrayLike, exposure_at_default: ArrayLike
) -> Floats:
    """Give the variance of the loss of one loan, ``p (1 - p) (LGD · EAD)²``, minor units squared.

    The loss is LGD · EAD with chance p and 0 otherwise (Bernoulli). Variances of loans add up as
    long as their defaults are independent; arguments as in `expected_loss`.
    """
    p, lgd = share(prob_default, "a PD"), share(loss_given_default, "a loss given default")
    at_stake = lgd * np.asarray(exposure_at_default, dtype=np.float64)
    return np.asarray(p * (1 - p) * at_stake * at_stake)


def loss_interval(
    total: float, variance: float, *, confidence: float = 0.95
) -> tuple[float, float]:
    """Give where a total loss of independent loans will fall, if every PD is right; never below 0.

    ``variance / total · P⁻¹(total² / variance, q)`` at both tails, P the regularised lower
    incomplete gamma function: the gamma distribution of that mean and variance, which leans to
    the right as a sum of few losses does and comes close to the normal one for many. Source:
    Bohman and Esscher (1963), Studies in Risk Theory with Numerical Illustrations; Seal (1977),
    Approximations to Risk Theory's F(x, t) by Means of the Gamma Distribution, ASTIN Bulletin 9.
    Like `total_interval` it is the least doubt there is.

    Parameters
    ----------
    total, variance : float
        Sums over loans of `expected_loss` and `loss_variance`.
    confidence : float
        0–1.

    Returns
    -------
    tuple of float
        Lower and upper end, in the unit of the total; the total itself where nothing is open.
    """
    if variance == 0:
        return total, total
    tails = 0.5 + confidence / 2 * np.array([-1, 1])
    low, high = variance / total * gammaincinv(total**2 / variance, tails)
    return float(low), float(high)


def total_interval(
    total: float, variance: float, *, confidence: float = 0.95
) -> tuple[float, float]:
    """Give where a total over many independent loans will fall, of either sign, if PDs are right.

    ``total ± z sqrt(variance)`` (central limit theorem, Lyapunov 1901). It knows no common shock
    and no error of the PDs, so it is the least doubt there is: say so beside it.

    Parameters
    ----------
    total, variance : float
        Sums over loans of a mean and its variance, such as profits; of losses, see `loss_interval`.
    confidence : float
        0–1.

    Returns
    -------
    tuple of float
        Lower and upper end, in the unit of the total.
    """
    spread = float(ndtri(0.5 + confidence / 2)) * float(np.sqrt(variance))
    return total - spread, total + spread


def share(values: ArrayLike, what: str) -> Floats:
    """Refuse shares outside of 0–1; missing ones stay missing.

    Raises
    ------
    ThinfileError
        Names the first value that is no share.
    """
    found = np.asarray(values, dtype=np.float64)
    outside = (found < 0) | (found > 1)
    if outside.any():
        raise ThinfileError(
            f"Wanted {what} within 0–1; got {found[outside].flat[0]:g}. Give shares, not percent."
        )
    return found
