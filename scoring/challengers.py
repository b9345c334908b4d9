"""Models that challenge the champion: a scorecard, and the champion's own kind with less to see."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from data import book, read
from data.errors import ThinfileError
from data.home import Home, write_whole
from data.progress import Progress, silent
from scoring import catalogue, fit, manifest, model, scorecard
from scoring.manifest import Manifest, Part
from scoring.metrics.ranking.delong import auc_difference
from scoring.samples import split
from scoring.train import Material, require_features_of_this_version, screened, usable_features

NAME = "challengers.json"
COMMAND = "python -m scoring challenge"
Floats = NDArray[np.float64]
Fitted = tuple[int, Floats]
_PURCHASES = frozenset({"orders", "order_lines", "visits"})
_LOANS = frozenset({"loans", "instalments"})
_BUREAU = frozenset({"bureau"})
SCORECARDS = {
    "scorecard": "scorecard of weights of evidence, eight equal bins",
    "scorecard_optbinning": "scorecard of weights of evidence, bins by optbinning",
}
# what a challenger does without: its label, and the tables that it may not see
WITHOUT = {
    "without_purchases": ("without purchases and visits", _PURCHASES),
    "without_loans": ("without earlier loans", _LOANS),
    "without_bureau": ("without the bureau", _BUREAU),
    "request_alone": ("the request and the account alone", _PURCHASES | _LOANS | _BUREAU),
}


class Challenger(Part):
    """One challenger, on the applications out of time.

    Parameters
    ----------
    name, label : str
    features : int
    auc, champion_auc : float
        On the same applications.
    ahead, ahead_low, ahead_high : float
        The champion's AUC less the challenger's, with its paired 95 % interval (DeLong).
    """

    name: str
    label: str
    features: int
    auc: float
    champion_auc: float
    ahead: float
    ahead_low: float
    ahead_high: float


class Challengers(Part):
    """All challengers of a model.

    Parameters
    ----------
    version : str
        Of the champion.
    applications, bads : int
        Out of time, which none of them learnt from.
    found : tuple of Challenger
    """

    version: str
    applications: int
    bads: int
    found: tuple[Challenger, ...]


def challenge(
    home: Home, *, version: str | None = None, progress: Progress = silent
) -> Challengers:
    """Train the challengers on the champion's samples and keep what came out beside it.

    Parameters
    ----------
    home : Home
    version : str, optional
        Of the champion; the newest model by default.
    progress : Progress

    Raises
    ------
    ThinfileError
        When there is no model, or the snapshot that it learnt from is gone or of another version.
    """
    folder = book.model_path(home, version or model.newest(home))
    described = manifest.read(folder)
    material, given = _material(home, described)
    late = material.samples.out_of_time
    champion = model.load(folder).score(material.frame[late]).raw_score
    is_bad = material.is_bad[late]

    def judged(name: str, label: str, fitted: Fitted) -> Challenger:
        features, score = fitted
        compared = auc_difference(is_bad, champion, score[late])
        return Challenger(
            name=name,
            label=label,
            features=features,
            auc=compared.second,
            champion_auc=compared.first,
            ahead=compared.value,
            ahead_low=compared.low,
            ahead_high=compared.high,
        )

    entries = catalogue.load()
    progress("challengers", 0, len(SCORECARDS) + len(WITHOUT))
    found = [
        judged(name, label, _scorecard(material, is_optimal=name != "scorecard"))
        for name, label in SCORECARDS.items()
    ]
    for name, (label, unseen) in WITHOUT.items():
        progress("challengers", len(found), len(SCORECARDS) + len(WITHOUT))
        seen = [of for of in given if not unseen & set(entries[of].sources)]
        if seen and len(seen) < len(given):
            found.append(judged(name, label, _blindfold(material, seen)))
    progress("challengers", len(SCORECARDS) + len(WITHOUT), len(SCORECARDS) + len(WITHOUT))
    kept = Challengers(
        version=described.version,
        applications=int(late.sum()),
        bads=int(is_bad.sum()),
        found=tuple(found),
    )
    with write_whole(folder / NAME) as file:
        file.write_text(kept.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return kept


def read_challengers(folder: Path) -> Challengers | None:
    """Read what challenged a model; None when nothing did.

    Raises
    ------
    ThinfileError
        When the file is damaged.
    """
    path = folder / NAME
    if not path.is_file():
        return None
    try:
        return Challengers.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as wrong:
        raise ThinfileError(
            f"Wanted the challengers of a model in {path}; got: {str(wrong).splitlines()[0]}. "
            f"Remove it and run `{COMMAND}`."
        ) from wrong


def _material(home: Home, described: Manifest) -> tuple[Material, list[str]]:
    """Give the champion's samples and features, and all features that its book has."""
    with book.open_book(home, book.unscored(described.snapshot)) as con:
        require_features_of_this_version(con, described.snapshot)
        frame = read.query(con, "assessments", application_id=None)
        tables = read.query(con, "tables_given")
    samples = split(frame, book_as_of=described.book_as_of, as_of=described.as_of)
    given = dict(zip(tables["table_name"], tables["is_given"], strict=True))
    usable = usable_features(frame[samples.train], given)
    return Material(frame, samples, list(described.features)), usable


def _scorecard(material: Material, *, is_optimal: bool) -> Fitted:
    score = scorecard.scorecard(
        material.features,
        material.is_bad,
        train=material.samples.train,
        holdout=material.samples.holdout,
        categorical=set(material.categorical),
        is_optimal=is_optimal,
    )
    return len(material.names), score


def _blindfold(material: Material, seen: list[str]) -> Fitted:
    """Train the champion's way on some of the features; give how many, and everybody's score."""
    part = replace(material, names=seen)
    part = replace(part, names=screened(part))
    train, holdout = part.samples.train, part.samples.holdout
    trees = fit.fit(
        part.features[train],
        part.is_bad[train],
        stop_on=(part.features[holdout], part.is_bad[holdout]),
        categorical=part.categorical,
        risk=part.risk,
    )
    rows = fit.pool(part.features, part.categorical)
    return len(part.names), -fit.raw_value(trees, rows)
