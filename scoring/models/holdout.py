"""The holdout that a model's intervals rest on, kept beside it and read without its trees."""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

HOLDOUT = "holdout.parquet"


def read_holdout(folder: Path) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Give raw scores and outcomes of a model's holdout, ``(m,)`` each; True = went bad."""
    holdout = pd.read_parquet(folder / HOLDOUT)
    return (
        holdout["raw_score"].to_numpy(dtype=np.float64),
        holdout["is_bad"].to_numpy(dtype=np.bool_),
    )
