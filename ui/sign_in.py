"""Who is signed in: by an OpenID provider, or by a choice of roles on this machine only."""

import os
from datetime import UTC, datetime

import streamlit as st

from data.errors import ThinfileError
from desk import identity
from desk.identity import ClaimNames
from desk.roles import Viewer, demo_users
from ui import door, remembered
from ui.cases import office
from ui.panel import escaped

_KEY = "signed_in_as"
_CLAIMS = ("roles", "lenders")
_TICKET = "demo_ticket"  # set by whoever chose or left a role in this session


def is_demo() -> bool:
    """Whether roles are given out without a password."""
    return os.environ.get("THINFILE_AUTH", "") in {"", door.DEMO}


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
    """Return who is signed in to this session, looked up anew at every run, or None."""
    try:
        return _present()
    except ThinfileError:
        return None  # `ask` says why


def _present() -> Viewer | None:
    """Say who has come and is a user of this desk; ThinfileError where they may not come in."""
    user = _demo_user() if is_demo() else _from_provider()
    if user is not None:
        identity.require_user(office.ledger(), user)
    return user


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
    """Offer to sign in; the page that was asked for is kept."""
    with (
        st.container(horizontal_alignment="center"),
        st.container(key="sign_in", border=True, width=480, gap="xsmall"),
    ):
        st.subheader("Sign in to Thinfile", anchor=False)
        _say_why_not()
        if is_demo():
            _ask_for_a_role()
            keep()
        else:
            _ask_the_provider()


def _say_why_not() -> None:
    """Say why whoever has come may not come in."""
    if not is_demo() and "auth" not in st.secrets:
        return
    try:
        _present()
    except ThinfileError as refused:
        st.warning(escaped(str(refused)))


def sign_out() -> None:
    """Forget who is signed in to this session; a button's callback."""
    if not is_demo():
        st.logout()
        return
    st.session_state.pop(_KEY, None)
    st.session_state[_TICKET] = remembered.demo_ticket("")


def keep() -> None:
    """Have the browser keep who chose a demo role across a refresh, or forget who signed out."""
    if _TICKET in st.session_state:
        image = f'<img src="{st.session_state[_TICKET]}" alt="" style="position:absolute">'
        st.html(image, width="content")


def _demo_user() -> Viewer | None:
    if _KEY not in st.session_state and _TICKET not in st.session_state:
        kept = remembered.demo_user(st.context.cookies.get(remembered.DEMO_COOKIE))
        if kept is not None:
            st.session_state[_KEY] = kept
    user_id = st.session_state.get(_KEY)
    return next((user for user in demo_users() if user.user_id == user_id), None)


def _ask_for_a_role() -> None:
    st.caption(
        "This is a demonstration: the roles below need no password, and the app answers this "
        "machine only. Choose what you are here for."
    )
    for user in demo_users():
        name = user.user_id.removeprefix("demo-")
        if st.button(user.name.capitalize(), key=f"sign_in_{name}", width="stretch"):
            st.session_state[_KEY] = user.user_id
            st.session_state[_TICKET] = remembered.demo_ticket(user.user_id)
            st.rerun()


def _from_provider() -> Viewer | None:
    """Say who the provider's token names; ThinfileError where it names nobody who may come in."""
    if not st.user.get("is_logged_in"):
        return None
    named = st.secrets.get("thinfile", {})
    names = ClaimNames(
        **{part: named[f"{part}_claim"] for part in _CLAIMS if f"{part}_claim" in named}
    )
    return identity.viewer_from(st.user.to_dict(), names, datetime.now(UTC))


def _ask_the_provider() -> None:
    if "auth" not in st.secrets:
        st.error(
            "Sign-in by OpenID is asked for (THINFILE_AUTH=oidc), but secrets.toml has no section "
            "[auth]. Write it as docs/sign_in.md shows, and start the app again."
        )
        return
    st.caption("You are taken to your company's sign-in, and come back to the page you asked for.")
    st.button("Sign in", key="sign_in_oidc", type="primary", width="stretch", on_click=st.login)
    if st.user.get("is_logged_in"):
        st.button(
            "Sign out, to come in as somebody else",
            key="sign_in_out",
            type="tertiary",
            width="stretch",
            on_click=st.logout,
        )
