"""Which application comes after this one, in the pile and the filters that the queue had last."""

from dataclasses import dataclass, field
from typing import NoReturn

import streamlit as st

from desk.roles import Viewer
from scoring.policies.policy import Policy
from ui import places, queue_loaders
from ui.book import BookInUse
from ui.cases.piles import View
from ui.waiting import Filters

_KEY, _CAME = "queue_asked", "applicant_came_by_next"
_TO_TOP = "<script>document.querySelector('[data-testid=stMain]').scrollTo(0, 0)</script>"
_TO_WORK_ON = (View.MINE, View.UNCLAIMED, View.AWAITING_SECOND)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the queue showed last in this session.

    Parameters
    ----------
    view : View
    filters : Filters
    number : int
        Page, from 1.
    link : dict of str to str
        What stood in its address.
    """

    view: View = View.UNCLAIMED
    filters: Filters = field(default_factory=Filters)
    number: int = 1
    link: dict[str, str] = field(default_factory=dict)


def remember(view: View, filters: Filters, number: int) -> None:
    """Keep what the queue shows, with its link, for the applications that are opened from it."""
    st.session_state[_KEY] = Asked(view, filters, number, st.query_params.to_dict())


def asked() -> Asked:
    """Give what the queue showed last; the unclaimed ones where it was not opened."""
    found = st.session_state.get(_KEY)
    return found if isinstance(found, Asked) else Asked()


def go(application_id: str) -> NoReturn:
    """Open an application from another one's page; it begins at its first line."""
    st.session_state[_CAME] = True
    st.switch_page(places.APPLICANT, query_params={"application": application_id})


def begin_at_the_top() -> None:
    """Scroll up where one came by `go`: Streamlit scrolls up between pages only, not within one."""
    if st.session_state.pop(_CAME, False):
        st.html(_TO_TOP, unsafe_allow_javascript=True)


def find(viewer: Viewer, book: BookInUse, policy: Policy, after: str) -> str | None:
    """Give the application that follows in the queue; None where nothing else waits there.

    Parameters
    ----------
    viewer : Viewer
    book : BookInUse
        The one in use.
    policy : Policy
        In force: it makes the queue's order.
    after : str
        The application that was looked at: where it is gone from its page of the pile, the first
        of that page follows.
    """
    last = asked()
    view = last.view if last.view in _TO_WORK_ON else View.UNCLAIMED

    def ids(number: int) -> list[str]:
        page = queue_loaders.page(viewer, book, view, last.filters, number=number, policy=policy)
        return [str(name) for name in page.rows["application_id"]]

    here = ids(last.number)
    if after in here[:-1]:
        return here[here.index(after) + 1]
    if after not in here and here:
        return here[0]
    others = [name for name in (ids(last.number + 1) if here else ids(1)) if name != after]
    return others[0] if others else None
