"""Visitors that a benchmark sends: they see the page, and let its parts run again."""

import asyncio
from urllib.parse import urlencode

import pytest

from benchmarks import load
from benchmarks.app import free_port, running
from benchmarks.visitor import Shown, Visitor
from data import book
from data.home import Home

DECIDED = "select min(application_id) from snapshot.decisions"


def _decided(home: Home) -> str:
    with book.open_book(home, book.required(home)) as con:
        [(application_id,)] = con.execute(DECIDED).fetchall()
    return str(application_id)


async def _look(port: int, application_id: str) -> tuple[Shown, list[Shown]]:
    visitor = await Visitor.arrive(port)
    query = urlencode({"application": application_id})
    try:
        door = await visitor.open()
        await visitor.open(press=door.buttons[load.OFFICER])
        page = await visitor.open("applicant", query)
        assert await visitor.stay(1) == []
        await visitor.open("applicant", query, press=page.buttons["Compute it"])
        return page, await visitor.stay(20)
    finally:
        await visitor.leave()


@pytest.mark.e2e
def test_a_visitor_waits_for_the_interval_as_a_browser_does(demo_home):
    application_id, port = _decided(demo_home), free_port()
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
