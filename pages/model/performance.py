"""Does the score tell goods from bads, for whom, and are its PDs what comes?"""

import streamlit as st

from scoring import catalogue, performance
from scoring.catalogue import Unit
from ui import loaders, panel, states, words
from ui.header import Chip
from ui.risk import performance_cards, performance_loaders, population, scored_book
from ui.risk.performance_loaders import GROUPS
from ui.theme import palette

_SINCE = {"after": "applied after training", "all": "all, learnt from too"}
_BUREAU = "bureau_score"

counted = scored_book.require("Performance")
viewer, book = counted.viewer, counted.book
colours = palette(st.context.theme.type)
manifest = loaders.manifest(book)

top = st.container()
with st.container(key="performance_filters", horizontal=True, vertical_alignment="bottom"):
    whom = population.choice("Applications", _SINCE, "performance_since")
    by = population.choice("By", {name: label for name, (label, _) in GROUPS.items()},
                           "performance_by")  # fmt: skip
    measure = population.choice("Measure", performance_cards.MEASURES, "performance_measure")
since = manifest.as_of if whom == "after" else counted.period.first
whole = performance_loaders.whole(viewer, book, since)

with top:
    chips = [
        Chip(f"model {manifest.version}, {manifest.trees} trees"),
        Chip(f"{whole.bads:,} bads of {whole.applications:,} known outcomes"),
        Chip(f"applied from {words.day(since)}"),
    ]
    if whom == "all":
        chips.append(Chip("the model learnt from most of them", is_doubt=True))
    counted.head("Performance", chips)
if not whole.applications:
    states.show(
        "performance_immature",
        f"No outcome of an application from {words.day(since)} on is known yet. Choose all "
        "applications, or wait until the loans are mature.",
    )
    st.stop()
performance_cards.show_tiles(whole)

left, right = st.columns([11, 10], gap="small")
with left, panel.card("performance_groups", is_as_high_as_its_row=True):
    groups = performance_loaders.by_group(viewer, book, by, since)
    performance_cards.show_groups(groups, whole, measure, GROUPS[by][0], colours)
    st.caption("Intervals from 200 draws of the group's own applications, each on its own.")
with right, panel.card("performance_calibration", is_as_high_as_its_row=True):
    tenths = performance.calibration(performance_loaders.cells(viewer, book, since))
    check = performance_loaders.venn_abers(viewer, book, since)
    performance_cards.show_calibration(tenths, check, colours)

with panel.card("performance_challengers"):
    performance_cards.show_challengers(performance_loaders.challengers(viewer, book))
with panel.card("performance_rivals"):
    known = catalogue.load()
    both = dict.fromkeys((_BUREAU, manifest.best_feature.name))
    names = [name for name in both if known[name].unit is not Unit.NAME]
    performance_cards.show_rivals(
        [
            (known[name].label, performance_loaders.against(viewer, book, known[name], since))
            for name in names
        ]
    )
    st.caption(
        "Paired, by DeLong: what both find hard counts once. Beside the bureau's score it shows "
        "what the model adds for those who have one."
    )
with panel.card("performance_samples"):
    performance_cards.show_samples(manifest)
