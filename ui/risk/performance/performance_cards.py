"""What the performance page shows: measures, groups, calibration, rivals, samples of training."""

from collections.abc import Mapping, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from scoring.models.manifest import Estimate, Manifest
from scoring.risk.cohorts.cohort import Condition
from scoring.risk.performance import Performance
from scoring.training.challengers import COMMAND, Challengers
from ui import panel, words
from ui.charts.calibration import HEIGHT, calibration_chart
from ui.charts.intervals import Interval, intervals
from ui.risk import charted, follow, population
from ui.risk.performance.performance_tables import (
    MEASURES,
    TOO_FEW,
    Rivals,
    added_numbers,
    added_table,
    ahead,
    both,
    challenger_numbers,
    challengers_table,
    group_numbers,
    groups_table,
    rival_numbers,
    rivals_table,
    sample_numbers,
    samples_table,
    span,
    tenth_numbers,
    tenths_table,
    value,
)
from ui.theme import Palette

_HELP = {
    "auc": "How often a random good scores above a random bad; 0.5 is chance.",
    "ks": "Largest distance between the score distributions of goods and bads.",
    "lift": "Bad rate among the riskiest tenth over that of all.",
    "brier": "Mean squared distance of PD and outcome; lower is better.",
}


_ALL = "all"
_ON_THE_LINE = "On the dashed line the PD is what came; both axes are logarithmic."


def show_tiles(whole: Performance) -> None:
    """Show the measures of all in a line, each with interval and sample size."""
    columns = st.columns(5, gap="small")
    for column, name in zip(columns, ("auc", "ks", "lift", "brier"), strict=False):
        found: Estimate | None = getattr(whole, name)
        with column, panel.card(f"performance_{name}", is_as_high_as_its_row=True):
            st.metric(MEASURES[name], value(name, found), help=_HELP[name])
            gini = "" if name != "auc" else f" · Gini {value('gini', whole.gini)}"
            st.caption(f"95 %: {span(name, found)}{gini}")
    with columns[4], panel.card("performance_rate", is_as_high_as_its_row=True):
        st.metric("Predicted, observed", f"{words.percent(whole.predicted)}, "
                  f"{words.percent(whole.observed.value)}")  # fmt: skip
        inside = whole.observed.low <= whole.predicted <= whole.observed.high
        st.caption(
            f"95 %: {words.percent_range(whole.observed.low, whole.observed.high)} · "
            f"{'as predicted' if inside else 'not as predicted'}"
        )


def show_groups(
    found: Mapping[str, Performance],
    whole: Performance,
    measure: str,
    of: str,
    *,
    links: Mapping[str, str],
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
    links : mapping
        What a group leads to.
    colours : Palette
    """
    title = f"{MEASURES[measure]} by {of}, 95 % interval; grey: all"
    scale = 100 if measure == "observed" else 1
    drawn = [
        _interval(words.plain(name), one, measure, scale, links.get(name, follow.NOBODY))
        for name, one in found.items()
    ]
    figure = intervals(drawn, _interval("all", whole, measure, scale), title, colours=colours)
    figure.layout.height = max(figure.layout.height, HEIGHT)  # as the calibration beside it
    table, taken = partial(groups_table, found), partial(group_numbers, found)
    height = int(figure.layout.height)
    view = charted.view(
        title, "performance_groups", table, taken=taken, height=height,
        links=lambda: [one.link for one in drawn],
    )  # fmt: skip
    if view == panel.CHART:
        said = ", ".join(f"{one.name} {one.words}" for one in drawn)
        charted.draw(figure, key="performance_groups", alt=f"{title}: {said}.")


def _interval(name: str, of: Performance, measure: str, scale: float, link: str = "") -> Interval:
    found: Estimate | None = getattr(of, measure)
    size = f"{of.bads:,} bads of {of.applications:,}"
    if found is None:
        return Interval(name, None, None, None, f"{TOO_FEW}, {size}", link)
    told = f"{both(measure, found)}, {size}"
    return Interval(name, scale * found.value, scale * found.low, scale * found.high, told, link)


def told_apart(found: Mapping[str, Estimate], measure: str) -> str:
    """Say how far a cohort's measure is above that of the rest, and whether that is noise."""
    if not found:
        return "Too few goods or bads to set the cohort against the rest."
    return f"The cohort against the rest, {MEASURES[measure]}: {ahead(measure, found[measure])}."


def choose_group(found: Mapping[str, Performance]) -> str | None:
    """Ask whose calibration is drawn: a group's, or None for that of all."""
    named = {_ALL: "calibration of all"} | {
        name: f"calibration of {words.plain(name)}" for name, of in found.items() if of.applications
    }
    chosen = population.choice("Calibration of", named, "performance_calibration_of")
    return None if chosen == _ALL else chosen


def show_calibration(
    tenths: pd.DataFrame,
    check: pd.DataFrame | None,
    of: str | None,
    also: Sequence[Condition],
    colours: Palette,
) -> None:
    """Show predicted beside observed by tenth, and what Venn–Abers says of the PDs.

    Parameters
    ----------
    tenths : pandas.DataFrame
        As given by `scoring.risk.tenths.calibration`.
    check : pandas.DataFrame or None
        As given by `scoring.risk.tenths.venn_abers_check`; None where the holdout is too small, and
        for a group, whose holdout would be.
    of : str or None
        The group; None for all.
    also : sequence of Condition
        What makes the population a cohort.
    colours : Palette
    """
    size, bads = int(tenths["applications"].sum()), int(tenths["bads"].sum())
    whose = "" if of is None else f", {words.plain(of)}"
    title = f"Mean PD against bad rate by tenth{whose}: {bads:,} bads of {size:,}"
    links = [
        follow.people([*also, Condition("score", least=low, below=high + 1)])
        for low, high in zip(tenths["score_from"], tenths["score_to"], strict=True)
    ]
    figure = calibration_chart(tenths, title, check, links=links, colours=colours)
    table, taken = partial(tenths_table, tenths, check), partial(tenth_numbers, tenths, check)
    key = "performance_calibration"
    view = charted.view(title, key, table, taken=taken, links=lambda: links, height=HEIGHT)
    if view == panel.CHART:
        inside = (tenths["low"] <= tenths["predicted"]) & (tenths["predicted"] <= tenths["high"])
        ends = "; ".join(
            f"{which} tenth {words.percent(row['predicted'], 2)} predicted, "
            f"{words.percent(row['observed'], 2)} observed"
            for which, row in zip(("first", "last"), tenths.iloc[[0, -1]].to_dict("records"),
                                  strict=True)
        )  # fmt: skip
        alt = f"{title}: {ends}; the PD inside in {int(inside.sum())} of {len(tenths)}."
        charted.draw(figure, key="performance_calibration", alt=alt)
    st.caption(_agreement(check) if of is None else _ON_THE_LINE)


def _agreement(check: pd.DataFrame | None) -> str:
    """Say in a line whether the PDs are those that Venn–Abers learns from the holdout."""
    if check is None:
        return "No Venn–Abers check: the holdout has fewer than 10 bads or goods."
    agreeing, size = int(check["agrees"].sum()), len(check)
    said = "agree" if agreeing == size else f"agree in {agreeing} of {size} tenths"
    return (
        f"{_ON_THE_LINE} Grey: the mean Venn–Abers pair [p0, p1] of the holdout's "
        f"{int(check['holdout'].sum()):,} applications, which is no confidence interval. PDs and "
        f"Venn–Abers **{said}**, within the chance that so many applications leave."
    )


def show_rivals(rivals: Rivals) -> None:
    """Show the model beside single features, on the applications that have each."""
    charted.show_table(
        "The model beside single features, on the applications that have them",
        "performance_rivals",
        rivals_table(rivals),
        taken=partial(rival_numbers, rivals),
    )


def show_samples(manifest: Manifest) -> None:
    """Show what the model's manifest says of its samples, as they were when it was trained."""
    charted.show_table(
        f"By sample, when model {manifest.version} was trained (best single feature: "
        f"{manifest.best_feature.label})",
        "performance_samples",
        samples_table(manifest),
        taken=partial(sample_numbers, manifest),
    )
    if any(found.brier is None for found in manifest.metrics.values()):
        st.caption("This model was trained before lift, Brier and PDs were kept by sample.")


def show_challengers(found: Challengers | None) -> None:
    """Show who challenged the model, and what each source of data adds; or how to find out."""
    if found is None:
        st.markdown(":gray[The model beside challengers trained on the same samples]")
        st.markdown(f"Nobody has challenged this model yet: `{COMMAND}` trains the challengers.")
        return
    charted.show_table(
        f"The model (AUC {found.found[0].champion_auc:.3f}) beside challengers trained on the same "
        f"samples: {found.bads:,} bads of {found.applications:,} out of time",
        "performance_challengers",
        challengers_table(found),
        taken=partial(challenger_numbers, found),
    )
    if found.added:
        charted.show_table(
            "What purchases and visits add, out of time",
            "performance_added",
            added_table(found),
            taken=partial(added_numbers, found),
        )
    else:
        st.markdown(f"What purchases add to the request and to the bureau: run `{COMMAND}` again.")
    st.caption(
        "What the model is ahead of one that does without a source is what that source earns here. "
        "What purchases add stands below, between models that differ in nothing else. Paired, by "
        "DeLong; out of time, which none of them learnt from. More than noise: all rows of a table "
        "counted (Holm)."
    )
