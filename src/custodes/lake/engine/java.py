"""Starts and ends the Java machine that Spark runs in, quietly: what it prints goes into a file in the spill folder.

Spark's driver is one such machine beside this process. It is started for one engine and ended with it, so that its
memory, its temporary files and its options are that engine's alone.

References: https://spark.apache.org/docs/4.0.0/configuration.html, https://spark.apache.org/docs/4.0.0/ (Java 17 or 21)
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

from custodes.errors import LakeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["begin", "end", "java_version", "reach"]

OLDEST_JAVA = 17
_DEBIAN = (
    "on Debian: apt-get install openjdk-17-jre-headless; elsewhere install Java 17 or 21 and set JAVA_HOME"
)
_PATIENCE = 5.0  # seconds for a master to take a connection
_LAST_WORDS = 15  # seconds for the Java machine to end by itself


def java_version() -> int:
    """Return the version of the Java that Spark would use. Raises LakeError where there is none, or an older one."""
    home = os.environ.get("JAVA_HOME", "")
    java = shutil.which("java", path=os.path.join(home, "bin")) if home else shutil.which("java")  # noqa: PTH118 -- a search path
    if java is None:
        place = f"JAVA_HOME={home}" if home else "PATH"
        raise LakeError("Spark needs Java, and there is none", place=place, advice=_DEBIAN)
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    found = version_in(told.stderr + told.stdout)
    if found is None or found < OLDEST_JAVA:
        what = f"this one is {found}" if found else "this one does not say its version"
        raise LakeError(f"Spark needs Java {OLDEST_JAVA} or newer; {what}", place=java, advice=_DEBIAN)
    return found


def version_in(text: str) -> int | None:
    """Return the major version out of what ``java -version`` prints.

    >>> version_in('openjdk version "17.0.15" 2025-04-15'), version_in('java version "1.8.0_202"'), version_in("")
    (17, 8, None)
    """
    found = re.search(r'version "(?:1\.)?(\d+)', text)
    return int(found[1]) if found else None


def reach(master: str) -> None:
    """Raise LakeError where none of the hosts of a ``spark://`` address takes a connection. Spark itself tries for minutes."""
    why: OSError | None = None
    for address in master.removeprefix("spark://").split(","):
        host, _, port = address.rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE).close()
        except OSError as error:
            why = error
        else:
            return
    advice = "check HOST:PORT (the master's own page shows it), and that a firewall lets it through"
    raise LakeError(f"the Spark master does not answer: {why}", place=master, advice=advice) from why


def begin(options: Mapping[str, str], folder: Path) -> Any:
    """Start Java and Spark in it with these options and return the session. Raises LakeError where they do not start."""
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    if SparkContext._gateway is not None:  # noqa: SLF001 -- there is no other way to ask
        advice = "end that session first: its memory and its temporary folders were chosen without the lake"
        raise LakeError("Spark already runs in this process", place="SparkContext", advice=advice)
    conf = SparkConf(loadDefaults=False).setAll(list(options.items()))
    log = folder / "spark.log"
    gateway = None
    with log.open("wb") as output, _undisturbed():
        try:
            gateway = launch_gateway(conf, {"stdout": output, "stderr": output, "cwd": str(folder)})
            return SparkSession(SparkContext(conf=conf, gateway=gateway))
        except Exception as error:
            reason = _reason(error, log)
            end(None, gateway)
            raise LakeError(
                f"Spark did not start: {reason}",
                place=str(options["spark.master"]),
                advice="check [engine] in the settings, and that the machine has the memory it asks for",
            ) from error
        except BaseException:
            end(None, gateway)
            raise


def end(session: Any, gateway: Any = None) -> None:
    """End Spark and its Java machine; without a session, one that did not come up."""
    from pyspark import SparkContext

    gateway = gateway or SparkContext._gateway  # noqa: SLF001 -- as above
    with contextlib.suppress(Exception):
        if session is not None:
            session.stop()
    SparkContext._gateway = SparkContext._jvm = SparkContext._active_spark_context = None  # noqa: SLF001
    if gateway is None:
        return
    with contextlib.suppress(Exception):
        gateway.shutdown()
    process = gateway.proc
    process.stdin.close()  # its sign to end
    try:
        process.wait(_LAST_WORDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep what Spark changes for the whole process while it starts: the handler of Ctrl-C and where modules lie."""
    modules = list(sys.path)
    main = threading.current_thread() is threading.main_thread()
    handler = signal.getsignal(signal.SIGINT) if main else None
    try:
        yield
    finally:
        sys.path[:] = modules
        if main:
            signal.signal(signal.SIGINT, handler)


def _reason(error: Exception, log: Path) -> str:
    """Return Spark's own reason in a line: the cause that Java names, else the last lines that it printed."""
    text = str(error)
    if "JAVA_GATEWAY_EXITED" in text or "stopped SparkContext" in text:
        text = log.read_text(encoding="utf-8", errors="replace")
    causes = re.findall(r"(?:Exception|Error): (.+)", text)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (causes[-1] if causes else " ".join(lines[-2:]))[:300]
