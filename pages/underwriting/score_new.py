"""What would we say to somebody who is not in the book, or to a whole file of them?"""

import streamlit as st

from desk.roles import Act, require
from ui import header, loaders, queue_loaders, sign_in, states
from ui.cases import batch_form, upload_form
from ui.header import Chip

viewer = sign_in.viewer()
require(viewer, Act.DECIDE)
book = loaders.book_in_use()
if book is None:
    states.no_book()

header.show(
    "Score someone new", [Chip(f"model {book.book.model}"), Chip("same checks as at import")]
)
if not book.is_scored:
    states.show("new_unscored", states.NO_SCORES)
    st.stop()
mode = st.segmented_control(
    "What to score",
    ["one applicant", "a batch"],
    default="one applicant",
    required=True,
    key="new_mode",
    bind="query-params",
    label_visibility="collapsed",
)
if mode == "a batch":
    batch_form.show(viewer, book)
else:
    upload_form.show(viewer, book, queue_loaders.choices(viewer, book))
