"""What a viewer of one lender is compared by."""

import dataclasses
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

OWN = "LN2"


def same(one, other) -> None:
    """Assert that two answers are alike, whatever they are made of."""
    assert type(one) is type(other)
    if isinstance(one, pd.DataFrame):
        pd.testing.assert_frame_equal(one, other, check_dtype=False)
    elif isinstance(one, np.ndarray):
        np.testing.assert_allclose(one, other, rtol=1e-6) if one.dtype.kind in "fiu" else (
            np.testing.assert_array_equal(one, other)
        )
    elif dataclasses.is_dataclass(one):
        for field in dataclasses.fields(one):
            same(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, Mapping):
        assert list(one) == list(other)
        for key in one:
            same(one[key], other[key])
    elif isinstance(one, list | tuple):
        assert len(one) == len(other)
        for pair in zip(one, other, strict=True):
            same(*pair)
    elif isinstance(one, float):
        assert one == pytest.approx(other, rel=1e-6, nan_ok=True)
    else:
        assert one == other
