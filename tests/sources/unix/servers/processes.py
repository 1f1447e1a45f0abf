"""Real servers of Debian for a test: started in a place of their own, known by their binary and version, always ended."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_PATIENCE = 12  # seconds
DEV_LOG = Path("/dev/log")


def needed(*paths: str) -> None:
    """Skip where a server is not installed or we are not root; in CI such a skip is a failure (tests/conftest.py)."""
    if os.geteuid() != 0:
        pytest.skip("a server of a test runs as root")
    missing = [path for path in paths if not os.access(path, os.X_OK)]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}; `tools/environment.sh servers` installs it")


@contextlib.contextmanager
def place() -> Iterator[Path]:
    """Make a directory that other accounts of the machine can enter, with a short path for sockets."""
    with tempfile.TemporaryDirectory(prefix="custodes-", ignore_cleanup_errors=True) as name:
        path = Path(name)
        path.chmod(0o755)
        yield path


def port() -> int:
    """Return a port of the loopback that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def listens(number: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", number)) == 0


def wait(what: Callable[[], object], saying: Callable[[], str]) -> None:
    """Wait until something is true; fail with what the server said where it does not become so."""
    until = time.monotonic() + _PATIENCE
    while not what():
        if time.monotonic() > until:
            pytest.fail(f"the server did not do it in {_PATIENCE} s: {saying()[-2000:]}")
        time.sleep(0.05)


@contextlib.contextmanager
def server(command: Sequence[str], at: Path, number: int) -> Iterator[int]:
    """Start a server in a session of its own and yield its process when its port answers; end it and its children."""
    said = at / "said"
    with said.open("wb") as out:
        process = subprocess.Popen(
            list(command), cwd=at, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
        )
    try:
        wait(lambda: process.poll() is not None or listens(number), said.read_text)
        assert process.poll() is None, said.read_text()
        yield process.pid
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    family = [process.pid, *_descendants(process.pid)]
    for sign, patience in ((signal.SIGTERM, 3.0), (signal.SIGKILL, 3.0)):
        for pid in family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sign)
        until = time.monotonic() + patience
        while time.monotonic() < until and any(map(_lives, family)):
            process.poll()
            time.sleep(0.02)
    process.wait(3)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _descendants(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents.setdefault(int(stat.read_text().rpartition(")")[2].split()[1]), []).append(
                int(stat.parent.name)
            )
    found, waiting = [], [pid]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found


def is_debians(pid: int, binary: str, package: str) -> str:
    """Assert that a process runs this binary of this Debian package; return the package's upstream version."""
    assert str(Path(f"/proc/{pid}/exe").readlink()) == binary
    owner = subprocess.run(["dpkg", "-S", binary], capture_output=True, text=True, check=True).stdout
    assert owner.partition(":")[0] == package
    version = subprocess.run(
        ["dpkg-query", "-W", "-f=${Version}", package], capture_output=True, text=True, check=True
    ).stdout
    return version.rpartition(":")[2].partition("-")[0].partition("+")[0]


def version_of(pid: int, option: str) -> str:
    """Return what the very binary that a process runs says of its version."""
    said = subprocess.run(
        [f"/proc/{pid}/exe", option],
        executable=f"/proc/{pid}/exe",
        capture_output=True,
        text=True,
        check=False,
    )
    return said.stdout + said.stderr


def done(*command: str, at: Path | None = None, **more: str) -> str:
    """Run a client to its end and return what it said."""
    run = subprocess.run(
        command,
        cwd=at,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
        input=more.get("told", ""),
    )
    assert run.returncode == 0, f"{command}: {run.stdout}{run.stderr}"
    return run.stdout


@contextlib.contextmanager
def syslog(into: Path) -> Iterator[None]:
    """Be the machine's syslog: write what programs send to /dev/log to a file, a line each."""
    if DEV_LOG.exists():
        pytest.skip("this machine has a syslog of its own")
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(str(DEV_LOG))
    DEV_LOG.chmod(0o666)
    listener.settimeout(0.1)
    over = threading.Event()

    def write() -> None:
        with into.open("ab", buffering=0) as out:
            while not over.is_set():
                with contextlib.suppress(TimeoutError):
                    out.write(listener.recv(65536).strip(b"\0\n") + b"\n")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()
        listener.close()
        DEV_LOG.unlink()


def owned(path: Path, user: str) -> Path:
    """Make a directory that belongs to an account."""
    path.mkdir(parents=True, exist_ok=True)
    shutil.chown(path, user)
    return path
