"""Two processes behind Debian's nginx, set up as docs/nginx.conf says, are one app to people."""

import getpass
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

import httpx
import pytest
from playwright.sync_api import Page, expect

from data import book as books
from tests.e2e import servers

CONFIGURATION = servers.ROOT / "docs" / "nginx.conf"
PEOPLE = (
    {"sub": "olga", "name": "Olga Officer", "roles": ["officer"], "lender_ids": "*"},
    {"sub": "pia", "name": "Pia Partner", "roles": ["officer"], "lender_ids": "*"},
)
SEATS = tuple(f"seat{number}" for number in range(40))
STREAM = "/_stcore/stream"

pytestmark = pytest.mark.e2e


@dataclass(frozen=True)
class Site:
    """The address people know, what stands behind it, and what went where.

    Parameters
    ----------
    address : str
    processes : dict of str to Popen
        By "host:port".
    journal : Path
        A line a request: seat, process, status, path.
    """

    address: str
    processes: dict[str, Popen[bytes]]
    journal: Path

    def went(self) -> list[list[str]]:
        """Give seat, process, status and path of every request that has ended."""
        return [line.split("|") for line in self.journal.read_text().splitlines()]


def _configuration(folder: Path, port: int, ports: list[int]) -> Path:
    """Give the documented configuration with this test's ports and folders, and a journal."""
    text = CONFIGURATION.read_text()
    temporary = "\n".join(
        f"    {name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    own = {
        "pid /run/thinfile-nginx.pid;": f"pid {folder}/nginx.pid;",
        "listen 8080;": f"listen 127.0.0.1:{port};",
        "127.0.0.1:8501": f"127.0.0.1:{ports[0]}",
        "127.0.0.1:8502": f"127.0.0.1:{ports[1]}",
        "http {": "http {\n    log_format seats '$seat|$upstream_addr|$status|$uri';\n"
        f"    access_log {folder}/journal.txt seats;\n{temporary}",
    }
    for documented, here in own.items():
        assert text.count(documented) == 1, documented
        text = text.replace(documented, here)
    path = folder / "nginx.conf"
    path.write_text(text)
    return path


@pytest.fixture(scope="module")
def site(demo_home, tmp_path_factory) -> Iterator[Site]:
    """Run the app twice on one home and one ledger, behind nginx."""
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if nginx is None:
        pytest.skip("no nginx on this machine; `apt-get install nginx-light` brings it")
    folder = tmp_path_factory.mktemp("site")
    port, provider, *ports = (servers.free_port() for _ in range(4))
    address = f"http://localhost:{port}"
    secrets = servers.secrets(folder, f"http://127.0.0.1:{provider}", address)
    configuration = _configuration(folder, port, ports)
    shared = {
        "THINFILE_HOME": str(demo_home.root),
        "THINFILE_AUTH": "oidc",
        "THINFILE_LEDGER_URL": f"sqlite:///{folder}/ledger.sqlite",
    }
    with ExitStack() as stack:
        stack.enter_context(servers.provider(provider, folder, PEOPLE, token_max_age=3600))
        processes = {}
        for own in ports:
            app = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(own)]
            process = servers.running(
                [*app, "--secrets.files", str(secrets)],
                f"http://127.0.0.1:{own}/healthz",
                folder / f"app-{own}.txt",
                **shared,
            )
            processes[f"127.0.0.1:{own}"] = stack.enter_context(process)
        proxy = [nginx, "-c", str(configuration), "-e", str(folder / "errors.txt")]
        proxy += ["-g", f"daemon off; user {getpass.getuser()};"]
        answers = f"http://127.0.0.1:{port}/healthz"
        stack.enter_context(servers.running(proxy, answers, folder / "nginx.txt"))
        yield Site(address, processes, folder / "journal.txt")


@pytest.fixture
def seats(site: Site) -> dict[str, str]:
    """Give a seat at each of the processes."""
    for seat in SEATS:
        httpx.get(f"{site.address}/healthz", headers={"Cookie": f"thinfile_seat={seat}"})
    found = {process: seat for seat, process, *_ in site.went() if seat in SEATS}
    assert set(found) == set(site.processes)
    return found


@pytest.fixture
def arrive(chromium, site: Site):
    """Give a function that opens a link at a seat as somebody, in a browser of their own."""
    contexts = []

    def signed_in(who: str, seat: str, path: str) -> Page:
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        contexts.append(context)
        context.add_cookies([{"name": "thinfile_seat", "value": seat, "url": site.address}])
        page = context.new_page()
        page.goto(site.address + path)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.get_by_role("button", name=who, exact=True).click()
        page.locator(".st-key-desk_bar").wait_for()
        return page

    yield signed_in
    for context in contexts:
        context.close()


def test_a_first_answer_gives_a_seat_and_the_metrics_stay_closed(site):
    first = httpx.get(f"{site.address}/healthz")
    assert first.cookies["thinfile_seat"]
    again = httpx.get(f"{site.address}/healthz", cookies={"thinfile_seat": "seat0"})
    assert "thinfile_seat" not in again.cookies
    assert httpx.get(f"{site.address}/_stcore/metrics").status_code == 404


def test_two_processes_share_a_case_and_one_takes_over_from_the_other(
    site, seats, arrive, demo_home
):
    with books.open_book(demo_home, books.required(demo_home)) as con:
        asked = """select min(application_id) from snapshot.applications anti join
            snapshot.decisions using (application_id)"""
        link = f"/applicant?application={con.execute(asked).fetchone()[0]}"
    (one, her_seat), (other, his_seat) = seats.items()
    olga = arrive("olga", her_seat, link)
    olga.get_by_role("button", name="Claim", exact=True).click()
    expect(olga.locator(".st-key-desk_bar")).to_contain_text("in review, with you")
    pia = arrive("pia", his_seat, link)
    expect(pia.locator(".st-key-desk_bar")).to_contain_text("in review, with Olga Officer")

    site.processes[one].terminate()
    site.processes[one].wait(timeout=20)
    olga.reload()
    expect(olga.locator(".st-key-desk_bar")).to_contain_text("in review, with you", timeout=20_000)
    olga.close()
    pia.close()

    went = site.went()
    streams = {(seat, process) for seat, process, status, _ in went if status == "101"}
    assert {(her_seat, one), (his_seat, other)} <= streams
    assert {process for seat, process, *_ in went if seat == his_seat} == {other}
    assert {path for *_, status, path in went if status == "101"} == {STREAM}
