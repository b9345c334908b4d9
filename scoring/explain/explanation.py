"""Why this score: points by family and feature, from the reference's score to the applicant's."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring import catalogue, wording
from scoring.catalogue import Family, Feature
from scoring.explain.apportion import shares
from scoring.models.manifest import Manifest
from scoring.wording import Money


@dataclass(frozen=True, slots=True)
class FeaturePoints:
    """One feature's part in a score.

    Parameters
    ----------
    name, label : str
        Column and name for people.
    points : float
        Contribution minus the reference's mean contribution; positive raises the score.
    shown : int
        As shown: the shown points of all features and the base add up to the shown score.
    value, typical : float, str or None
        The applicant's and the reference's number; None = not known.
    value_text, typical_text : str
        The same with their units.
    sentence : str
        What it says, in plain words.
    """

    name: str
    label: str
    points: float
    shown: int
    value: float | str | None
    typical: float | str | None
    value_text: str
    typical_text: str
    sentence: str


@dataclass(frozen=True, slots=True)
class FamilyPoints:
    """One family's part in a score.

    Parameters
    ----------
    points : float
        Of its features together.
    shown : int
        As shown.
    told_by, sentence : str
        The feature it is told by, and that one's sentence.
    features : tuple of FeaturePoints
    is_reason : bool
        Whether it may be given as a reason against the applicant: it lowers the score, and not
        only by what this lender's missing tables leave unknown of everybody.
    """

    family: Family
    label: str
    points: float
    shown: int
    told_by: str
    sentence: str
    features: tuple[FeaturePoints, ...]
    is_reason: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """From the reference's mean score to this score.

    ``shown_base + sum(family.shown) + clip = score`` and
    ``base + sum(family.points) = raw_score`` (within 1e-6).
    """

    base: float
    shown_base: int
    families: tuple[FamilyPoints, ...]
    clip: int
    raw_score: float
    score: int


@dataclass(frozen=True, slots=True)
class Reason:
    """A family that lowers the score, told by its most negative feature."""

    rank: int
    family: Family
    feature: str
    points: float
    sentence: str


MOST_REASONS = 4
NOTHING: Mapping[str, str] = MappingProxyType({})


def explain(
    points: Mapping[str, float],
    features: Mapping[str, object],
    model: Manifest,
    money: Money,
    *,
    known: Mapping[str, pd.DataFrame] | None = None,
    lost: Mapping[str, str] = NOTHING,
) -> Explanation:
    """Put a score's points in order and in words.

    Parameters
    ----------
    points : Mapping[str, float]
        Of every feature of the model.
    features : Mapping[str, object]
        Their values.
    model : Manifest
        Gives reference and scale.
    money : Money
        The book's currency.
    known : Mapping[str, pandas.DataFrame], optional
        The applicant's known rows by table, so that sentences can count them.
    lost : Mapping[str, str], optional
        Features that the book's missing tables cost, as `catalogue.lost` gives them.

    Returns
    -------
    Explanation
        Families from the most negative to the most positive, features within by size.
    """
    entries = catalogue.load()
    by_family: dict[Family, list[Feature]] = {}
    for name in model.features:
        by_family.setdefault(entries[name].family, []).append(entries[name])
    sums = {
        family: float(sum(points[member.name] for member in members))
        for family, members in by_family.items()
    }
    raw = model.reference.score + sum(sums.values())
    rounded = round(raw)
    base = round(model.reference.score)
    shown = dict(zip(sums, shares(list(sums.values()), rounded - base), strict=True))
    told = frozenset(
        name
        for name in model.features
        if name not in lost and _tells(entries[name], features[name])
    )
    teller = _Teller(points, features, model, money, known, told, lost)
    families = [
        teller.family(family, by_family[family], shown[family])
        for family in sorted(sums, key=lambda family: sums[family])
    ]
    score = int(np.clip(rounded, model.scale.lowest, model.scale.highest))
    return Explanation(model.reference.score, base, tuple(families), score - rounded, raw, score)


def reasons(explanation: Explanation) -> tuple[Reason, ...]:
    """Give at most four reasons against the applicant, worst first, no two of one family."""
    negative = [family for family in explanation.families if family.is_reason]
    return tuple(
        Reason(rank, family.family, family.told_by, family.points, family.sentence)
        for rank, family in enumerate(negative[:MOST_REASONS], start=1)
    )


def _tells(feature: Feature, value: object) -> bool:
    """Say of one value what `scoring.explain.reasons.can_tell` says of a frame."""
    is_missing = value is None or value is pd.NA or (isinstance(value, float) and isnan(value))
    return not is_missing and (value == 0 or not feature.flag_of)


def counted(feature: Feature, known: Mapping[str, pd.DataFrame] | None) -> tuple[int, int] | None:
    """Count the rows that make a feature: those that count, and those they are counted among."""
    evidence = feature.evidence
    if known is None or evidence is None or evidence.table not in known:
        return None
    rows = known[evidence.table]
    among = rows[evidence.of].to_numpy(dtype=np.bool_, na_value=False)
    if evidence.counts is None:
        return int(among.sum()), int(among.sum())
    counts = among & rows[evidence.counts].to_numpy(dtype=np.bool_, na_value=False)
    return int(counts.sum()), int(among.sum())


def family_sums(
    points: NDArray[np.float64], names: list[str]
) -> tuple[list[Family], NDArray[np.float64]]:
    """Add points up by family.

    Parameters
    ----------
    points : (n, f) float
    names : list of str
        The f features.

    Returns
    -------
    tuple of list of Family and (n, k) float
        Families that have a feature, in their own order, and their sums.
    """
    of = catalogue.families_of(names)
    families = [family for family in Family if family in of]
    sums = np.zeros((len(points), len(families)))
    # one after another: a matrix product would round a row by how many stand beside it
    for at, family in enumerate(of):
        sums[:, families.index(family)] += points[:, at]
    return families, sums


def _plain(value: object) -> float | str | None:
    if isinstance(value, str):
        return value
    number = float(str(value)) if isinstance(value, int | float | np.number) else np.nan
    return None if np.isnan(number) else number


@dataclass(frozen=True, slots=True)
class _Teller:
    """Puts one applicant's points in words."""

    points: Mapping[str, float]
    values: Mapping[str, object]
    model: Manifest
    money: Money
    known: Mapping[str, pd.DataFrame] | None
    able: frozenset[str]
    lost: Mapping[str, str]

    def family(self, family: Family, members: list[Feature], shown: int) -> FamilyPoints:
        points = [self.points[member.name] for member in members]
        told = [
            self.feature(member, part)
            for member, part in zip(members, shares(points, shown), strict=True)
        ]
        told.sort(key=lambda feature: -abs(feature.points))
        total = float(sum(points))
        most = min if total < 0 else max
        # a feature that helps cannot say why a family hurts; that something is not known can
        flags = {member.name for member in members if member.flag_of}
        same = {feature.name for feature in told if (feature.points < 0) is (total < 0)}
        able = [
            feature
            for feature in told
            if feature.name in self.able and feature.name in same | flags
        ]
        own = [
            feature for feature in told if feature.name in same and feature.name not in self.lost
        ]
        teller = most(able or own or told, key=lambda feature: feature.points)
        return FamilyPoints(
            family=family,
            label=family.label,
            points=total,
            shown=shown,
            told_by=teller.name,
            sentence=teller.sentence,
            features=tuple(told),
            is_reason=total < 0 and bool(able or own),
        )

    def feature(self, feature: Feature, shown: int) -> FeaturePoints:
        usual = self.model.reference.typical[feature.name]
        own = _plain(self.values[feature.name])
        return FeaturePoints(
            name=feature.name,
            label=feature.label,
            points=self.points[feature.name],
            shown=shown,
            value=own,
            typical=usual,
            value_text=wording.number(feature, own, self.money),
            typical_text=wording.typical(feature, usual, self.money),
            sentence=self._sentence(feature, own, usual),
        )

    def _sentence(
        self, feature: Feature, own: float | str | None, usual: float | str | None
    ) -> str:
        if feature.name in self.lost:
            return wording.lost(feature, self.lost[feature.name])
        return wording.sentence(
            feature,
            points=self.points[feature.name],
            value=own,
            reference=usual,
            counts=counted(feature, self.known) if "{count}" in feature.helps else None,
            money=self.money,
        )
