"""From one case to the next without going back: in the pile and the filters of the queue."""

import os

import pytest

from ui import places

pytestmark = pytest.mark.usefixtures("in_demo_home")


@pytest.fixture(autouse=True)
def in_an_empty_ledger(in_own_ledger, tmp_path, monkeypatch):
    """Leave every case unclaimed, whatever other tests have claimed."""
    monkeypatch.setenv("THINFILE_LEDGER_URL", f"sqlite:///{tmp_path / 'ledger.sqlite'}")


def go(app, application):
    app.query_params.clear()
    app.query_params["application"] = application
    app.switch_page(os.path.relpath(places.APPLICANT, places.FRAME.parent))
    return app.run()


def press_next(app, application):
    return app.button(key=f"applicant_next_{application}").click().run()


def shown(app):
    assert not app.exception
    titles = [text.value for text in app.subheader]
    return next(title.removeprefix("Application ") for title in titles if "Application" in title)


def test_the_next_case_is_the_one_that_follows_in_the_filtered_queue(opened):
    app = opened(places.QUEUE)
    app.selectbox(key="queue_product").set_value("cash_loan").run()
    first, second, third = app.dataframe[0].value["Application"].iloc[:3]
    go(app, first)
    press_next(app, first)
    assert shown(app) == second
    press_next(app, second)
    assert shown(app) == third


def test_a_claimed_case_is_gone_from_the_unclaimed_and_the_first_of_its_page_follows(opened):
    app = opened(places.QUEUE)
    first, second = app.dataframe[0].value["Application"].iloc[:2]
    go(app, first)
    app.button(key=f"applicant_claim_{first}").click().run()
    press_next(app, first)
    assert shown(app) == second


def test_after_the_last_one_nothing_else_waits(opened):
    app = opened(places.QUEUE)
    app.selectbox(key="queue_depth").set_value("thin").run()
    app.selectbox(key="queue_product").set_value("cash_loan").run()
    app.selectbox(key="queue_score").set_value("below").run()
    waiting = list(app.dataframe[0].value["Application"])
    go(app, waiting[-1])
    press_next(app, waiting[-1])
    assert app.toast[0].value == "Nothing else waits in this pile."
    assert shown(app) == waiting[-1]
