"""What a browser keeps between two visits: who chose a demo role, and the link that was asked for.

Streamlit's pages cannot set a cookie, and its own sign-in forgets where somebody wanted to go.
"""

import secrets
from functools import cache
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

DEMO_COOKIE = "thinfile_demo"
DEMO_ROUTE = "/demo/remember"
LINK_COOKIE = "thinfile_link"
LOGIN, CALLBACK = "/auth/login", "/oauth2callback"
_TICKET_S = 60
_DEMO_S = 12 * 3600
_LINK_S = 600
_LONGEST_LINK = 1000
_PIXEL = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,"
_PIXEL += b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"


@cache
def _signer(purpose: str) -> URLSafeTimedSerializer:
    """Sign with a key of this process: demo sign-in is one process on one machine."""
    return URLSafeTimedSerializer(_key(), salt=purpose)


@cache
def _key() -> bytes:
    return secrets.token_bytes(32)


def demo_ticket(user_id: str) -> str:
    """Give the address of an image whose fetching makes the browser keep a demo user.

    An empty id makes it forget. The ticket is signed and lives a minute, so no other site can
    choose a role for somebody.
    """
    return f"{DEMO_ROUTE}?ticket={_signer('ticket').dumps(user_id)}"


def demo_user(cookie: str | None) -> str | None:
    """Read which demo user a browser kept; None where it kept none, or none of ours."""
    try:
        return str(_signer("demo").loads(cookie or "", max_age=_DEMO_S))
    except BadSignature:
        return None


def remember_demo(request: Request) -> Response:
    """Keep the demo user of a ticket in a cookie that no script can read, or forget it."""
    try:
        user_id = _signer("ticket").loads(request.query_params.get("ticket", ""), max_age=_TICKET_S)
    except BadSignature:
        return Response(status_code=403)
    answer = Response(_PIXEL, media_type="image/gif", headers={"Cache-Control": "no-store"})
    if user_id:
        value = _signer("demo").dumps(user_id)
        answer.set_cookie(DEMO_COOKIE, value, max_age=_DEMO_S, httponly=True, samesite="strict")
    else:
        answer.delete_cookie(DEMO_COOKIE, httponly=True, samesite="strict")
    return answer


class LinkKept:
    """ASGI middleware that leads somebody who signed in back to the link they came by.

    The way to the provider keeps the page's own address, and the way back goes there instead of to
    the first page. Cookies of sign-in are marked secure where the address is https.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and change the headers of the two answers."""
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.endswith((LOGIN, CALLBACK)):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                changed = MutableHeaders(raw=message["headers"])
                if path.endswith(LOGIN):
                    _keep(headers, changed)
                else:
                    _lead_back(headers, changed)
                message["headers"] = _secured(changed.raw, is_https(scope, headers))
            await send(message)

        await self.app(scope, receive, answer)


def is_https(scope: Scope, headers: Headers) -> bool:
    """Whether the browser spoke https, to this process or to the proxy before it."""
    return (headers.get("x-forwarded-proto") or scope.get("scheme")) == "https"


def link_of(referer: str | None, host: str | None) -> str | None:
    """Give the page of ours that a request came from, without scheme and host.

    Parameters
    ----------
    referer, host : str or None
        The request's headers.

    Returns
    -------
    str or None
        None for another site's page, and for the first page.
    """
    parts = urlsplit(referer or "")
    link = parts.path + (f"?{parts.query}" if parts.query else "")
    if parts.netloc != host or not is_own(link) or len(link) > _LONGEST_LINK:
        return None
    return None if link == "/" else link


def is_own(link: str) -> bool:
    """Whether a link stays on this site, however a browser reads it."""
    return (
        link.startswith("/")
        and not link.startswith(("//", "/\\"))
        and link.isascii()
        and link.isprintable()
    )


def _keep(request: Headers, answer: MutableHeaders) -> None:
    link = link_of(request.get("referer"), request.get("host"))
    if link is not None:
        answer.append("Set-Cookie", _cookie(link, _LINK_S))


def _lead_back(request: Headers, answer: MutableHeaders) -> None:
    kept = SimpleCookie(request.get("cookie", "")).get(LINK_COOKIE)
    if kept is None:
        return
    if is_own(kept.value) and answer.get("location") == "/":
        answer["location"] = kept.value
    answer.append("Set-Cookie", _cookie("", 0))


def _cookie(value: str, max_age: int) -> str:
    morsel = SimpleCookie({LINK_COOKIE: value})[LINK_COOKIE]
    return f"{morsel.OutputString()}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=lax"


def _secured(raw: list[tuple[bytes, bytes]], https: bool) -> list[tuple[bytes, bytes]]:
    if not https:
        return raw
    return [
        (name, value + b"; Secure")
        if name.lower() == b"set-cookie" and b"secure" not in value.lower()
        else (name, value)
        for name, value in raw
    ]
