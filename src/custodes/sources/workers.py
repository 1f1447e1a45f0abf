"""Processes of our own that read blocks of lines, so that a large file uses every core.

Each is ``python -m custodes.sources.workers``: jobs come on its standard input, batches go out on its standard output. They
are no children of ``multiprocessing``: that would run the caller's script a second time, and orphans of a killed run
would wait for ever. These end with their input, however the run ended, and ignore Ctrl-C, which is for the run.
"""

from __future__ import annotations

import gc
import io
import os
import pickle
import signal
import struct
import subprocess
import sys
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import replace
from queue import SimpleQueue
from typing import IO, TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from custodes.model.event import Batch
    from custodes.sources.base import LogFile, ReadContext

__all__ = ["Workers"]

_SMALL = 48 * 1024 * 1024  # bytes: starting a process costs as much as reading so much
_MOST = 8
_LENGTH = struct.Struct("<Q")


class Workers:
    """Processes that are started when a large file first needs them, and end with the ``with`` block.

    count: how many; by default one for each core that this process may use, at most eight. With one, nothing is spread.
    Memory: about 120 MB a process and a few blocks of 1 MiB.
    """

    def __init__(self, count: int | None = None, small: int = _SMALL) -> None:
        self._count = min(_cores(), _MOST) if count is None else count
        self._small = small
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._threads: ThreadPoolExecutor | None = None
        self._ends = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)
        self._ends.close()

    def help_with(self, file: LogFile, context: ReadContext) -> ReadContext:
        """Return the context for reading this file: with processes where it is large enough for them."""
        large = self._count > 1 and (file.size or file.stored_size) >= self._small
        return replace(context, spread=self._spread) if large else context

    def _spread(
        self, source: str, file: LogFile, context: ReadContext, blocks: Iterator[bytes]
    ) -> Iterator[Batch]:
        threads = self._started()
        job = (source, replace(file, open=_gone), replace(context, spread=None))
        waiting: deque[Future[Batch]] = deque()
        try:
            for block in blocks:
                waiting.append(threads.submit(self._ask, (*job, block)))
                if len(waiting) > 2 * self._count:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()

    def _started(self) -> ThreadPoolExecutor:
        if self._threads is None:
            for _ in range(self._count):
                process = subprocess.Popen(
                    [sys.executable, "-P", "-m", "custodes.sources.workers"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                )
                self._ends.callback(_end, process)
                self._idle.put(process)
            self._threads = ThreadPoolExecutor(self._count)
        return self._threads

    def _ask(self, job: tuple[Any, ...]) -> Batch:
        process = self._idle.get()
        try:
            _put(process.stdin, job)
            answer = _take(process.stdout)
        except (OSError, EOFError) as error:  # not the log's end: nothing of the file may be kept
            raise RuntimeError("a reading process ended; is there enough memory?") from error
        finally:
            self._idle.put(process)
        if isinstance(answer, str):
            raise RuntimeError(answer)  # noqa: TRY004 -- what went wrong over there
        batch: Batch = answer
        return batch


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for stream in (process.stdin, process.stdout):
        with suppress(OSError):
            if stream is not None:
                stream.close()
    process.wait()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _gone() -> Any:
    """Stand in for opening the file, which only the run itself does."""
    raise OSError("the file is open elsewhere")


def _put(stream: IO[bytes] | None, what: object) -> None:
    data = pickle.dumps(what, protocol=5)
    if stream is not None:
        stream.write(_LENGTH.pack(len(data)) + data)
        stream.flush()


def _take(stream: IO[bytes] | None) -> Any:
    """Return what the other side put. Both sides are ours."""
    head = stream.read(_LENGTH.size) if stream is not None else b""
    if stream is None or len(head) < _LENGTH.size:
        raise EOFError
    return pickle.loads(stream.read(_LENGTH.unpack(head)[0]))  # noqa: S301


def _work(jobs: IO[bytes], answers: IO[bytes]) -> None:
    """Answer jobs until there are no more."""
    from custodes.sources.registry import by_name

    gc.disable()  # rows make no cycles, and looking for them costs a third of the time
    while True:
        try:
            name, file, context, block = _take(jobs)
        except EOFError:
            return
        try:
            answer: object = by_name(name).block(block, file, context)  # type: ignore[attr-defined]
        except Exception as error:  # noqa: BLE001 -- the run lists the file as one whose reader failed
            answer = f"{type(error).__name__}: {error}"
        _put(answers, answer)
        del answer, block
        gc.collect(0)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=io.DEFAULT_BUFFER_SIZE)
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 -- no reader may write among the answers
    _work(sys.stdin.buffer, answers)
