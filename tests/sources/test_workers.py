"""Blocks of lines read by other processes: the same batches, in the same order, and nobody left behind."""

from __future__ import annotations

import os
import signal
import time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custodes.sources.base import ReadContext
from custodes.sources.registry import by_name
from custodes.sources.workers import Workers

CONTEXT = ReadContext(ZoneInfo("UTC"), max_record=4096)
PAGE = b"floor02 jdoe 4711 [20/May/2024:19:21:05 +0000] total 12 - PC-1 minutes.docx iso_a4 one-sided"
CLONE = b'{"@timestamp":1624445969188,"_document_id":"x","action":"git.clone","actor":"jdoe","org":"acme"}'
AUDIT = b'{"CreationTime":"2020-02-07T16:44:07","RecordType":6,"Operation":"FileAccessed","UserId":"jane@example.org"}'
LINES = {"cups": PAGE, "github": CLONE, "m365": AUDIT}


@pytest.fixture(scope="module")
def workers():
    with Workers(count=2, small=0) as started:
        yield started


def outcome(source, file, context):
    """All that a source says of a file, whatever the batches."""
    records, rejects, aside, rows = 0, [], {}, []
    for batch in source.read(file.open(), file, context):
        records += batch.records
        rejects += batch.rejects
        rows += batch.events.to_pylist() if batch.events is not None else []
        for reason, count in batch.set_aside.items():
            aside[reason] = aside.get(reason, 0) + count
    return records, rejects, aside, rows


@pytest.mark.parametrize("name", LINES)
def test_many_blocks_keep_their_order(workers, log_file, name):
    line = LINES[name]
    data = b"\n".join([line, b"broken" if name == "cups" else b"{broken}", b"", line] * 30_000)
    file, source = log_file(data), by_name(name)
    spread = outcome(source, file, workers.help_with(file, CONTEXT))
    assert spread == outcome(source, file, CONTEXT)
    assert spread[0] == 90_000
    assert [row["record"] for row in spread[3][-2:]] == [89_998, 90_000]
    assert len(spread[1]) == 30_000


@pytest.mark.parametrize("name", LINES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(
    pieces=st.lists(
        st.sampled_from(
            [b"\n", b"{", b"}\n", b"\0", b"\xff", b" ", b"x" * 5000, b'"a":', b"\r\n", b"LINE\n"]
        ),
        max_size=20,
    )
)
def test_any_bytes_are_read_alike(workers, log_file, name, pieces):
    data = LINES[name] + b"\n" + b"".join(LINES[name] + b"\n" if p == b"LINE\n" else p for p in pieces)
    file, source = log_file(data), by_name(name)
    assert outcome(source, file, workers.help_with(file, CONTEXT)) == outcome(source, file, CONTEXT)


def test_a_small_file_is_read_here(log_file):
    with Workers(count=2) as none:
        assert none.help_with(log_file(PAGE), CONTEXT).spread is None


def test_a_process_that_dies_is_said_so(log_file):
    file, source = log_file(PAGE + b"\n"), by_name("cups")
    with Workers(count=1, small=0) as one:
        one._count = 2  # with one nothing would be spread
        context = one.help_with(file, CONTEXT)
        list(source.read(file.open(), file, context))
        for process in _children(one):
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        with pytest.raises(RuntimeError, match="a reading process ended"):
            list(source.read(file.open(), file, context))


def test_they_end_with_their_run(log_file):
    file = log_file(PAGE + b"\n")
    with Workers(count=2, small=0) as several:
        list(by_name("cups").read(file.open(), file, several.help_with(file, CONTEXT)))
        processes = _children(several)
        assert len(processes) == 2
        for process in processes:
            process.send_signal(signal.SIGINT)  # Ctrl-C is for the run, not for them
        time.sleep(0.05)
        assert [process.poll() for process in processes] == [None, None]
    assert [process.poll() for process in processes] == [-signal.SIGKILL, -signal.SIGKILL]


def _children(workers):
    """The processes that are idle, which is all of them between two files."""
    found = [workers._idle.get() for _ in range(workers._idle.qsize())]
    for process in found:
        workers._idle.put(process)
    return found
