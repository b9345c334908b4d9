"""Is the record whole, does a decision come out again, and who looked at whom?"""

import streamlit as st

from desk.roles import Act, require
from ui import header, loaders, sign_in, states
from ui.cases import audit_cards, erase_card
from ui.header import Chip

viewer = sign_in.viewer()
require(viewer, Act.VERIFY)
book = loaders.book_in_use()
if book is None:
    states.no_book()

header.show("Ledger", [Chip(text) for text in audit_cards.chips(viewer)])
left, right = st.columns(2, gap="small")
with left:
    audit_cards.show_chain(viewer)
with right:
    audit_cards.show_replay(viewer, book)
audit_cards.show_access(viewer)
audit_cards.show_batches(viewer)
if viewer.may(Act.ERASE):
    erase_card.show(viewer, book.home)
