"""Cells answer once what is asked of them again, and keep no more than they said."""

import numpy as np
import pandas as pd
import pytest

from scoring.risk.strategy.cells import Cells


@pytest.fixture
def cells():
    return Cells(pd.DataFrame({"applications": [1.0, 2.0], "balance": [np.nan, 3.0]}), (0.0,))


def test_what_was_answered_is_not_asked_again(cells):
    asked = []

    def ask(name, most=2):
        return cells.once("kind", name, lambda: asked.append(name) or f"{name}!", most=most)

    assert [ask("a"), ask("a"), ask("b"), ask("a"), ask("c")] == ["a!", "a!", "b!", "a!", "c!"]
    assert asked == ["a", "b", "c"]
    assert [ask("a"), ask("b")] == ["a!", "b!"]  # the latest stayed, the other went
    assert asked == ["a", "b", "c", "b"]


def test_one_kind_crowds_out_no_other(cells):
    for number in range(9):
        cells.once("small", number, lambda: 0, most=1)
    cells.once("large", 1, lambda: "kept")
    cells.once("small", 10, lambda: 0, most=1)
    assert cells.once("large", 1, lambda: "asked again") == "kept"


def test_what_is_not_known_counts_as_nothing(cells):
    assert cells.known("balance").tolist() == [0.0, 3.0]
    assert cells.known("balance") is cells.known("balance")
    assert np.isnan(cells.column("balance")[0])
