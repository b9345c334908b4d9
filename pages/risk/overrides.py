"""How often are recommendations turned round, by whom and why, and how did those cases end?"""

import pandas as pd
import streamlit as st

from scoring.risk import overrides
from scoring.risk.overrides import Direction
from ui import panel, states, words
from ui.header import Chip
from ui.risk import loaders as risk
from ui.risk import population, scored_book
from ui.risk.overrides import override_cards, override_loaders
from ui.risk.takeaway import export
from ui.theme import palette

SPANS = {"all": "whole book", "24": "last 24 months", "12": "last 12 months", "3": "last 3 months"}
REASONS_OF = {
    direction.name.lower(): str(direction)
    for direction in (Direction.LENT, Direction.DECLINED, Direction.OTHER_TERMS)
}
SELECTION = (
    "**Not a trial of the policy.** Officers chose these cases because of something that they saw "
    "and the score did not. How they ended says how this choice ended; it does not say how all "
    "those would end whom the policy treats so, nor what a declined case would have done."
)
NONE = (
    "No decision with a recommendation fits: {says}. Overrides are counted from the decisions of "
    "the desk's ledger and from the table **decisions** that the book was built with, where it "
    "says what was recommended. Widen the choice, or bring that table."
)

counted = scored_book.require("Overrides")
viewer, book, as_of = counted.viewer, counted.book, counted.period.as_of
colours = palette(st.context.theme.type)

top = st.container()
with st.container(key="overrides_filters", horizontal=True, vertical_alignment="bottom"):
    product, depth_band, says = population.ask("overrides", risk.products(viewer, book))
    span = population.choice("Decided", SPANS, "overrides_span")
    found = population.kept(override_loaders.cells(viewer, book), product, depth_band)
    if span != "all":
        since = pd.Timestamp(as_of) - pd.DateOffset(months=int(span))
        found = found[found["month"] >= since]
every = overrides.override_rate(found)
of_desk = int(found.loc[found["source"] == "ledger", "decisions"].sum())
with top:
    chips = [
        Chip(f"{int(found['decisions'].sum()):,} decisions, {says}, {SPANS[span]}"),
        Chip(f"{of_desk:,} from this desk's ledger, the rest came with the book"),
        Chip("outcomes of chosen cases: see the warning", is_doubt=True),
    ]
    outside = override_loaders.outside(viewer, book)
    if outside:
        left_out = f"{words.count(outside, 'decision')} of the desk on who is not in this book"
        chips.append(Chip(f"{left_out}: not counted", is_doubt=True))
    unknown = overrides.not_known(found)
    if unknown:
        chips.append(Chip(f"{unknown:,} recommendations not known", is_doubt=True))
    counted.head("Overrides", chips, tells_decisions=False)
if not every.trials:
    states.show("overrides_none", NONE.format(says=f"{says}, {SPANS[span]}"))
    st.stop()

turned = overrides.by_direction(found)
officers = overrides.by_officer(found)
export.keep("overrides_counts", "Every count of the page", lambda: found)
also = population.conditions(product, depth_band)
if span != "all":
    also.append(override_cards.decided_in(found["month"]))
override_cards.show_tiles(every, turned)
with panel.card("overrides_warning"):
    st.markdown(SELECTION)
left, right = st.columns(2, gap="small")
with left, panel.card("overrides_outcomes", is_as_high_as_its_row=True):
    override_cards.show_outcomes(turned, also, colours)
with right, panel.card("overrides_reasons", is_as_high_as_its_row=True):
    chosen = Direction[population.choice("Direction", REASONS_OF, "overrides_direction").upper()]
    reasons = overrides.by_reason(found, chosen)
    override_cards.show_reasons(chosen, reasons, also, colours)
with panel.card("overrides_officers"):
    override_cards.show_officers(officers, also, colours)
st.caption("A mark or row opens its applicants as a cohort.")
