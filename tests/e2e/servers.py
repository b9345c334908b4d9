"""Servers that a journey needs besides the app: an OpenID provider, a proxy, more processes."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
START_S = 60

Person = dict[str, object]


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(
    command: list[str], answers: str, log: Path, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the end of the block, once it answers."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=out, stderr=out
        )
    try:
        until = time.monotonic() + START_S
        while time.monotonic() < until and process.poll() is None:
            try:
                if httpx.get(answers).status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.2)
        else:
            pytest.fail(f"{answers} does not answer:\n{log.read_text()[-2000:]}")
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextlib.contextmanager
def provider(
    port: int, folder: Path, people: Sequence[Person], *, token_max_age: int
) -> Iterator[None]:
    """Run an OpenID provider that knows some people."""
    known = [part for one in people for part in ("--user-claims", json.dumps(one))]
    mock = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    mock += ["--token-max-age", str(token_max_age), *known]
    metadata = f"http://127.0.0.1:{port}/.well-known/openid-configuration"
    with running(mock, metadata, folder / f"provider-{token_max_age}.txt"):
        yield


def secrets(folder: Path, issuer: str, address: str) -> Path:
    """Write the secrets of an app that people reach at an address and that a provider signs in."""
    path = folder / "secrets.toml"
    path.write_text(
        f'[auth]\nredirect_uri = "{address}/oauth2callback"\n'
        'cookie_secret = "a secret of the tests, long enough"\n'
        'client_id = "thinfile"\nclient_secret = "any"\n'
        f'server_metadata_url = "{issuer}/.well-known/openid-configuration"\n'
    )
    return path
