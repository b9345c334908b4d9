"""Sign-in for demonstrations: choose a role, no password, on this machine only."""

import os

import streamlit as st

from data.errors import ThinfileError
from desk.roles import Viewer, demo_users
from ui import door

_KEY = "signed_in_as"


def refuse_strangers() -> None:
    """Stop the script with a message when the session was forwarded or names another host.

    The guard of `ui.door` has looked at the caller's address; this is the second lock, for a
    frame that is run without it.
    """
    auth = os.environ.get("THINFILE_AUTH", "")
    why = door.refusal(st.context.headers.to_dict(), None, auth)
    if why is not None:
        st.error(why)
        st.stop()


def signed_in() -> Viewer | None:
    """Return who is signed in to this session, or None."""
    user_id = st.session_state.get(_KEY)
    return next((user for user in demo_users() if user.user_id == user_id), None)


def viewer() -> Viewer:
    """Return who is signed in; for pages, which the frame shows only to them.

    Raises
    ------
    ThinfileError
        When nobody is.
    """
    user = signed_in()
    if user is None:
        raise ThinfileError("Nobody is signed in to this session. Open the app and sign in.")
    return user


def ask() -> None:
    """Offer the demo roles; choosing one keeps the page that was asked for."""
    with st.container(key="sign_in", border=True, width=560):
        st.subheader("Sign in to Thinfile", anchor=False)
        st.caption(
            "This is a demonstration: the roles below need no password, and the app answers this "
            "machine only. Choose what you are here for."
        )
        for user in demo_users():
            name = user.user_id.removeprefix("demo-")
            if st.button(user.name.capitalize(), key=f"sign_in_{name}", width="stretch"):
                st.session_state[_KEY] = user.user_id
                st.rerun()


def sign_out() -> None:
    """Forget who is signed in to this session; a button's callback."""
    st.session_state.pop(_KEY, None)
