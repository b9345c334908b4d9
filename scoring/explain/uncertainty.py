"""How sure a score is of a thin file: how far it would move had the purchases fallen out otherwise.

The shopper's own history is drawn again and again (`data.histories.resample`), each draw goes
through the same SQL, the same model and the same explanation as the history itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import duckdb
import numpy as np
from numpy.typing import NDArray

from data import side_by_side
from data.features import ranges
from data.histories import features, resample
from data.histories.own import Own, own_rows
from scoring.catalogue import Family
from scoring.explain import explanation
from scoring.models.scale import Scale

if TYPE_CHECKING:
    from scoring.models.model import Model

CONFIDENCE = 0.90
STABLE_FROM = 0.70
AT_ONCE = 48
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Doubt:
    """How far one score would move, had the purchases fallen out a little differently.

    Parameters
    ----------
    application_id : str
    active_weeks : int
        Weeks before the application with an order.
    resamples : int
        Histories drawn; 0 below two active weeks and of a history too long to be drawn again
        (`data.histories.resample.MOST_ROWS`), where nothing is said.
    raw_low, raw_high : float or None
        90 % prediction interval of the raw score on another such history; None where nothing is
        said.
    redraw_low, redraw_high : int or None
        The same as displayed scores.
    negative_share : mapping of Family to float
        Share of the draws in which the family's points are below zero, 0-1; empty where nothing
        is said.
    """

    application_id: str
    active_weeks: int
    resamples: int
    raw_low: float | None
    raw_high: float | None
    redraw_low: int | None
    redraw_high: int | None
    negative_share: Mapping[Family, float] = field(default_factory=dict)

    @property
    def is_too_long(self) -> bool:
        """Whether nothing is said because so long a history is not drawn again."""
        return self.resamples == 0 and self.active_weeks >= resample.FEWEST_WEEKS

    def is_stable(self, family: Family) -> bool:
        """Tell whether a family counts against the applicant in at least 70 % of the draws."""
        return self.negative_share.get(family, 0.0) >= STABLE_FROM

    @property
    def facts(self) -> dict[str, int | None]:
        """What the policy asks of it: the columns `scoring.policies.recommendation.DOUBT_FACTS`."""
        return {
            "active_weeks": self.active_weeks,
            "redraw_low": self.redraw_low,
            "redraw_high": self.redraw_high,
        }


def prediction_interval(
    raw_score: float,
    resampled: Floats,
    *,
    widening: float = 1.0,
    confidence: float = CONFIDENCE,
) -> tuple[float, float]:
    """Give the interval that another history's score would fall in.

    ``raw + sqrt(2) * widening * quantile(resampled - raw)``: the draws show how the score varies
    about its mean; this score and the other one vary both, so that their difference has twice the
    variance (the basic bootstrap prediction interval; Davison and Hinkley 1997, Bootstrap Methods
    and their Application, section 5.2 and 6.3.3).

    Parameters
    ----------
    raw_score : float
        On the history as it was.
    resampled : (r,) float
        On the drawn ones.
    widening : float
        What makes up for few weeks to draw from, from 1 up (`data.histories.resample.widening`).
    confidence : float
        0-1.
    """
    tail = (1 - confidence) / 2
    low, high = np.sqrt(2) * widening * np.quantile(resampled - raw_score, [tail, 1 - tail])
    return float(raw_score + low), float(raw_score + high)


def doubts(
    con: duckdb.DuckDBPyConnection,
    loaded: "Model",
    application_ids: Sequence[str],
    *,
    resamples: int = resample.RESAMPLES,
    workers: int = 1,
) -> Iterator[Doubt]:
    """Resample applications and say how sure their scores are, a few at a time, in their order.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        An open book, as given by `data.book.open_book`.
    loaded : Model
    application_ids : sequence of str
        Of the book.
    resamples : int
        Histories to draw of each.
    workers : int
        So many few at once, a core each; the doubts are the same.

    Raises
    ------
    ThinfileError
        When the book lacks an application.
    """
    parts = [
        application_ids[first : first + AT_ONCE]
        for first in range(0, len(application_ids), AT_ONCE)
    ]
    in_all = len(application_ids) * (resamples + 1)
    if workers == 1 or len(parts) == 1:
        for asked in parts:
            yield from _doubts(con, loaded, asked, resamples, in_all)
        return

    def work(asked: Sequence[str]) -> list[Doubt]:
        return _doubts(con, loaded, asked, resamples, in_all)

    with ranges.one_thread_each(con), side_by_side.in_order(work, parts, workers=workers) as found:
        for doubts_of_some in found:
            yield from doubts_of_some


def doubt(con: duckdb.DuckDBPyConnection, loaded: "Model", application_id: str) -> Doubt:
    """Say how sure one application's score is, as `doubts` does."""
    return next(doubts(con, loaded, [application_id]))


def _doubts(
    con: duckdb.DuckDBPyConnection,
    loaded: "Model",
    asked: Sequence[str],
    resamples: int,
    rows_in_all: int,
) -> list[Doubt]:
    found = _of(con, loaded, own_rows(con, asked), resamples, rows_in_all)
    return [found[application_id] for application_id in asked]


def doubt_of_history(con: duckdb.DuckDBPyConnection, loaded: "Model", own: Own) -> Doubt:
    """Say how sure the score of one history is that stands in no book, as `doubt` does.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        An open book.
    loaded : Model
    own : Own
        As `data.histories.own.own_of_history` reads it.
    """
    [found] = _of(con, loaded, own, resample.RESAMPLES, resample.RESAMPLES + 1).values()
    return found


def _of(
    con: duckdb.DuckDBPyConnection, loaded: "Model", own: Own, resamples: int, rows_in_all: int
) -> dict[str, Doubt]:
    """Say it of those whose histories can be drawn, and of the others that they are not."""
    weeks = dict(zip(own.owners, resample.active_weeks(own).tolist(), strict=True))
    rows = dict(zip(own.owners, resample.rows(own).tolist(), strict=True))
    drawn = [
        name
        for name in own.owners
        if weeks[name] >= resample.FEWEST_WEEKS and rows[name] <= resample.MOST_ROWS
    ]
    found = {name: undrawn(name, weeks[name]) for name in own.owners if name not in drawn}
    if drawn:
        some = own.only(drawn) if found else own
        found |= _drawn(con, loaded, some, weeks, resamples=resamples, rows_in_all=rows_in_all)
    return found


def _drawn(
    con: duckdb.DuckDBPyConnection,
    loaded: "Model",
    own: Own,
    weeks: Mapping[str, int],
    *,
    resamples: int,
    rows_in_all: int,
) -> dict[str, Doubt]:
    """Draw in parts, so that memory is bounded, and put the scores of the parts together."""
    owners, scores, below = len(own.owners), [], []
    for part in resample.parts(own, resamples):
        some = resample.resampled(own, resamples=resamples, part=part)
        scored = loaded.score(features.features_of(con, some.tables), rows_in_all=rows_in_all)
        families, sums = explanation.family_sums(scored.points, list(loaded.manifest.features))
        scores.append(scored.raw_score.reshape(owners, -1))
        below.append((sums < 0).reshape(owners, -1, len(families)))
    raw, negative = (
        np.concatenate(scores, axis=1),
        np.concatenate(below, axis=1)[:, 1:].mean(axis=1),
    )
    return {
        name: _doubt(
            name,
            weeks[name],
            prediction_interval(float(own_raw[0]), own_raw[1:], widening=float(widening)),
            loaded.manifest.score_scale,
            resamples=resamples,
            negative_share=dict(zip(families, shares.tolist(), strict=True)),
        )
        for name, own_raw, shares, widening in zip(
            own.owners, raw, negative, some.widening, strict=True
        )
    }


def too_thin_of(con: duckdb.DuckDBPyConnection, application_ids: Sequence[str]) -> Iterator[Doubt]:
    """Give the doubts of those applications whose orders lie in fewer than two weeks, undrawn."""
    for first in range(0, len(application_ids), AT_ONCE):
        own = own_rows(con, application_ids[first : first + AT_ONCE])
        for name, weeks in zip(own.owners, resample.active_weeks(own), strict=True):
            if weeks < resample.FEWEST_WEEKS:
                yield undrawn(name, int(weeks))


def undrawn(application_id: str, active_weeks: int) -> Doubt:
    """Say that a history of under two active weeks, or too long a one, is not drawn again."""
    return Doubt(application_id, active_weeks, 0, None, None, None, None)


def _doubt(
    application_id: str,
    active_weeks: int,
    interval: tuple[float, float],
    scale: Scale,
    *,
    resamples: int,
    negative_share: Mapping[Family, float],
) -> Doubt:
    low, high = interval
    shown = scale.displayed(np.array([low, high]))
    return Doubt(
        application_id, active_weeks, resamples, low, high, int(shown[0]), int(shown[1]),
        negative_share,
    )  # fmt: skip
