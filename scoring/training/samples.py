"""Which applications a model learns from, is stopped on, and is judged by."""

from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.errors import ThinfileError

HOLDOUT_SHARE = 0.25
FEW_BADS = 10
DEFAULT_MONTHS_BACK = 12


@dataclass(frozen=True, slots=True)
class Samples:
    """Row masks of the three samples.

    Parameters
    ----------
    as_of : datetime
        Day T: train and holdout were observed before it, out_of_time applied at or after it.
    train, holdout, out_of_time : (n,) bool
        No row is in two of them; no customer is in both train and holdout.
    """

    as_of: datetime
    train: NDArray[np.bool_]
    holdout: NDArray[np.bool_]
    out_of_time: NDArray[np.bool_]

    def items(self) -> list[tuple[str, NDArray[np.bool_]]]:
        """Name and mask of each sample, in the order of time."""
        return [
            ("train", self.train),
            ("holdout", self.holdout),
            ("out_of_time", self.out_of_time),
        ]


def split(
    applications: pd.DataFrame, *, book_as_of: datetime, as_of: datetime | None = None
) -> Samples:
    """Split applications with a known outcome by time, and by customer inside the past.

    Parameters
    ----------
    applications : pandas.DataFrame
        With `customer_id`, `applied_at`, `is_bad` (missing where there is no outcome) and
        `observed_at`.
    book_as_of : datetime
        Outcomes observed later are not known.
    as_of : datetime, optional
        Day T; by default `book_as_of` minus twelve months, or the latest day that leaves bads on
        both sides.

    Returns
    -------
    Samples
        A quarter of the past customers, as many of them with a bad as chance would give, are the
        holdout.

    Raises
    ------
    ThinfileError
        When a sample would have no good or no bad.
    """
    known = (
        applications["is_bad"].notna() & (applications["observed_at"] <= book_as_of)
    ).to_numpy()
    if not known.any():
        raise ThinfileError(
            "Training needs outcomes; this book has none that can be known by "
            f"{book_as_of:%Y-%m-%d}. Give the table outcomes, or loans with instalments."
        )
    is_bad = went_bad(applications) & known
    day = as_of or _default_as_of(applications, known, is_bad, book_as_of)
    past = known & (applications["observed_at"] < day).to_numpy()
    out_of_time = known & (applications["applied_at"] >= day).to_numpy()
    holdout = past & _in_holdout(applications["customer_id"], is_bad & past, past)
    samples = Samples(day, past & ~holdout, holdout, out_of_time)
    for name, rows in samples.items():
        bads = int(is_bad[rows].sum())
        if bads in (0, int(rows.sum())):
            raise ThinfileError(
                f"Training as of {day:%Y-%m-%d} needs goods and bads in every sample; {name} has "
                f"{int(rows.sum())} applications, {bads} of them bad. Choose another --as-of."
            )
    return samples


def went_bad(applications: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which applications are known to have gone bad, ``(n,) bool``."""
    return applications["is_bad"].eq(True).fillna(False).to_numpy(dtype=np.bool_)


def _default_as_of(
    applications: pd.DataFrame,
    known: NDArray[np.bool_],
    is_bad: NDArray[np.bool_],
    book_as_of: datetime,
) -> datetime:
    preferred = pd.Timestamp(book_as_of) - pd.DateOffset(months=DEFAULT_MONTHS_BACK)
    applied = applications["applied_at"]
    observed = applications["observed_at"]

    def leaves_enough(day: pd.Timestamp) -> bool:
        before = is_bad & (observed < day).to_numpy()
        after = is_bad & (applied >= day).to_numpy()
        return bool(before.sum() >= 2 * FEW_BADS and after.sum() >= FEW_BADS)

    if leaves_enough(preferred):
        return preferred.to_pydatetime()
    days = pd.Series(applied[known].dt.normalize().unique()).sort_values(ascending=False)
    for day in days:
        if leaves_enough(pd.Timestamp(day)):
            return pd.Timestamp(day).to_pydatetime()
    return preferred.to_pydatetime()


def _in_holdout(
    customer_id: pd.Series, is_bad: NDArray[np.bool_], past: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    customers = (
        pd.DataFrame({"customer_id": customer_id[past], "is_bad": is_bad[past]})
        .groupby("customer_id")["is_bad"]
        .max()
        .reset_index()
    )
    customers["order"] = [crc32(name.encode()) for name in customers["customer_id"]]
    customers = customers.sort_values(["is_bad", "order", "customer_id"])
    position = customers.groupby("is_bad").cumcount()
    size = customers.groupby("is_bad")["order"].transform("size")
    chosen = customers.loc[position < (size * HOLDOUT_SHARE).round().clip(lower=1), "customer_id"]
    return customer_id.isin(set(chosen)).to_numpy()
