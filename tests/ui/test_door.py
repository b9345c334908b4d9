"""Demo sign-in serves this machine alone; the health answer names the book."""

import asyncio
import gc

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from data import book
from ui import door


@pytest.mark.parametrize("host", ["localhost", "localhost:8501", "127.0.0.1:80", "[::1]:8501"])
def test_a_loopback_host_from_a_loopback_client_is_let_in(host):
    assert door.refusal({"Host": host}, "127.0.0.1", "demo") is None


def test_the_default_sign_in_is_the_demo():
    assert door.refusal({"Host": "localhost"}, "::1", "") is None


@pytest.mark.parametrize(
    "host", ["thinfile.example", "192.168.1.4:8501", "localhost.evil.example", "[2001:db8::1]:80"]
)
def test_another_host_is_refused_by_name(host):
    assert "Open http://localhost" in door.refusal({"host": host}, "127.0.0.1", "demo")


def test_another_client_is_refused_by_address():
    why = door.refusal({"host": "localhost"}, "10.0.0.7", "demo")
    assert "the request came from 10.0.0.7" in why


@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "x-forwarded-host"])
def test_a_forwarded_request_is_refused_even_from_loopback(header):
    why = door.refusal({"host": "localhost", header: "x"}, "127.0.0.1", "demo")
    assert header.lower() in why
    assert "without a proxy" in why


def test_an_unknown_kind_of_sign_in_lets_nobody_in():
    assert "got 'none'" in door.refusal({"host": "localhost"}, "127.0.0.1", "none")


async def _echo(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("in")
    await socket.close()


@pytest.fixture
def guarded() -> Starlette:
    routes = [
        Route("/", lambda request: PlainTextResponse("in")),
        Route("/healthz", door.healthz),
        WebSocketRoute("/socket", _echo),
    ]
    return Starlette(routes=routes, middleware=[Middleware(door.LoopbackOnly)])


def _get(app: Starlette, path: str, host: str = "localhost") -> httpx.Response:
    async def get() -> httpx.Response:
        transport = httpx.ASGITransport(app=app, client=("127.0.0.1", 5))
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
            return await client.get(path)

    return asyncio.run(get())


def _socket_answers(app: Starlette, host: str) -> list[str]:
    """Open the socket by hand, and list the kinds of message that come back."""
    sent: list[str] = []

    async def receive() -> dict[str, str]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, object]) -> None:
        sent.append(str(message["type"]))

    scope = {
        "type": "websocket",
        "path": "/socket",
        "headers": [(b"host", host.encode())],
        "client": ("127.0.0.1", 5),
        "query_string": b"",
        "subprotocols": [],
    }
    asyncio.run(app(scope, receive, send))
    return sent


def test_pages_and_sockets_are_open_to_this_machine(guarded, monkeypatch):
    monkeypatch.delenv("THINFILE_AUTH", raising=False)
    assert _get(guarded, "/").text == "in"
    assert _socket_answers(guarded, "localhost")[:2] == ["websocket.accept", "websocket.send"]


def test_pages_and_sockets_are_closed_to_another_host(guarded):
    answer = _get(guarded, "/", "shop.example")
    assert (answer.status_code, "shop.example" in answer.text) == (403, True)
    assert _socket_answers(guarded, "shop.example") == ["websocket.close"]


def test_health_without_a_book_is_503_and_says_what_to_do(guarded, monkeypatch, tmp_path):
    monkeypatch.setenv("THINFILE_HOME", str(tmp_path))
    answer = _get(guarded, "/healthz")
    assert answer.status_code == 503
    assert "make run" in answer.json()["why"]


def test_health_of_a_corrupt_pointer_is_503_with_the_reason(guarded, monkeypatch, tmp_path):
    monkeypatch.setenv("THINFILE_HOME", str(tmp_path))
    (tmp_path / "current.json").write_text("{", encoding="utf-8")
    answer = _get(guarded, "/healthz")
    assert answer.status_code == 503
    assert "not readable JSON" in answer.json()["why"]


def test_health_of_a_published_book_is_200_and_names_its_parts(guarded, in_demo_home):
    answer = _get(guarded, "/healthz")
    current = book.current(in_demo_home)
    assert answer.status_code == 200
    assert answer.json()["book"]["snapshot"] == current.snapshot
    assert answer.json()["book"]["model"] == current.model


def test_the_warm_up_reads_every_query_and_freezes_what_is_there():
    async def start() -> int:
        async with door.warm_up(None):
            return gc.get_freeze_count()

    try:
        assert asyncio.run(start()) > 10_000
    finally:
        gc.unfreeze()
