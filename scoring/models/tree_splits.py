"""What each level of a model's oblivious trees asks of a row, and rows as numbers to be asked.

CatBoost finds leaves too, but hands them out as a matrix of rows × trees, which takes as long to
write and read as all else that explaining a row takes.
"""

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import pandas as pd
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray

from data.errors import ThinfileError

ABOVE, ABOVE_OR_MISSING, IS = 0, 1, 2
NO_NAME = np.float32(-1)


@dataclass(frozen=True, slots=True)
class Splits:
    """The levels of a model's trees, one after the other.

    Level l of tree t, of those from ``start[t]`` on, gives bit l of the leaf's number.

    Parameters
    ----------
    start : (t + 1,) int
        Where each tree's levels begin, and where the last one's end.
    column : (l,) int
        The column of the model's input that a level reads.
    asks : (l,) int
        `ABOVE` its border; `ABOVE_OR_MISSING`; or `IS`, one name against the rest.
    border : (l,) float32
        Or the number of the name, as `numbers` gives it.
    """

    start: NDArray[np.int64]
    column: NDArray[np.int64]
    asks: NDArray[np.uint8]
    border: NDArray[np.float32]

    def numbers(self, model: CatBoostClassifier, rows: pd.DataFrame) -> NDArray[np.float32]:
        """Turn rows into what the levels ask about.

        CatBoost is asked once which split each distinct name falls to, as it compares names by a
        hash of its own.

        Parameters
        ----------
        model : catboost.CatBoostClassifier
            The model of these levels.
        rows : pandas.DataFrame
            ``(n, f)`` as given by `scoring.models.fit.prepared`.

        Returns
        -------
        (n, f) float32
            NaN is missing; a name is the number of the split that it falls to, or `NO_NAME`.
        """
        found = np.full(rows.shape, NO_NAME)
        names = [at for at, kind in enumerate(rows.dtypes) if kind == "category"]
        numeric = [at for at in range(rows.shape[1]) if at not in names]
        with np.errstate(over="ignore"):  # infinite as for CatBoost, which reads float32, too
            for at in numeric:
                found[:, at] = rows.iloc[:, at].to_numpy(dtype=np.float32)
        codes = {at: pd.factorize(rows.iloc[:, at]) for at in names}
        if codes and len(rows):
            distinct = {at: np.asarray(texts, dtype=object) for at, (_, texts) in codes.items()}
            for at, numbers in self._of_names(model, rows, distinct).items():
                found[:, at] = numbers[codes[at][0]]
        return found

    def _of_names(
        self,
        model: CatBoostClassifier,
        rows: pd.DataFrame,
        distinct: dict[int, NDArray[np.object_]],
    ) -> dict[int, NDArray[np.float32]]:
        """Give the number of each distinct name, by column."""
        asked = rows.iloc[[0] * max(map(len, distinct.values()))].copy()
        for at, texts in distinct.items():
            asked.isetitem(at, np.resize(texts, len(asked)))
        leaves = leaves_of(model, Pool(asked, cat_features=list(distinct)))
        numbers = {at: np.full(len(texts), NO_NAME) for at, texts in distinct.items()}
        for tree, (first, following) in enumerate(pairwise(self.start.tolist())):
            for level in range(first, following):
                if self.asks[level] == IS:
                    of_names = numbers[int(self.column[level])]
                    falls_to = leaves[: of_names.size, tree] >> (level - first) & 1
                    of_names[falls_to.astype(bool)] = self.border[level]
        return numbers


def splits_of(described: dict[str, Any]) -> Splits:
    """Give the levels of a model that CatBoost described in JSON.

    Raises
    ------
    ThinfileError
        When a split reads several features.
    """
    info = described["features_info"]
    numeric = {one["feature_index"]: one for one in info.get("float_features") or []}
    named = {one["feature_index"]: one for one in info.get("categorical_features") or []}
    trees = [tree["splits"] or [] for tree in described["oblivious_trees"]]
    column, asks, border = [], [], []
    for split in (split for tree in trees for split in tree):
        kind = split["split_type"]
        if kind == "FloatFeature":
            feature = numeric[split["float_feature_index"]]
            is_high = feature["nan_value_treatment"] == "AsTrue"
            asks.append(ABOVE_OR_MISSING if is_high else ABOVE)
            border.append(split["border"])
        elif kind == "OneHotFeature":
            feature = named[split["cat_feature_index"]]
            asks.append(IS)
            border.append(feature["values"].index(split["value"]))
        else:
            raise ThinfileError(
                f"Wanted a model whose splits read one feature each; this one has a split of kind "
                f"{kind}, whose points would belong to several. Train again with "
                "`python -m scoring train`."
            )
        column.append(feature["flat_feature_index"])
    return Splits(
        start=np.array([0, *accumulate(map(len, trees))], dtype=np.int64),
        column=np.array(column, dtype=np.int64),
        asks=np.array(asks, dtype=np.uint8),
        border=np.array(border, dtype=np.float32),
    )


def leaves_of(model: CatBoostClassifier, rows: Pool) -> NDArray[np.uint32]:
    """Ask CatBoost for the leaf of each row in each tree, ``(n, trees)``."""
    return np.asarray(model.calc_leaf_indexes(rows, thread_count=1), dtype=np.uint32)
