"""Spark's session: quiet, in UTC, with strict SQL, and gone without a trace afterwards."""

import contextlib
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data import faults
from data.errors import ThinfileError
from data.spark.cluster import Cluster

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

CODE = Path(__file__).parents[2]
LOG = "spark.log"
SETTINGS: Mapping[str, str] = {
    "spark.app.name": "thinfile",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.catalogImplementation": "in-memory",
    # our own tables are cut by application once, and stay so: see data.spark.features
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.legacy.bucketedTableScan.outputOrdering": "true",
    "spark.sql.requireAllClusterKeysForCoPartition": "false",
    # a stage joins and groups a dozen times, and each takes a page at the least
    "spark.buffer.pageSize": "2m",
    # medians of a few dozen numbers, for many shoppers: far from a heap's worth
    "spark.sql.objectHashAggregate.sortBased.fallbackThreshold": "20000",
}
LOOPBACK: Mapping[str, str] = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}
DRIVER_MEMORY = "2g"


@contextlib.contextmanager
def session(cluster: Cluster, folder: Path, *, partitions: int) -> Iterator["SparkSession"]:
    """Start Spark, and stop it at the end together with its Java process.

    Parameters
    ----------
    cluster : Cluster
    folder : Path
        That the workers see; what Spark says is logged there.
    partitions : int
        Tasks in a shuffle.

    Raises
    ------
    ThinfileError
        When Spark does not start, or disk or memory are wanting while it runs.
    """
    from py4j.protocol import Py4JError  # noqa: PLC0415 - optional, and slow to import

    with warnings.catch_warnings(), _java(cluster, folder, partitions) as start:
        # PySpark warns of a newer pandas, wherever it looks for it: only Arrow passes between us
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
        from pyspark.errors import PySparkException  # noqa: PLC0415
        from pyspark.sql import SparkSession  # noqa: PLC0415

        try:
            spark = SparkSession(start())
        except (Py4JError, PySparkException, ValueError) as failed:
            raise ThinfileError(
                f"Wanted Spark at {cluster.master}; it did not start ({_gist(failed)}). Check that "
                "the master is up and that this machine reaches it, or leave out --master."
            ) from failed
        try:
            yield spark
        except (Py4JError, PySparkException) as broken:
            words = faults.of_the_machine(str(broken))
            if words is None:
                raise
            raise ThinfileError(f"Spark stopped: {words}") from broken
        finally:
            spark.stop()


@contextlib.contextmanager
def _java(cluster: Cluster, folder: Path, partitions: int) -> Iterator[Callable[[], Any]]:
    """Start a Java process and give what starts Spark in it; end it, and leave Ctrl-C as it was."""
    from pyspark import SparkConf, SparkContext  # noqa: PLC0415 - optional, and slow to import
    from pyspark.java_gateway import launch_gateway  # noqa: PLC0415

    conf = SparkConf(loadDefaults=False)
    conf.setAll(list(_settings(cluster, folder, partitions).items()))
    on_interrupt = signal.getsignal(signal.SIGINT)
    with (folder / LOG).open("w", encoding="utf-8") as log:
        os.environ.setdefault("SPARK_DRIVER_MEMORY", DRIVER_MEMORY)  # spark-defaults.conf wins
        gateway = launch_gateway(conf, popen_kwargs={"stdout": log, "stderr": log})

        def start() -> Any:
            context = SparkContext(conf=conf, gateway=gateway)
            context.pythonExec = os.environ.get("PYSPARK_PYTHON", sys.executable)
            return context

        try:
            yield start
        finally:
            signal.signal(signal.SIGINT, on_interrupt)
            gateway.shutdown()
            SparkContext._gateway = SparkContext._jvm = None  # the next one starts afresh
            gateway.proc.stdin.close()
            gateway.proc.wait()


def _settings(cluster: Cluster, folder: Path, partitions: int) -> dict[str, str]:
    own = {
        "spark.master": cluster.master,
        "spark.sql.shuffle.partitions": str(partitions),
        "spark.sql.warehouse.dir": str(folder / "tables"),
        "spark.executorEnv.PYTHONPATH": str(CODE),
    }
    local = {"spark.local.dir": str(folder / "local"), **LOOPBACK} if cluster.is_local else {}
    return {**SETTINGS, **own, **local}


def _gist(failed: Exception) -> str:
    """Find the line that names the cause among those of a Java stack."""
    lines = [line.strip() for line in str(failed).splitlines() if line.strip()]
    named = [line for line in lines if line.startswith((": ", "Caused by: "))]
    return (named or lines or [type(failed).__name__])[-1].removeprefix(": ")[:200]
