"""Does the score tell goods from bads, for whom, and are its PDs what comes?"""

import streamlit as st

from scoring import catalogue
from scoring.catalogue import Unit
from scoring.risk import tenths
from scoring.risk.cohorts import cohort
from ui import loaders, panel, states, words
from ui.header import Chip
from ui.risk import follow, population, scored_book
from ui.risk.cohorts import saved_cohorts
from ui.risk.performance import (
    performance_cards,
    performance_loaders,
    performance_tables,
    waiting_model,
)
from ui.risk.performance.performance_loaders import GROUPS
from ui.theme import palette

_SINCE = {"after": "applied after training", "all": "all, learnt from too"}
_BUREAU = "bureau_score"

counted = scored_book.require("Performance")
viewer, book = counted.viewer, counted.book
colours = palette(st.context.theme.type)
manifest = loaders.manifest(book)

top = st.container()
own = {name: f"by {label}" for name, (label, _) in GROUPS.items()}
cuts = saved_cohorts.cuts(viewer, own, "performance_by")
with st.container(key="performance_filters", horizontal=True, vertical_alignment="bottom"):
    whom = population.choice("Applications", _SINCE, "performance_since")
    by = population.choice("By", cuts, "performance_by")
    measure = population.choice("Measure", performance_tables.MEASURES, "performance_measure")
    calibration_of = st.container()
since = manifest.as_of if whom == "after" else counted.period.first
whole = performance_loaders.whole(viewer, book, since)

with top:
    chips = [
        Chip(f"model {manifest.version}, {manifest.trees} trees"),
        Chip(f"{whole.bads:,} bads of {whole.applications:,} known outcomes"),
        Chip(f"applied from {words.day(since)}"),
    ]
    if by not in GROUPS:
        chips.append(Chip(saved_cohorts.defined(by, cuts[by], book.money)))
    if whom == "all":
        chips.append(Chip("the model learnt from most of them", is_doubt=True))
    counted.head("Performance", chips, tells_decisions=False, tells_model=True)
if not whole.applications:
    states.show(
        "performance_immature",
        f"No outcome of an application from {words.day(since)} on is known yet. Choose all "
        "applications, or wait until the loans are mature.",
    )
    waiting_model.show(viewer, book.home, manifest)
    st.stop()
performance_cards.show_tiles(whole)

also = [cohort.since(since), cohort.KNOWN]
groups = performance_loaders.by_group(viewer, book, by, since)
with calibration_of:
    group = performance_cards.choose_group(groups)
by_tenth = tenths.calibration(performance_loaders.cells(viewer, book, by, since, group))
check = None if group else performance_loaders.venn_abers(viewer, book, since)
challengers = performance_loaders.challengers(viewer, book)
known = catalogue.load()
single = [known[name] for name in dict.fromkeys((_BUREAU, manifest.best_feature.name))]
rivals = [
    (feature.label, performance_loaders.against(viewer, book, feature, since))
    for feature in single
    if feature.unit is not Unit.NAME
]

left, right = st.columns([11, 10], gap="small")
with left, panel.card("performance_groups", is_as_high_as_its_row=True):
    links = {name: follow.people([*population.group(by, name), *also]) for name in groups}
    performance_cards.show_groups(
        groups, whole, measure, saved_cohorts.named(by, cuts[by]), links=links, colours=colours
    )
    if by not in GROUPS:
        apart = performance_loaders.apart(viewer, book, by, since)
        st.markdown(performance_cards.told_apart(apart, measure))
    st.caption(
        "Each application counts on its own, also where one shopper made several. A KS of few bads "
        "is too high by chance, so its interval lies lower."
    )
with right, panel.card("performance_calibration", is_as_high_as_its_row=True):
    of_group = population.group(by, group) if group else []
    performance_cards.show_calibration(by_tenth, check, group, [*also, *of_group], colours)

waiting_model.show(viewer, book.home, manifest)
with panel.card("performance_challengers"):
    performance_cards.show_challengers(challengers)
with panel.card("performance_rivals"):
    performance_cards.show_rivals(rivals)
    st.caption(
        "Paired, by DeLong: what both find hard counts once. Beside the bureau's score it shows "
        "what the model adds for those who have one. More than noise: all rows counted (Holm)."
    )
with panel.card("performance_samples"):
    performance_cards.show_samples(manifest)
