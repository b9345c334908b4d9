"""How long it takes to begin: from files to scores, and to the first page of `make run`.

`python -m benchmarks.start` runs the very commands, each in a process of its own, in a temporary
folder. Where Chromium is installed the app counts as started when the queue's table is drawn in
it, after choosing a demo role; elsewhere when the app says that it is up.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer
from playwright.sync_api import Page, ViewportSize, sync_playwright

from benchmarks.app import PATIENCE_S, ROOT, environment, free_port, running
from benchmarks.figures import Figure, at_most, report, say, shown

SHOPPERS = 50_000
SEED = 1
XENTE_TARGET_S = 60
RUN_TARGET_S = 90
SCREEN = ViewportSize(width=1440, height=900)
TABLE = ".st-key-queue_table [data-testid=stDataFrame] canvas"
Steps = Mapping[str, tuple[str, ...]]


def xente_steps(files: Path) -> Steps:
    """List the commands from Xente's files to a book in use, by name."""
    return {
        "build": ("data", "build", "--source", "xente", "--path", str(files),
                  "--as-of", "2019-04-01"),
        "train": ("scoring", "train", "--as-of", "2019-02-22"),
        "score": ("scoring", "score"),
        "publish": ("scoring", "publish"),
    }  # fmt: skip


def demo_steps(folder: Path, shoppers: int, port: int) -> Steps:
    """List what `make run` does on a fresh machine after installing, but for the app itself."""
    return {
        "port check": ("ui.serve", "--port", str(port), "--check"),
        "simulate": ("data", "simulate", "--shoppers", str(shoppers), "--seed", str(SEED),
                     "--out", str(folder)),
        "build": ("data", "build", "--source", "contract", "--path", str(folder)),
        "train": ("scoring", "train"),
        "score": ("scoring", "score"),
        "publish": ("scoring", "publish"),
    }  # fmt: skip


def run_steps(steps: Steps, home: Path, label: str) -> list[Figure]:
    """Run commands one after the other and give the seconds of each.

    Raises
    ------
    SystemExit
        When one of them fails: then there is nothing to measure.
    """
    found = []
    for name, words in steps.items():
        say(f"{label}: {name}")
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=ROOT, env=environment(home), stdout=sys.stderr, check=False,
        )  # fmt: skip
        seconds = time.perf_counter() - start
        if done.returncode != 0:
            raise SystemExit(f"error: {label}, {name} failed; its message stands above.")
        found.append(shown(f"{label}, {name}", seconds, "s"))
    return found


def total(name: str, steps: list[Figure], most: float) -> Figure:
    """Add up the seconds of some steps against a target."""
    return at_most(name, sum(step.value for step in steps), "s", most)


@contextlib.contextmanager
def browser_page() -> Iterator[Page | None]:
    """Open a window of Debian's Chromium; None where it is not installed."""
    path = shutil.which("chromium")
    if path is None:
        yield None
        return
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser.new_page(viewport=SCREEN)
        browser.close()


def start_app(home: Path, port: int) -> list[Figure]:
    """Start the app and give the seconds until it answers, and from there until the queue shows.

    The browser is open beforehand, as a person's would be.
    """
    address = f"http://localhost:{port}"
    with browser_page() as page:
        say("make run: app")
        start = time.perf_counter()
        with running(home, port):
            up = time.perf_counter()
            found = [shown("make run, app answers", up - start, "s")]
            if page is None:
                say("no chromium on this machine: the first page is not measured")
                return found
            show_queue(page, address)
            return [*found, shown("make run, queue is drawn", time.perf_counter() - up, "s")]


def show_queue(page: Page, address: str) -> None:
    """Open the first page, choose a role, and wait for the queue's table."""
    page.set_default_timeout(PATIENCE_S * 1000)
    page.goto(address)
    page.get_by_role("button", name="Officer", exact=True).click()
    page.locator(TABLE).first.wait_for()


def main(
    shoppers: Annotated[int, typer.Option(help="Size of the demo book.")] = SHOPPERS,
) -> None:
    """Print how long Xente takes end to end, and each step of `make run` after installing."""
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        files = Path(os.environ.get("THINFILE_SHARED", "../shared")).absolute() / "data" / "xente"
        if files.is_dir():
            steps = run_steps(xente_steps(files), Path(folder) / "xente", "Xente")
            figures += [*steps, total("Xente, from files to scores in use", steps, XENTE_TARGET_S)]
        else:
            say(f"no Xente files in {files}; set THINFILE_SHARED to measure it")
        home = Path(folder) / "demo"
        port = free_port()
        steps = run_steps(demo_steps(home / "demo", shoppers, port), home, "make run")
        steps += start_app(home, port)
        figures += [*steps, total("make run, after installing", steps, RUN_TARGET_S)]
    report(figures, shoppers=shoppers)


if __name__ == "__main__":
    typer.run(main)
