"""What a loan is expected to earn, by the policy's assumptions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.metrics.money.expected_loss import expected_loss, share
from scoring.policies.assumptions import Assumptions

DAYS_A_YEAR = 365
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed with n borrowers; each ``(n,)`` or one number for all.

    Parameters
    ----------
    principal : float
        Minor units.
    annual_rate : float
        Interest a year, 0–1.
    fee : float
        Minor units, paid with the instalments.
    term_days : float
        From disbursal to the last instalment.
    instalments : float >= 1
        Equal repayments of principal; 1 = all at the end.
    """

    principal: ArrayLike
    annual_rate: ArrayLike
    fee: ArrayLike
    term_days: ArrayLike
    instalments: ArrayLike


def income(terms: Terms) -> Floats:
    """Give interest and fee of a loan that is repaid, minor units: ``r · B + F``.

    ``B`` is the money lent times how long it is lent, `balance_years`.
    """
    rate = np.asarray(terms.annual_rate, dtype=np.float64)
    return np.asarray(rate * balance_years(terms) + np.asarray(terms.fee, dtype=np.float64))


def balance_years(terms: Terms) -> Floats:
    """Give ``B = principal · (k + 1) / 2k · term_days / 365``, minor units times years.

    With k equal repayments the balance falls from the whole by 1/k a step: (k + 1) / 2k of the
    principal is owed on average.
    """
    principal, days, k = (
        np.asarray(part, dtype=np.float64)
        for part in (terms.principal, terms.term_days, terms.instalments)
    )
    return np.asarray(principal * (k + 1) / (2 * k) * days / DAYS_A_YEAR)


def profit(
    prob_default: ArrayLike,
    terms: Terms,
    assumptions: Assumptions,
    *,
    is_referred: ArrayLike = False,
) -> Floats:
    """Give the expected profit of lending to each applicant.

    ``profit = (1 - p)(r B + F) - p · LGD · principal - c B - review cost · [referred]``
    with ``B`` as in `balance_years` and c the funding rate. Cautious on purpose: who defaults has
    paid neither interest nor fee, owes the whole principal, and was funded for the whole term.
    Source: expected profit of a decision, Thomas, Edelman, Crook (2002), Credit Scoring and Its
    Applications; the loss term as in `scoring.metrics.money.expected_loss`.

    Parameters
    ----------
    prob_default : (n,) float
        0–1, higher = riskier.
    terms : Terms
        What is lent, at what price.
    assumptions : Assumptions
        Of the policy.
    is_referred : (n,) bool or bool
        Whether an officer looks at it first.

    Returns
    -------
    (n,) float
        Minor units over the whole term, negative = a loss; profits of loans add up. A referred
        application that is not lent to costs its review alone, which is not counted here.

    Raises
    ------
    ThinfileError
        When a PD or the loss given default lies outside of 0–1.
    """
    p = share(prob_default, "a PD")
    lost = expected_loss(
        p,
        loss_given_default=assumptions.loss_given_default,
        exposure_at_default=terms.principal,
    )
    funding = assumptions.funding_rate * balance_years(terms)
    review = assumptions.review_cost * np.asarray(is_referred, dtype=np.float64)
    return np.asarray((1 - p) * income(terms) - lost - funding - review)


def profit_variance(prob_default: ArrayLike, terms: Terms, assumptions: Assumptions) -> Floats:
    """Give the variance of one loan's profit, ``p (1 - p)(r B + F + LGD · principal)²``.

    Between repaid and defaulted lie income and loss (Bernoulli). For `total_interval`.
    """
    p = share(prob_default, "a PD")
    principal = np.asarray(terms.principal, dtype=np.float64)
    apart = income(terms) + assumptions.loss_given_default * principal
    return np.asarray(p * (1 - p) * apart * apart)
