"""From a model's log-odds to calibrated ones, and on to points: both linear, and back."""

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """Calibrated log-odds of going bad = ``intercept + slope * raw``.

    Linear, so that contributions stay additive (Platt 1999; Cox 1958, Biometrika 45, 562–565).
    """

    intercept: float
    slope: float

    def __call__(self, raw: Floats) -> Floats:
        """Apply the line to raw log-odds, ``(n,)``."""
        return self.intercept + self.slope * raw


@dataclass(frozen=True, slots=True)
class Scale:
    """A score linear in log-odds.

    ``raw = anchor + points_to_double / ln 2 * (ln odds - ln anchor_odds)``

    Source: Siddiqi, Intelligent Credit Scoring (2nd ed., 2017), chapter 10, "points to double the
    odds". Odds are goods to one bad, so a higher score is safer.

    Parameters
    ----------
    lowest, highest : int
        Ends of the displayed score.
    anchor : float
        Score at `anchor_odds`.
    anchor_odds : float
        Goods to one bad at `anchor`.
    points_to_double : float
        Points that double the odds.
    """

    lowest: int = 350
    highest: int = 950
    anchor: float = 600.0
    anchor_odds: float = 20.0
    points_to_double: float = 40.0

    @property
    def factor(self) -> float:
        """Points per unit of log-odds."""
        return self.points_to_double / log(2)

    def raw_score(self, log_odds_of_bad: Floats) -> Floats:
        """Turn calibrated log-odds of going bad, ``(n,)``, into raw scores, higher = safer."""
        return self.anchor - self.factor * (log_odds_of_bad + log(self.anchor_odds))

    def prob_default(self, raw_score: Floats) -> Floats:
        """Turn unrounded scores, ``(n,)``, into PD, 0–1."""
        log_odds = (self.anchor - raw_score) / self.factor - log(self.anchor_odds)
        return np.asarray(1 / (1 + np.exp(-log_odds)), dtype=np.float64)

    def from_prob_default(self, prob_default: Floats) -> Floats:
        """Turn PD, ``(n,)``, 0–1, into unrounded scores; 0 and 1 give the infinities."""
        with np.errstate(divide="ignore"):
            return self.raw_score(np.log(prob_default) - np.log1p(-prob_default))

    def displayed(self, raw_score: Floats) -> NDArray[np.int64]:
        """Round and clip to the score that people see and cut-offs compare."""
        clipped = np.clip(np.rint(raw_score), self.lowest, self.highest)
        return np.asarray(clipped, dtype=np.int64)
