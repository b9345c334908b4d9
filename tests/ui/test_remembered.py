"""What a browser keeps is signed or checked, and leads nowhere else."""

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import RedirectResponse
from starlette.routing import Route

from ui import remembered


def _redirect(request):
    answer = RedirectResponse("/", status_code=302)
    answer.set_cookie("_streamlit_user", "x", httponly=True)
    return answer


APP = Starlette(
    routes=[
        Route("/auth/login", _redirect),
        Route("/oauth2callback", _redirect),
        Route("/other", _redirect),
        Route(remembered.DEMO_ROUTE, remembered.remember_demo),
    ],
    middleware=[Middleware(remembered.LinkKept)],
)


def ask(path, **headers):
    async def get():
        transport = httpx.ASGITransport(app=APP)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.get(path, headers=headers)

    return asyncio.run(get())


def cookies(answer):
    return dict(line.split(";")[0].split("=", 1) for line in answer.headers.get_list("set-cookie"))


def test_the_way_to_the_provider_keeps_the_link_and_the_way_back_follows_it():
    there = ask("/auth/login", Referer="http://here/applicant?application=A1")
    kept = cookies(there)["thinfile_link"]
    back = ask("/oauth2callback", Cookie=f"thinfile_link={kept}")
    assert back.headers["location"] == "/applicant?application=A1"
    assert cookies(back)["thinfile_link"] == '""'
    assert "thinfile_link" not in cookies(ask("/other", Referer="http://here/applicant"))


@pytest.mark.parametrize(
    "referer",
    ["http://evil.example/applicant", "", "http://here/", "http://here//evil.example", "nonsense"],
)
def test_another_sites_page_is_not_kept(referer):
    assert "thinfile_link" not in cookies(ask("/auth/login", Referer=referer))


@pytest.mark.parametrize("link", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
def test_a_cookie_that_leads_elsewhere_is_not_followed(link):
    back = ask("/oauth2callback", Cookie=f"thinfile_link={link}")
    assert back.headers["location"] == "/"


@given(st.text(max_size=30))
def test_an_own_link_never_leaves_the_site(text):
    if remembered.is_own(text):
        assert str(httpx.URL("http://here").join(text)).startswith("http://here/")


def test_cookies_are_secure_where_the_address_is():
    secure = ask("/oauth2callback", **{"X-Forwarded-Proto": "https"})
    assert all("; Secure" in line for line in secure.headers.get_list("set-cookie"))
    plain = ask("/oauth2callback")
    assert not any("Secure" in line for line in plain.headers.get_list("set-cookie"))


def test_a_ticket_makes_the_browser_keep_a_demo_user_and_forget_them():
    answer = ask(remembered.demo_ticket("demo-officer"))
    line = answer.headers["set-cookie"]
    assert "HttpOnly" in line
    assert "SameSite=strict" in line
    assert remembered.demo_user(cookies(answer)["thinfile_demo"]) == "demo-officer"
    assert 'thinfile_demo=""' in ask(remembered.demo_ticket("")).headers["set-cookie"]


def test_nobody_else_can_write_a_ticket_or_a_cookie():
    assert ask(f"{remembered.DEMO_ROUTE}?ticket=demo-auditor").status_code == 403
    assert ask(remembered.DEMO_ROUTE).status_code == 403
    ticket = remembered.demo_ticket("demo-auditor").partition("=")[2]
    for cookie in (None, "", "demo-auditor", ticket):
        assert remembered.demo_user(cookie) is None
