"""A risk manager of one lender reads every risk page, and which numbers are not theirs alone."""

from dataclasses import replace

import pytest

from desk.roles import Role, demo_users
from ui import places, sign_in

pytestmark = pytest.mark.usefixtures("in_demo_home")
OF_THE_MODEL = (places.PERFORMANCE, places.DRIVERS, places.STABILITY)
PAGES = (
    *OF_THE_MODEL,
    places.PORTFOLIO, places.COHORTS, places.VINTAGES, places.STRATEGY, places.OVERRIDES,
)  # fmt: skip


@pytest.fixture
def of_one_lender(monkeypatch):
    """Give the demo users one lender of the three."""
    users = tuple(replace(user, lender_ids=("LN2",)) for user in demo_users())
    monkeypatch.setattr(sign_in, "demo_users", lambda: users)


def says_so(app) -> bool:
    return any("are of all lenders" in text.value for text in app.markdown)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_pages_say_which_numbers_are_of_all_lenders(opened, of_one_lender, page):
    app = opened(page, Role.RISK_MANAGER)
    assert not app.exception
    assert not app.error
    assert says_so(app) == (page in OF_THE_MODEL)


def test_who_sees_all_lenders_is_not_told(opened):
    assert not says_so(opened(places.DRIVERS, Role.RISK_MANAGER))
