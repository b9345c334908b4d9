"""Start the app on a port, or say who stands in the way: `python -m ui.serve --port 8501`."""

import errno
import os
import socket
import sys
from typing import Annotated

import typer

LOOPBACK = "127.0.0.1"


def require_free(port: int) -> None:
    """Refuse a port that another program listens on.

    Raises
    ------
    SystemExit
        With a line that says what to do.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as taken:
            if taken.errno == errno.EADDRINUSE:
                why = "another program listens there"
            else:
                why = taken.strerror or "it cannot be used"
            raise SystemExit(
                f"error: wanted port {port} of this machine, but {why}. "
                f"Choose another: make run PORT={port + 1 if port < 65535 else 8501}"
            ) from None


def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 8501,
    check: Annotated[bool, typer.Option(help="Only see whether the port is free.")] = False,
) -> None:
    """Start the app on this machine only."""
    require_free(port)
    if check:
        return
    sys.stderr.write(f"Thinfile opens on http://localhost:{port} (Ctrl-C ends it)\n")
    sys.stderr.flush()
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    settings = ["--server.port", str(port), "--server.address", LOOPBACK]
    os.execv(sys.executable, [*command, *settings])  # noqa: S606 - our own interpreter


if __name__ == "__main__":
    typer.run(serve)
