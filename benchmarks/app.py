"""The app as a process of its own, for benchmarks that visit it."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
PATIENCE_S = 120


@contextlib.contextmanager
def running(home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Start the app on a port of this machine, wait until it answers, and end it afterwards."""
    app = subprocess.Popen(
        [sys.executable, "-m", "ui.serve", "--port", str(port)],
        cwd=ROOT, env=environment(home), stdout=sys.stderr,
    )  # fmt: skip
    try:
        wait_until_up(f"http://localhost:{port}", app)
        yield app
    finally:
        app.terminate()
        app.wait(timeout=PATIENCE_S)


def environment(home: Path) -> dict[str, str]:
    """Give the environment of a command that works in a home of its own."""
    return {**os.environ, "THINFILE_HOME": str(home)}


def free_port() -> int:
    """Find a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(address: str, app: subprocess.Popen[bytes]) -> None:
    """Wait until ``/healthz`` answers 200.

    Raises
    ------
    SystemExit
        When the app ends or does not answer in time.
    """
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and app.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{address}/healthz").status_code == httpx.codes.OK:
                return
        time.sleep(0.05)
    raise SystemExit(f"error: the app did not answer on {address}/healthz in {PATIENCE_S} s.")
