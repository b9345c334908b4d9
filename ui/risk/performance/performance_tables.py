"""The numbers of the performance page as tables: as people read them, and to take away."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields

import numpy as np
import pandas as pd

from scoring.metrics.ranking.delong import AucDifference
from scoring.models.manifest import Estimate, Manifest
from scoring.risk.performance import Performance
from scoring.risk.rivals import more_than_noise
from scoring.training.challengers import Added, Challengers
from ui import sortable, words
from ui.risk import says
from ui.words import Written

MEASURES = {"auc": "AUC", "gini": "Gini", "ks": "KS", "lift": "Lift, riskiest tenth",
            "brier": "Brier", "observed": "Bad rate"}  # fmt: skip
TOO_FEW = "too few"
SAID = {"train": "training sample"}
_DIGITS = {"lift": 2, "brier": 4}
Rivals = Sequence[tuple[str, AucDifference | None]]


def value(name: str, found: Estimate | None) -> str:
    """Write a measure, or that there are too few."""
    return TOO_FEW if found is None else _written(name, found.value)


def _written(name: str, number: float) -> Written:
    if name == "observed":
        return words.percent(number)
    return Written(f"{number:.{_DIGITS.get(name, 3)}f}", number)


def span(name: str, found: Estimate | None) -> str:
    """Write the interval of a measure, or why there is none."""
    if found is None:
        return "fewer than 10 bads"
    return f"{_written(name, found.low)}–{_written(name, found.high)}"


def both(name: str, found: Estimate | None) -> str:
    """Write a measure with its interval."""
    if found is None:
        return TOO_FEW
    if name == "observed":
        return says.rate(found.value, found.low, found.high)
    return Written(
        f"{value(name, found)} ({span(name, found)})", found.value, (found.low, found.high)
    )


def ahead(name: str, found: Estimate) -> str:
    """Write a difference of a measure with its interval, and whether it is more than noise."""
    scale, digits = (100.0, 1) if name == "observed" else (1.0, 4 if name == "brier" else 3)
    middle, low, high = (
        f"{scale * number:+.{digits}f}".replace("-", "−")
        for number in (found.value, found.low, found.high)
    )
    unit = " points" if name == "observed" else ""
    stands = says.noise(is_more=found.low > 0 or found.high < 0)
    return Written(
        f"{middle}{unit} ({low} to {high}), {stands}", found.value, (found.low, found.high)
    )


def groups_table(found: Mapping[str, Performance]) -> pd.DataFrame:
    """Give one row per group: sizes, and every measure with its interval."""
    return sortable.table(
        [
            {
                "Group": words.plain(name),
                "Known outcomes": of.applications,
                "Bads": of.bads,
                "Mean PD": words.percent(of.predicted),
                **{
                    f"{label} (95 %)": both(measure, getattr(of, measure))
                    for measure, label in MEASURES.items()
                },
            }
            for name, of in found.items()
        ]
    )


def tenths_table(tenths: pd.DataFrame, check: pd.DataFrame | None) -> pd.DataFrame:
    """Give one row per tenth as people read it."""
    learnt = (
        {}
        if check is None
        else {
            "Venn–Abers [p0, p1]": [
                words.percent_range(row["p0"], row["p1"], 2) for row in check.to_dict("records")
            ],
            "Agrees": ["yes" if agrees else "no" for agrees in check["agrees"]],
        }
    )
    return sortable.table(
        {
            "Score": [
                Written(f"{row['score_from']}–{row['score_to']}", row["score_from"])
                for row in tenths.to_dict("records")
            ],
            "Applications": tenths["applications"].to_numpy(),
            "Bads": tenths["bads"].to_numpy(),
            "Predicted": [words.percent(value, 2) for value in tenths["predicted"]],
            "Observed (95 %)": [
                says.rate(row["observed"], row["low"], row["high"], 2)
                for row in tenths.to_dict("records")
            ],
            **learnt,
        }
    )


def rivals_table(rivals: Rivals) -> pd.DataFrame:
    """Give one row per feature that the model stands beside, as people read it."""
    rows, marks = [], _marks(rivals)
    for label, found in rivals:
        if found is None:
            rows.append({"Beside": label, "Applications": "fewer than 10 bads have it"})
            continue
        rows.append(
            {
                "Beside": label,
                "Applications": Written(
                    f"{found.goods + found.bads:,}, {found.bads:,} bad", found.goods + found.bads
                ),
                "AUC of the model": _written("auc", found.first),
                "AUC of it alone": _written("auc", found.second),
                "Ahead by (95 %)": says.lead(found.value, found.low, found.high),
                "Difference": says.noise(is_more=marks[label]),
            }
        )
    return sortable.table(rows)


def _marks(rivals: Rivals) -> dict[str, bool]:
    """Tell by label which rivals differ by more than noise, all of them counted."""
    some = {label: (of.value, of.low, of.high) for label, of in rivals if of is not None}
    return dict(zip(some, more_than_noise(list(some.values())), strict=True))


def challengers_table(found: Challengers) -> pd.DataFrame:
    """Give one row per challenger as people read it; marks count all of them (Holm)."""
    marks = more_than_noise([(one.ahead, one.ahead_low, one.ahead_high) for one in found.found])
    return sortable.table(
        [
            {
                "Challenger": one.label,
                "Features": one.features,
                "AUC": _written("auc", one.auc),
                "The model is ahead by (95 %)": says.lead(one.ahead, one.ahead_low, one.ahead_high),
                "Difference": says.noise(is_more=is_marked),
            }
            for one, is_marked in zip(found.found, marks, strict=True)
        ]
    )


def added_table(found: Challengers) -> pd.DataFrame:
    """Give what purchases add to other sources as people read it; marks count all rows (Holm)."""
    marks = more_than_noise([(one.value, one.low, one.high) for one in found.added])
    return sortable.table(
        [
            {
                "What purchases and visits add to": one.over,
                "AUC without them": _written("auc", one.auc_without),
                "AUC with them": _written("auc", one.auc_with),
                "Added (95 %)": says.lead(one.value, one.low, one.high),
                "Difference": says.noise(is_more=is_marked),
            }
            for one, is_marked in zip(found.added, marks, strict=True)
        ]
    )


def samples_table(manifest: Manifest) -> pd.DataFrame:
    """Give one row per sample of training as people read it; a dash where nothing was kept."""
    return sortable.table(
        [
            {
                "Sample": SAID.get(name) or words.plain(name),
                "Applications": sample.applications,
                "Bads": sample.bads,
                **{
                    f"{label} (95 %)": _kept(measure, getattr(manifest.metrics[name], measure))
                    for measure, label in MEASURES.items()
                },
                "Mean PD": _mean(manifest.metrics[name].predicted),
                "Best single feature, AUC": both("auc", manifest.best_feature.auc[name]),
            }
            for name, sample in manifest.samples.items()
        ]
    )


def _kept(name: str, found: Estimate | None) -> str:
    return words.UNKNOWN if found is None else both(name, found)


def _mean(prob_default: float | None) -> str:
    return words.UNKNOWN if prob_default is None else words.percent(prob_default)


def group_numbers(found: Mapping[str, Performance]) -> pd.DataFrame:
    """Give every measure of every group as numbers, to take away."""
    return pd.DataFrame(
        [
            {"group": name, "known_outcomes": of.applications, "bads": of.bads,
             "predicted": of.predicted}
            | {
                key: number
                for measure in MEASURES
                for key, number in _ends(measure, getattr(of, measure)).items()
            }
            for name, of in found.items()
        ]
    )  # fmt: skip


def _ends(name: str, of: Estimate | None) -> dict[str, float]:
    three = (np.nan,) * 3 if of is None else (of.value, of.low, of.high)
    return dict(zip((name, f"{name}_low", f"{name}_high"), three, strict=True))


def tenth_numbers(tenths: pd.DataFrame, check: pd.DataFrame | None) -> pd.DataFrame:
    """Give calibration by tenth as numbers, to take away."""
    return tenths if check is None else tenths.join(check)


def rival_numbers(rivals: Rivals) -> pd.DataFrame:
    """Give the model beside single features as numbers, to take away."""
    return pd.DataFrame(
        [{"beside": label} | ({} if found is None else asdict(found)) for label, found in rivals],
        columns=["beside", *(field.name for field in fields(AucDifference))],
    )


def challenger_numbers(found: Challengers) -> pd.DataFrame:
    """Give the challengers as numbers, to take away."""
    return pd.DataFrame([one.model_dump() for one in found.found])


def added_numbers(found: Challengers) -> pd.DataFrame:
    """Give what purchases add to other sources as numbers, to take away."""
    return pd.DataFrame([one.model_dump() for one in found.added], columns=list(Added.model_fields))


def sample_numbers(manifest: Manifest) -> pd.DataFrame:
    """Give the samples of training as numbers, to take away."""
    return pd.DataFrame(
        [
            {"sample": name, "applications": sample.applications, "bads": sample.bads}
            | {"predicted": manifest.metrics[name].predicted}
            | {
                key: number
                for measure in MEASURES
                for key, number in _ends(measure, getattr(manifest.metrics[name], measure)).items()
            }
            | _ends("best_feature_auc", manifest.best_feature.auc[name])
            for name, sample in manifest.samples.items()
        ]
    )
