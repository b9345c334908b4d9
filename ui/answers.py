"""What became of a write, kept until the page is drawn again and told once."""

import streamlit as st

from ui import panel


def say(about: str, text: str) -> None:
    """Keep that it was done; `about` names the part of the page that will tell."""
    st.session_state[f"{about}_said"] = text


def refuse(about: str, text: str) -> None:
    """Keep why it was not done."""
    st.session_state[f"{about}_refused"] = text


def tell(about: str) -> None:
    """Show what was kept, and forget it."""
    for ending, show in (("said", st.success), ("refused", st.error)):
        text = st.session_state.pop(f"{about}_{ending}", None)
        if text:
            show(panel.escaped(str(text)))
