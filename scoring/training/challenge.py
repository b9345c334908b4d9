"""Models that challenge the champion: a scorecard, and the champion's own kind with less to see."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from data import book, read
from data.home import Home, write_whole
from data.progress import Progress, silent
from scoring import catalogue
from scoring.metrics.ranking.delong import AucDifference, auc_difference
from scoring.models import fit, manifest, model
from scoring.models.manifest import Manifest
from scoring.training import scorecard
from scoring.training.challengers import (
    ADDED,
    BETWEEN,
    FOOTPRINT,
    NAME,
    PURCHASES,
    SCORECARDS,
    WITHOUT,
    Added,
    Challenger,
    Challengers,
)
from scoring.training.samples import split
from scoring.training.train import (
    Material,
    require_features_of_this_version,
    screened,
    usable_features,
)

Floats = NDArray[np.float64]
Fitted = tuple[int, Floats]


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
    fitted = _trained(material, given, progress)
    scores: dict[str | None, Floats] = {None: champion}
    scores |= {name: score[late] for name, (_, score) in fitted.items()}
    kept = Challengers(
        version=described.version,
        applications=int(late.sum()),
        bads=int(is_bad.sum()),
        found=tuple(
            _judged(name, features, auc_difference(is_bad, champion, scores[name]))
            for name, (features, _) in fitted.items()
        ),
        added=tuple(
            _added(over, auc_difference(is_bad, *(scores[name] for name in (more, less))))
            for over, less, more in pairs(given)
        ),
    )
    with write_whole(folder / NAME) as file:
        file.write_text(kept.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return kept


def _judged(name: str, features: int, compared: AucDifference) -> Challenger:
    label = SCORECARDS[name] if name in SCORECARDS else (WITHOUT | BETWEEN)[name][0]
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


def _added(over: str, compared: AucDifference) -> Added:
    return Added(
        over=over,
        auc_without=compared.second,
        auc_with=compared.first,
        value=compared.value,
        low=compared.low,
        high=compared.high,
    )


def _trained(material: Material, given: list[str], progress: Progress) -> dict[str, Fitted]:
    """Train the scorecards, and the champion's kind on what `views` leaves each to see."""
    seen = views(given)
    everything = len(SCORECARDS) + len(seen)
    found: dict[str, Fitted] = {}
    for name in (*SCORECARDS, *seen):
        progress("challengers", len(found), everything)
        found[name] = (
            _scorecard(material, is_optimal=name != "scorecard")
            if name in SCORECARDS
            else _blindfold(material, seen[name])
        )
    progress("challengers", everything, everything)
    return found


def views(given: list[str]) -> dict[str, list[str]]:
    """Give the features that each challenger of the champion's kind may see.

    Left out are those that would see nothing, or all; and of `BETWEEN` those that would see what
    another sees, because this book has no such table.

    Parameters
    ----------
    given : list of str
        All that the book has.
    """
    found: dict[str, list[str]] = {}
    for name, (_, unseen) in (WITHOUT | BETWEEN).items():
        seen = _seen(given, unseen)
        is_new = name in WITHOUT or seen not in found.values()
        if is_new and 0 < len(seen) < len(given):
            found[name] = seen
    return found


def pairs(given: list[str]) -> list[tuple[str, str, str | None]]:
    """Give the pairs of challengers that show what purchases add; arguments as `views`.

    Returns
    -------
    list of (str, str, str or None)
        What they are added to, the challenger without and the one with them; None for the
        champion, which sees all. Without a bureau there is one pair.
    """
    seen_by: dict[tuple[str, ...], str | None] = {
        tuple(seen): name for name, seen in views(given).items()
    }
    seen_by[tuple(given)] = None
    found: list[tuple[str, str, str | None]] = []
    for over, unseen in ADDED:
        less = seen_by.get(tuple(_seen(given, unseen | PURCHASES)))
        more = seen_by[tuple(_seen(given, unseen))]
        if less is not None and (less, more) not in {one[1:] for one in found}:
            found.append((over, less, more))
    return found


def _seen(given: list[str], unseen: frozenset[str]) -> list[str]:
    entries = catalogue.load()
    return [name for name in given if not unseen & _sources(entries[name])]


def _sources(feature: catalogue.Feature) -> set[str]:
    """Give the tables that a feature takes, and whether it takes the request's footprint."""
    is_of_footprint = feature.family is catalogue.Family.FOOTPRINT and feature.is_of_request
    return {*feature.sources, *([FOOTPRINT] if is_of_footprint else [])}


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
