"""What the performance page shows: measures, groups, calibration, rivals, samples of training."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from scoring.challengers import COMMAND, Challengers
from scoring.manifest import Estimate, Manifest
from scoring.metrics.ranking.delong import AucDifference
from scoring.performance import Performance
from ui import panel, words
from ui.charts.calibration import calibration_chart
from ui.charts.intervals import Interval, intervals
from ui.risk import export, says
from ui.theme import Palette

MEASURES = {"auc": "AUC", "gini": "Gini", "ks": "KS", "lift": "Lift, riskiest tenth",
            "brier": "Brier", "observed": "Bad rate"}  # fmt: skip
_HELP = {
    "auc": "How often a random good scores above a random bad; 0.5 is chance.",
    "ks": "Largest distance between the score distributions of goods and bads.",
    "lift": "Bad rate among the riskiest tenth over that of all.",
    "brier": "Mean squared distance of PD and outcome; lower is better.",
}
TOO_FEW = "too few"


def show_tiles(whole: Performance) -> None:
    """Show the measures of all in a line, each with interval and sample size."""
    columns = st.columns(5, gap="small")
    for column, name in zip(columns, ("auc", "ks", "lift", "brier"), strict=False):
        found: Estimate | None = getattr(whole, name)
        with column, panel.card(f"performance_{name}", is_as_high_as_its_row=True):
            st.metric(MEASURES[name], _value(name, found), help=_HELP[name])
            gini = "" if name != "auc" else f" · Gini {_value('gini', whole.gini)}"
            st.caption(f"95 %: {_range(name, found)}{gini}")
    with columns[4], panel.card("performance_rate", is_as_high_as_its_row=True):
        st.metric("Predicted, observed", f"{words.percent(whole.predicted)}, "
                  f"{words.percent(whole.observed.value)}")  # fmt: skip
        inside = whole.observed.low <= whole.predicted <= whole.observed.high
        st.caption(
            f"95 %: {words.percent_range(whole.observed.low, whole.observed.high)} · "
            f"{'as predicted' if inside else 'not as predicted'}"
        )


def _value(name: str, found: Estimate | None) -> str:
    if found is None:
        return TOO_FEW
    return _written(name, found.value)


def _written(name: str, value: float) -> str:
    if name == "observed":
        return words.percent(value)
    return (
        f"{value:.2f}" if name == "lift" else f"{value:.4f}" if name == "brier" else f"{value:.3f}"
    )


def _range(name: str, found: Estimate | None) -> str:
    if found is None:
        return "fewer than 10 bads"
    return f"{_written(name, found.low)}–{_written(name, found.high)}"


def groups_table(found: Mapping[str, Performance]) -> pd.DataFrame:
    """Give one row per group: sizes, and every measure with its interval."""
    return pd.DataFrame(
        [
            {
                "Group": words.plain(name),
                "Known outcomes": of.applications,
                "Bads": of.bads,
                "Mean PD": words.percent(of.predicted),
                **{
                    f"{label} (95 %)": _both(measure, getattr(of, measure))
                    for measure, label in MEASURES.items()
                },
            }
            for name, of in found.items()
        ]
    )


def _both(name: str, found: Estimate | None) -> str:
    return TOO_FEW if found is None else f"{_value(name, found)} ({_range(name, found)})"


def show_groups(
    found: Mapping[str, Performance],
    whole: Performance,
    measure: str,
    of: str,
    colours: Palette,
) -> None:
    """Show one measure group by group, or all of them as a table.

    Parameters
    ----------
    found : mapping of str to Performance
    whole : Performance
    measure : str
        Of `MEASURES`.
    of : str
        What the groups are.
    colours : Palette
    """
    title = f"{MEASURES[measure]} by {of}, 95 % interval; grey: all"
    table = groups_table(found)
    scale = 100 if measure == "observed" else 1
    drawn = [_interval(words.plain(name), one, measure, scale) for name, one in found.items()]
    figure = intervals(drawn, _interval("all", whole, measure, scale), title, colours=colours)
    if panel.view_choice(title, "performance_groups") == panel.TABLE:
        panel.tabulate(table, key="performance_groups", height=int(figure.layout.height))
    else:
        said = ", ".join(f"{one.name} {one.words}" for one in drawn)
        panel.draw(figure, key="performance_groups", alt=f"{title}: {said}.")
    export.offer(table, f"performance_by_{of.replace(' ', '_')}")


def _interval(name: str, of: Performance, measure: str, scale: float) -> Interval:
    found: Estimate | None = getattr(of, measure)
    size = f"{of.bads:,} bads of {of.applications:,}"
    if found is None:
        return Interval(name, None, None, None, f"{TOO_FEW}, {size}")
    told = f"{_both(measure, found)}, {size}"
    return Interval(name, scale * found.value, scale * found.low, scale * found.high, told)


def show_calibration(tenths: pd.DataFrame, check: pd.DataFrame | None, colours: Palette) -> None:
    """Show predicted beside observed by tenth, and what Venn–Abers says of the PDs.

    Parameters
    ----------
    tenths : pandas.DataFrame
        As given by `scoring.performance.calibration`.
    check : pandas.DataFrame or None
        As given by `scoring.performance.venn_abers_check`; None where the holdout is too small.
    colours : Palette
    """
    size, bads = int(tenths["applications"].sum()), int(tenths["bads"].sum())
    title = f"Mean PD against bad rate by tenth: {bads:,} bads of {size:,}"
    table = _tenths(tenths, check)
    figure = calibration_chart(tenths, title, check, colours=colours)
    if panel.view_choice(title, "performance_calibration") == panel.TABLE:
        panel.tabulate(table, key="performance_calibration", height=330)
    else:
        inside = (tenths["low"] <= tenths["predicted"]) & (tenths["predicted"] <= tenths["high"])
        alt = f"{title}; in {int(inside.sum())} of {len(tenths)} tenths the PD lies inside."
        panel.draw(figure, key="performance_calibration", alt=alt)
    st.caption(_agreement(check))
    export.offer(table, "performance_calibration")


def _agreement(check: pd.DataFrame | None) -> str:
    """Say in a line whether the PDs are those that Venn–Abers learns from the holdout."""
    if check is None:
        return "No Venn–Abers check: the holdout has fewer than 10 bads or goods."
    agreeing, size = int(check["agrees"].sum()), len(check)
    said = "agree" if agreeing == size else f"agree in {agreeing} of {size} tenths"
    return (
        f"On the dashed line the PD is what came; both axes are logarithmic. Grey: the mean "
        f"Venn–Abers pair [p0, p1] of the holdout's {int(check['holdout'].sum()):,} applications, "
        f"which is no confidence interval. PDs and Venn–Abers **{said}**, within the chance that "
        "so many applications leave."
    )


def _tenths(tenths: pd.DataFrame, check: pd.DataFrame | None) -> pd.DataFrame:
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
    return pd.DataFrame(
        {
            "Score": [
                f"{row['score_from']}–{row['score_to']}" for row in tenths.to_dict("records")
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


def show_rivals(rivals: Sequence[tuple[str, AucDifference | None]]) -> None:
    """Show the model beside single features, on the applications that have each."""
    rows = []
    for label, found in rivals:
        if found is None:
            rows.append({"Beside": label, "Applications": "fewer than 10 bads have it"})
            continue
        rows.append(
            {
                "Beside": label,
                "Applications": f"{found.goods + found.bads:,}, {found.bads:,} bad",
                "AUC of the model": f"{found.first:.3f}",
                "AUC of it alone": f"{found.second:.3f}",
                "Ahead by (95 %)": f"{found.value:+.3f} ({found.low:+.3f} to {found.high:+.3f})",
                "": "more than noise" if found.low > 0 or found.high < 0 else "within noise",
            }
        )
    table = pd.DataFrame(rows)
    export.titled("The model beside single features, on the applications that have them", table,
                  "performance_rivals")  # fmt: skip
    panel.tabulate(table, key="performance_rivals")


def show_samples(manifest: Manifest) -> None:
    """Show what the model's manifest says of its samples, as they were when it was trained."""
    rows = [
        {
            "Sample": words.plain(name),
            "Applications": sample.applications,
            "Bads": sample.bads,
            "AUC (95 %)": _both("auc", manifest.metrics[name].auc),
            "KS (95 %)": _both("ks", manifest.metrics[name].ks),
            "Best single feature, AUC": _both("auc", manifest.best_feature.auc[name]),
        }
        for name, sample in manifest.samples.items()
    ]
    table = pd.DataFrame(rows)
    export.titled(
        f"By sample, when model {manifest.version} was trained (best single feature: "
        f"{manifest.best_feature.label})",
        table,
        "performance_samples",
    )
    panel.tabulate(table, key="performance_samples")


def show_challengers(found: Challengers | None) -> None:
    """Show who challenged the model, and what each source of data adds; or how to find out."""
    if found is None:
        st.markdown(":gray[The model beside challengers trained on the same samples]")
        st.markdown(f"Nobody has challenged this model yet: `{COMMAND}` trains the challengers.")
        return
    rows = [
        {
            "Challenger": one.label,
            "Features": one.features,
            "AUC": f"{one.auc:.3f}",
            "The model is ahead by (95 %)": f"{one.ahead:+.3f} "
            f"({one.ahead_low:+.3f} to {one.ahead_high:+.3f})",
            "": "more than noise" if one.ahead_low > 0 or one.ahead_high < 0 else "within noise",
        }
        for one in found.found
    ]
    table = pd.DataFrame(rows)
    first = found.found[0]
    export.titled(
        f"The model (AUC {first.champion_auc:.3f}) beside challengers trained on the same samples: "
        f"{found.bads:,} bads of {found.applications:,} out of time",
        table,
        "performance_challengers",
    )
    panel.tabulate(table, key="performance_challengers")
    st.caption(
        "What the model is ahead of one that does without a source is what that source earns here. "
        "Paired, by DeLong; out of time, which none of them learnt from."
    )
