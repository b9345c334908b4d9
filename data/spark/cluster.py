"""Where Spark runs and where it finds its files: `--engine`, `--master` and `--shared`."""

import contextlib
import importlib.util
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from data.errors import ThinfileError

LOCAL = "local[*]"
LEAST_JAVA = 17


class Engine(StrEnum):
    """What computes."""

    DUCKDB = "duckdb"
    SPARK = "spark"


EngineOption = Annotated[Engine, typer.Option(help="What computes: this process, or Spark.")]
MasterOption = Annotated[
    str | None, typer.Option(help=f"Spark's master, such as spark://host:7077; default: {LOCAL}.")
]
SharedOption = Annotated[
    Path | None,
    typer.Option(help="Folder that Spark's workers see too; default: below THINFILE_HOME."),
]


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Spark to run on.

    Parameters
    ----------
    master : str
        Spark's URL of it; ``local[n]`` is this machine with n threads.
    shared : Path or None
        Folder that workers see under the same path; None for a local master.
    """

    master: str
    shared: Path | None = None

    @property
    def is_local(self) -> bool:
        """Whether workers are threads of this machine."""
        return self.master.split("[", maxsplit=1)[0] == "local"


def chosen(engine: Engine, master: str | None, shared: Path | None) -> Cluster | None:
    """Turn the options of a command into a Spark to run on, or None for this process.

    Raises
    ------
    ThinfileError
        When options contradict each other, workers would not see the files, or PySpark or Java
        are missing.
    """
    if engine is Engine.DUCKDB:
        if master is not None or shared is not None:
            raise ThinfileError("--master and --shared are Spark's; add --engine spark.")
        return None
    found = Cluster(master or LOCAL, None if shared is None else shared.absolute())
    if found.shared is None and not found.is_local:
        raise ThinfileError(
            f"Wanted a folder that the workers of {found.master} see under the same path; got "
            "none. Name one with --shared."
        )
    if found.shared is not None and not found.shared.is_dir():
        raise ThinfileError(f"--shared should be a folder; {found.shared} is none. Make it first.")
    require()
    return found


def require() -> None:
    """Check that PySpark and Java are there.

    Raises
    ------
    ThinfileError
        Says what to install.
    """
    if importlib.util.find_spec("pyspark") is None:
        raise ThinfileError(
            "--engine spark needs PySpark, which is not installed. Run `make install-spark`."
        )
    came = _java_version()
    if came is None or came < LEAST_JAVA:
        raise ThinfileError(
            f"--engine spark needs Java {LEAST_JAVA} or later; "
            f"{'there is none' if came is None else f'this is Java {came}'}. "
            "Install a JRE, such as openjdk-17-jre-headless, or set JAVA_HOME."
        )


def _java_version() -> int | None:
    """Find the major version of the Java that Spark would take."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if java is None or not Path(java).exists():
        return None
    said = subprocess.run([java, "-version"], capture_output=True, encoding="utf-8", check=False)
    version = re.search(r'version "(?:1\.)?(\d+)', said.stderr)
    return int(version[1]) if version else None


@contextlib.contextmanager
def workspace(cluster: Cluster, own: Path) -> Iterator[Path]:
    """Give an empty folder that the workers see, and remove it at the end.

    Parameters
    ----------
    cluster : Cluster
    own : Path
        The folder where the cluster has no shared one. What a killed run leaves is the caller's
        to sweep; in a shared folder it stays.
    """
    shared = cluster.shared
    folder = own if shared is None else shared / f"thinfile-{platform.node()}-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
