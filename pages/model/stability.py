"""Are the applicants of today like those the model learnt from, and does it still rank them?"""

from functools import partial

import pandas as pd
import streamlit as st

from scoring import catalogue
from scoring.risk import drift
from ui import loaders, panel, states, words
from ui.header import Chip
from ui.risk import population, scored_book
from ui.risk.drivers.driver_scale import short
from ui.risk.stability import drift_cards, drift_loaders, drift_tables
from ui.risk.takeaway import export
from ui.theme import palette

NO_BINS = (
    "Model {version} was trained by a version of Thinfile that did not keep the bins of its "
    "training sample, so nothing can be held against it. `python -m scoring train`, then `score` "
    "and `publish`, make a model that keeps them."
)
_FEATURE = "stability_feature"

counted = scored_book.require("Stability")
viewer, book = counted.viewer, counted.book
colours = palette(st.context.theme.type)
manifest = loaders.manifest(book)
training = manifest.training
if training is None:
    counted.head(
        "Stability", [Chip(f"model {manifest.version}")], tells_decisions=False, tells_model=True
    )
    states.show("stability_no_bins", NO_BINS.format(version=manifest.version))
    st.stop()

found = drift_loaders.drifting(viewer, book, training)
ended = [at for at, month in enumerate(found.months)
         if month + pd.DateOffset(months=1) <= counted.period.as_of] or [0]  # fmt: skip
top = st.container()
with st.container(key="stability_filters", horizontal=True, vertical_alignment="bottom"):
    named = {f"{found.months[at]:%Y-%m}": f"{found.months[at]:%B %Y}" for at in reversed(ended)}
    month = population.choice("Month", named, "stability_month")
    at = next(at for at in ended if f"{found.months[at]:%Y-%m}" == month)
    of_features = drift.by_feature(found, training, at)
    labels = {name: catalogue.load()[name].label for name in of_features}
    feature = population.choice("Feature", labels, _FEATURE, width=420)
    score = drift.by_month(found.counts[drift.SCORE], training.score)
    of_feature = drift.by_month(found.counts[feature], training.features[feature])
name = f"{found.months[at]:%b %Y}"
cells = drift_loaders.reasons(viewer, book)
reasons = drift.reasons(cells[cells["month"] == found.months[at]], training, score[at].rows)
first = drift.first_reasons(cells, training, found.months)
learnt = drift.learnt_from(found.months, manifest)
performance = drift_loaders.performance(viewer, book)

with top:
    chips = [
        Chip(f"model {manifest.version}, learnt from {training.applications:,} applications"),
        Chip(f"whose outcome was known before {words.day(manifest.as_of)}"),
        Chip(f"{int(found.counts[drift.SCORE].sum()):,} applications held against them"),
    ]
    if learnt[at]:
        chips.append(
            Chip(f"the training sample is partly from {name}: no shift is told", is_doubt=True)
        )
    counted.head("Stability", chips, tells_decisions=False, tells_model=True)
drift_cards.show_tiles(name, score[at], of_features, reasons, performance, is_learnt=learnt[at])

binned, counts = training.features[feature], list(found.counts[feature][at])
indices = {drift.SCORE: score, feature: of_feature, "first_reason": first}
every = partial(drift_tables.numbers, found, indices, learnt)
export.keep("stability_by_month", "All indices of every month, with their p-values", every)

course = partial(
    drift_cards.show_course,
    chosen=at,
    learnt=learnt,
    learnt_until=manifest.as_of,
    colours=colours,
)
left, right = st.columns(2, gap="small")
with left, panel.card("stability_course", is_as_high_as_its_row=True):
    course(
        "PSI of the score by month, against the training sample",
        "stability_course",
        found.months,
        score,
    )
    st.caption(
        "Grey: what noise alone shows in so many applications. A circle is small, an open circle "
        "too few to tell, a diamond moderate, a square large. The training sample "
        "applied before the dashed line."
    )
with right, panel.card("stability_estimates", is_as_high_as_its_row=True):
    measure = population.choice("Measure", drift_cards.MEASURES, "stability_measure")
    drift_cards.show_estimates(performance, measure, colours)
    st.caption(
        "Estimated from the PDs of the loans alone, as if they were true: it sees who applies, "
        "and not that the same people have become riskier. Observed is observed."
    )

left, right = st.columns(2, gap="small")
with left, panel.card("stability_features", is_as_high_as_its_row=True):
    choose = partial(st.session_state.__setitem__, _FEATURE)
    drift_cards.show_features(name, of_features, feature, colours, choose, is_learnt=learnt[at])
with right, panel.card("stability_feature", is_as_high_as_its_row=True):
    drift_cards.show_shares(
        catalogue.load()[feature],
        binned,
        counts,
        found.months[at],
        money=book.money,
        colours=colours,
    )

left, right = st.columns(2, gap="small")
with left, panel.card("stability_feature_course", is_as_high_as_its_row=True):
    title = f"CSI of {short(feature)} by month, against the training sample"
    course(title, "stability_feature_course", found.months, of_feature)
with right, panel.card("stability_reasons", is_as_high_as_its_row=True):
    drift_cards.show_reasons(name, reasons, colours)
    st.caption("Marked where it differs by more than noise, all families counted (Holm).")
with panel.card("stability_reasons_course"):
    title = "PSI of the first reason by month, against the training sample"
    course(title, "stability_reasons_course", found.months, first)
