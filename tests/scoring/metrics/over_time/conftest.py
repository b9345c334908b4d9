import warnings

import numpy as np
import pytest


@pytest.fixture
def shares_of_shap():
    """Give the package's exact Shapley values of going from no part to all of them."""
    with warnings.catch_warnings():  # its colours use what matplotlib will drop one day
        warnings.simplefilter("ignore")
        import shap

    def shares(value, parts):
        explain = shap.explainers.Exact(
            lambda rows: np.array([value(tuple(row > 0)) for row in rows]), np.zeros((1, parts))
        )
        return explain(np.ones((1, parts))).values[0]

    return shares
