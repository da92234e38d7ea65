"""A Spark standalone master and two workers on loopback, for as long as the block lasts. Runs in Spark's own environment."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyspark

HOST = "127.0.0.1"
STARTED_WITHIN = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


@contextmanager
def standalone(folder: Path, workers: int = 2) -> Iterator[str]:
    """The master's address. Logs and work folders lie in `folder`."""
    port = free_port()
    address = f"spark://{HOST}:{port}"
    master = [
        "org.apache.spark.deploy.master.Master",
        "--host",
        HOST,
        "--port",
        str(port),
        "--webui-port",
        str(free_port()),
    ]
    running = [_start(master, folder, "master")]
    try:
        _wait(port)
        for number in range(workers):
            options = ["--host", HOST, "--cores", "1", "--memory", "2g", "--webui-port", str(free_port())]
            place = ["--work-dir", str(folder / f"work{number}")]
            worker = ["org.apache.spark.deploy.worker.Worker", *options, *place, address]
            running.append(_start(worker, folder, f"worker{number}"))
        yield address
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            process.wait(timeout=30)


def _start(command: list[str], folder: Path, name: str) -> subprocess.Popen[bytes]:
    home = Path(pyspark.__file__).parent
    environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": HOST, "SPARK_NO_DAEMONIZE": "1"}
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen([str(home / "bin" / "spark-class"), *command], stdout=log, stderr=log, env=environment)


def _wait(port: int) -> None:
    until = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError(f"Spark's master did not open port {port} within {STARTED_WITHIN} seconds")
