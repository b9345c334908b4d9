"""Is the record whole, does a decision come out again, and who looked at whom?"""

import streamlit as st

from desk.roles import Act, require
from ui import header, loaders, panel, queue_loaders, sign_in, states
from ui.cases import audit_cards, erase_card
from ui.header import Chip

viewer = sign_in.viewer()
require(viewer, Act.VERIFY)
book = loaders.book_in_use()
if book is None:
    states.no_book()

header.show("Ledger", [Chip(text) for text in audit_cards.chips(viewer)])
left, right = st.columns(2, gap="small")
# around the fragment: within it a card is no higher than what it holds
with left, panel.card("audit_chain", is_as_high_as_its_row=True):
    audit_cards.show_chain(viewer, book)
with right, panel.card("audit_replay", is_as_high_as_its_row=True):
    audit_cards.show_replay(viewer, book)
audit_cards.show_access(viewer, queue_loaders.lenders(queue_loaders.choices(viewer, book)))
audit_cards.show_batches(viewer)
audit_cards.show_models(viewer)
if viewer.may(Act.ERASE):
    erase_card.show(viewer, book.home)
