"""How late a loan is at a moment."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

DAY = np.timedelta64(1, "D")


class Bucket(StrEnum):
    """Where a loan stands at a moment, by the days past due of its oldest unpaid instalment."""

    NOT_YET = "not yet paid out"
    CURRENT = "current"
    FROM_1 = "1–29"
    FROM_30 = "30–59"
    FROM_60 = "60–89"
    FROM_90 = "90 or more"
    SETTLED = "settled"


LATE_FROM = (1, 30, 60, 90)


@dataclass(frozen=True, slots=True)
class Instalments:
    """Due dates of loans, each column ``(n,)``.

    Parameters
    ----------
    loan : int
        As a row of the loans that they belong to.
    due_at, paid_at : datetime64
        NaT in `paid_at` = not paid.
    due_amount, paid_amount : float
        Minor units; instalments of nothing are left out.
    """

    loan: ArrayLike
    due_at: ArrayLike
    due_amount: ArrayLike
    paid_at: ArrayLike
    paid_amount: ArrayLike


def buckets(instalments: Instalments, disbursed_at: ArrayLike, at: ArrayLike) -> NDArray[np.int8]:
    """Give the bucket of each loan at each moment.

    ``days_past_due = whole days from the oldest due_at <= moment that is not paid in full by the
    moment`` (EBA/GL/2016/07, Guidelines on the definition of default, section 4). A payment after
    the moment is not known at it; one that is short of the sum due leaves the instalment unpaid.

    Parameters
    ----------
    instalments : Instalments
        Of the loans; `loan` counts the rows of `disbursed_at`.
    disbursed_at : (L,) datetime64
        Of each loan.
    at : (M,) datetime64
        Moments, such as ends of months; none after the book's `as_of`.

    Returns
    -------
    (L, M) int
        Places in `Bucket`. A loan is settled once all of its instalments are paid in full, and
        also when it has none.
    """
    due, paid, start, moments = (
        np.asarray(times, dtype="datetime64[us]")
        for times in (instalments.due_at, instalments.paid_at, disbursed_at, at)
    )
    owed = np.asarray(instalments.due_amount, dtype=np.float64)
    kept = owed > 0
    whole = kept & (np.asarray(instalments.paid_amount, dtype=np.float64) >= owed)
    code = np.asarray(instalments.loan, dtype=np.int64)[kept]
    due, paid = due[kept], np.where(whole, paid, np.datetime64("NaT"))[kept]
    found = np.empty((start.size, moments.size), dtype=np.int8)
    for month, moment in enumerate(moments):
        open_now = ~(paid <= moment)
        remaining = np.bincount(code[open_now], minlength=start.size)
        late = open_now & (due <= moment)
        oldest = np.full(start.size, moment)
        np.minimum.at(oldest, code[late], due[late])
        days = (moment - oldest) // DAY
        state = 1 + np.searchsorted(LATE_FROM, days, side="right")
        state[remaining == 0] = _place(Bucket.SETTLED)
        state[start > moment] = _place(Bucket.NOT_YET)
        found[:, month] = state
    return found


def _place(bucket: Bucket) -> int:
    return list(Bucket).index(bucket)
