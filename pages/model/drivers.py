"""What moves the score, how, and what is each data source worth?"""

import streamlit as st

from scoring.risk.cohorts import cohort
from scoring.risk.cohorts.cohort import Condition
from scoring.risk.drivers import drivers
from scoring.risk.drivers.drivers import Whom
from ui import loaders, panel, states
from ui.header import Chip
from ui.risk import loaders as risk
from ui.risk import population, scored_book
from ui.risk.drivers import driver_cards, driver_loaders, driver_tables, driver_tiles
from ui.risk.drivers.driver_scale import Scale, short
from ui.risk.performance import performance_loaders
from ui.theme import palette

_SINCE = {"all": "all applications", "after": "applied after training"}
_FEATURE, _OTHER = "drivers_feature", "drivers_other"
_STRONGEST, _NONE = "strongest", "none"

counted = scored_book.require("Drivers")
viewer, book = counted.viewer, counted.book
colours = palette(st.context.theme.type)
manifest = loaders.manifest(book)

top = st.container()
with st.container(key="drivers_filters", horizontal=True, vertical_alignment="bottom"):
    since = population.choice("Applications", _SINCE, "drivers_since")
    product, depth, called = population.ask("drivers", risk.products(viewer, book))
    whom = Whom(since == "after", product, depth)
    features = driver_loaders.by_feature(viewer, book, whom)
    names, found = features
    labels = {names[at]: short(names[at]) for at in driver_tables.order(found)}
    feature = population.choice("Feature", labels, _FEATURE, width=270)
    others = {_STRONGEST: "by its strongest partner", _NONE: "by no other feature"}
    other = population.choice("By", others | {name: f"by {labels[name]}" for name in labels},
                              _OTHER, width=290)  # fmt: skip

said = called if since == "all" else f"{called}, {_SINCE[since]}"
with top:
    chips = [
        Chip(f"model {manifest.version}, {len(names)} features"),
        Chip(f"{found.applications:,} applications: {said}"),
        Chip("points against the reference"),
    ]
    counted.head("Drivers", chips, tells_decisions=False, tells_model=True)
if not found.applications:
    states.show("drivers_nobody", f"There is no application: {said}. Choose "
                "another product, depth of file or time.")  # fmt: skip
    st.stop()

families = driver_loaders.by_family(viewer, book, whom)
pairs = driver_loaders.pairs(viewer, book, whom)
challenged = performance_loaders.challengers(viewer, book)
driver_tiles.show_tiles(families, features, pairs, challenged)
partner = drivers.partner(pairs, feature) if other == _STRONGEST else other
partner = None if partner in (_NONE, feature) else partner
scale = Scale(driver_loaders.axis(viewer, book, feature), book.money)
shade = None if partner is None else Scale(driver_loaders.axis(viewer, book, partner), book.money)
depends = driver_loaders.depends(viewer, book, whom, feature, partner)


def take(name: str) -> None:
    """Look at a feature, or at the first of a family."""
    is_feature = name in labels
    st.session_state[_FEATURE] = name if is_feature else driver_tables.first_of(name, labels)


def take_pair(pair: str) -> None:
    """Look at a feature, shaded by its partner."""
    st.session_state[_FEATURE], st.session_state[_OTHER] = pair.split(" ")


left, right = st.columns([10, 11], gap="small")
with left, panel.card("drivers_importance", is_as_high_as_its_row=True):
    driver_cards.show_importance(families, features, feature, colours, take)
with right, panel.card("drivers_dependence", is_as_high_as_its_row=True):
    also = [Condition(attribute, names=(name,)) for attribute, name in
            (("product", product), ("depth_band", depth)) if name is not None]  # fmt: skip
    if whom.is_late_only:
        also.append(Condition(cohort.APPLIED, least=cohort.seconds(manifest.as_of)))
    rows = driver_loaders.dots(viewer, book, whom, feature, partner)
    driver_cards.show_dependence(scale, shade, depends, rows, also=also, colours=colours)

# a line that says how to find out needs no half of the page
beside = st.columns([10, 11], gap="small") if challenged else (st.container(), st.container())
with beside[0], panel.card("drivers_pairs", is_as_high_as_its_row=True):
    driver_cards.show_pairs(pairs, f"{feature} {partner}", colours, take_pair)
with beside[1], panel.card("drivers_sources", is_as_high_as_its_row=True):
    driver_cards.show_sources(challenged, colours)
