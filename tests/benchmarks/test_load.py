"""Visitors that a benchmark sends: they see the page, and let its parts run again."""

import asyncio
from urllib.parse import urlencode

import pytest

from benchmarks import load
from benchmarks.app import free_port, running
from benchmarks.visitor import Shown, Visitor
from data import book
from data.home import Home

UNSETTLED = """
    select a.application_id
    from snapshot.applications as a
    join scores.scores as s on s.application_id = a.application_id
    anti join snapshot.decisions as d on d.application_id = a.application_id
    anti join scores.doubts as u on u.application_id = a.application_id
    order by s.score desc, a.application_id
"""  # whose interval no batch has computed


def _unsettled(home: Home) -> str:
    with book.open_book(home, book.required(home)) as con:
        found = con.execute(UNSETTLED).fetchone()
    if found is None:
        pytest.skip("every undecided application of the test book has its interval")
    return str(found[0])


async def _look(port: int, application_id: str) -> tuple[Shown, list[Shown]]:
    visitor = await Visitor.arrive(port)
    try:
        door = await visitor.open()
        await visitor.open(press=door.buttons[load.OFFICER])
        page = await visitor.open("applicant", urlencode({"application": application_id}))
        return page, await visitor.stay(20)
    finally:
        await visitor.leave()


@pytest.mark.e2e
def test_a_visitor_waits_for_the_interval_as_a_browser_does(demo_home):
    application_id, port = _unsettled(demo_home), free_port()
    with running(demo_home.root, port):
        page, drawn = asyncio.run(_look(port, application_id))
    assert page.charts >= 5
    assert not page.errors
    assert len(drawn) == 1
    assert drawn[0].bytes > 10_000  # the page anew; what it holds already is sent as a reference
    assert not drawn[0].errors


def test_a_level_without_a_page_tells_its_errors():
    figures = load.figures_of(load.Level(users=2, errors=["refused", "refused"]))
    assert [(figure.value, figure.holds) for figure in figures] == [(2, False)]
