"""The door: who is let in while sign-in is a demonstration, the health answer, the warm-up."""

import contextlib
import gc
import ipaddress
import os
from collections.abc import AsyncIterator, Mapping

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from data import book, read
from data.errors import ThinfileError
from data.home import Home
from ui import warm

DEMO = "demo"
OIDC = "oidc"
_POLICY_VIOLATION = 1008  # WebSocket close code


def refusal(headers: Mapping[str, str], client: str | None, auth: str) -> str | None:
    """Say why a request is not let in, or None when it is.

    Demo sign-in asks for no password, so it serves this machine only: the name asked for and the
    caller must be loopback, and nothing may have been forwarded by a proxy.

    Parameters
    ----------
    headers : mapping
        Of the request; names in any case.
    client : str or None
        The caller's address; None where there is none, as in a page test.
    auth : str
        `THINFILE_AUTH`; empty means demo, and a provider asks everybody for a password.

    Returns
    -------
    str or None
        What was wanted, what came, what to do.
    """
    if auth == OIDC:
        return None
    if auth not in {"", DEMO}:
        return (
            f"THINFILE_AUTH should be '{DEMO}' or '{OIDC}', got '{auth}'. Set it to one of them, "
            f"or unset it for '{DEMO}'."
        )
    names = {name.lower(): value for name, value in headers.items()}
    forwarded = sorted(n for n in names if n == "forwarded" or n.startswith("x-forwarded-"))
    if forwarded:
        return (
            "Demo sign-in has no password and serves this machine only, but the request was "
            f"forwarded ({', '.join(forwarded)}). Open the app directly, without a proxy."
        )
    host = names.get("host", "localhost")
    if not is_loopback(_without_port(host)):
        return (
            "Demo sign-in has no password and serves this machine only, but the host asked for "
            f"is '{host}'. Open http://localhost instead."
        )
    if client is not None and not is_loopback(client):
        return (
            "Demo sign-in has no password and serves this machine only, but the request came "
            f"from {client}. Open the app on the machine it runs on."
        )
    return None


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


class LoopbackOnly:
    """ASGI middleware that turns away whatever `refusal` refuses, pages and sockets alike."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 403, close the socket, or pass the request on."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        client = scope.get("client")
        auth = os.environ.get("THINFILE_AUTH", "")
        why = refusal(Headers(scope=scope), client[0] if client else None, auth)
        if why is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await PlainTextResponse(why + "\n", status_code=403)(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION, "reason": ""})


def healthz(request: Request) -> JSONResponse:
    """Answer 200 with the book in use, or 503 with what is wrong with it."""
    del request
    home = Home.from_environment()
    try:
        current = book.current(home)
        if current is not None:
            book.read_back(home, current)
    except ThinfileError as error:
        return _unhealthy(str(error))
    if current is None:
        return _unhealthy("No book was published yet. Run `make run`.")
    parts = {
        "snapshot": current.snapshot,
        "model": current.model,
        "scores": current.scores,
        "published_at": current.published_at.isoformat(),
    }
    return JSONResponse({"status": "ok", "book": parts})


def _unhealthy(why: str) -> JSONResponse:
    return JSONResponse({"status": "no readable book", "why": why}, status_code=503)


@contextlib.asynccontextmanager
async def warm_up(app: object) -> AsyncIterator[None]:
    """Pay for imports, templates and query texts before the first visitor does.

    Streamlit collects garbage often; what is here now is never garbage, so it is frozen out of
    every later collection.
    """
    del app
    warm.draw_everything_once()
    for path in sorted(read.QUERIES.glob("*.sql")):
        read.text(path.stem)
    gc.collect()
    gc.freeze()
    yield
