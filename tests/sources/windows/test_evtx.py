"""EVTX files: whole, cut off, damaged anywhere; every record whose frame stands is counted."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.windows.evtx_writer import CHUNK, chunk, event, log_of

from custodes.model.event import SetAside
from custodes.sources.base import ReadContext
from custodes.sources.gaps import Gaps
from custodes.sources.windows import evtx
from custodes.sources.windows.logs import WindowsLogs
from custodes.sources.workers import Workers

WHO = {"SubjectUserSid": "S-1-5-21-1-2-3-1104", "SubjectUserName": "JDoe", "SubjectDomainName": "ACME"}
READ = event(4663, **WHO, ObjectType="File", ObjectName="D:\\Plans\\plan.docx", AccessMask="0x1")
CLEARED = event(
    *(104,),
    provider="Microsoft-Windows-Eventlog",
    log="System",
    inside="LogFileCleared",
    **WHO,
    Channel="Application",
)
OTHER = event(4672, **WHO)
REFUSED = event(4663, **WHO, ObjectName="D:\\x", AccessMask="0x2", task="12812", keywords=1 << 52)
FIRST, SECOND = chunk([READ, OTHER, CLEARED]), chunk([REFUSED, READ], first=4)
WHOLE = log_of(FIRST, SECOND)


def test_the_records_of_all_chunks_are_read(read):
    outcome = read(WindowsLogs(), WHOLE)
    assert outcome.aside == {SetAside.OUT_OF_SCOPE: 1}
    assert not outcome.rejects
    told = [
        (one["record"], one["action"], one["channel"], one["object"], one["outcome"])
        for one in outcome.events
    ]
    assert told == [
        (1, "read", "file", "D:\\Plans\\plan.docx", "success"),
        (3, "clear", "admin", "Application", "success"),
        (4, "copy", "removable", "D:\\x", "failure"),
        (5, "read", "file", "D:\\Plans\\plan.docx", "success"),
    ]
    assert outcome.events[0]["ts_us"] == 1_714_979_289_123_456
    assert outcome.events[0]["aliases"] == "sid:S-1-5-21-1-2-3-1104"
    assert outcome.events[0]["record_id"] == "fs1.example.org/security/7"


def test_a_classic_event_has_qualifiers_beside_its_id(read):
    data = log_of(chunk([event(4663, classic=True, **WHO, ObjectName="D:\\x"), event(7036, classic=True)]))
    outcome = read(WindowsLogs(), data)
    assert (len(outcome.events), outcome.aside) == (1, {SetAside.OUT_OF_SCOPE: 1})


def test_it_is_recognised_by_its_first_bytes(log_file):
    assert WindowsLogs().sniff(WHOLE, log_file(WHOLE, "x"))
    assert not WindowsLogs().sniff(b"ElfFile", log_file(b""))


def test_chunks_that_were_never_used_hold_nothing(read):
    assert read(WindowsLogs(), WHOLE + bytes(2 * CHUNK)).records == 5


def test_a_damaged_record_is_lost_alone(read):
    spoilt = bytearray(WHOLE)
    second = 4096 + 512 + int.from_bytes(spoilt[4096 + 516 : 4096 + 520], "little")
    spoilt[second + 24 : second + 60] = b"\xee" * 36
    outcome = read(WindowsLogs(), bytes(spoilt))
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [(2, "the record is damaged")]
    assert [one["record"] for one in outcome.events] == [1, 3, 4, 5]


@pytest.mark.parametrize(
    ("at", "records", "reason"),
    [
        (4096, 2, "a chunk is damaged: its records are lost"),
        (4096 + 512, 2, "a chunk is damaged: the rest of its records is lost"),
    ],
)
def test_what_a_damaged_chunk_held_is_not_known(read, at, records, reason):
    spoilt = bytearray(WHOLE)
    spoilt[at : at + 4] = b"\xee" * 4
    outcome = read(WindowsLogs(), bytes(spoilt))
    assert outcome.records == records
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [(0, reason)]
    assert len(outcome.events) == records


@pytest.mark.parametrize(
    ("length", "records", "reason"),
    [
        (8, 0, "the file ends in its header"),
        (4096 + CHUNK + 4096, 5, "the file ends in the middle of a chunk"),
        (4096 + CHUNK + 600, 3, "the file ends in the middle of a chunk"),
    ],
)
def test_a_file_that_is_cut_off_is_read_as_far_as_it_goes(read, length, records, reason):
    outcome = read(WindowsLogs(), WHOLE[:length])
    assert reason in [reject.reason for reject in outcome.rejects if not reject.record]
    assert len(outcome.events) + outcome.aside.total() == records


def test_a_broken_header_of_the_file_does_not_matter(read):
    spoilt = WHOLE[:8] + b"\xee" * 120 + WHOLE[128:]
    assert len(read(WindowsLogs(), spoilt).events) == 4


def test_a_stream_that_fails_says_so(read, log_file):
    class Failing:
        """Gives the header and a chunk, then fails."""

        def __init__(self):
            self.left = [WHOLE[: 4096 + CHUNK]]

        def read(self, size=-1):
            if not self.left:
                raise OSError(5, "Input/output error")
            data, rest = self.left[0][:size], self.left[0][size:]
            self.left = [rest] if rest else []
            return data

    failure = []
    assert len(list(evtx.blocks(Failing(), failure, Gaps()))) == 1
    assert failure == ["it cannot be read on: input/output error"]


def test_raw_records_are_the_xml_that_windows_shows(log_file):
    file = log_file(WHOLE)
    found = dict(WindowsLogs().raw(file.open(), file, frozenset({3, 5})))
    assert sorted(found) == [3, 5]
    assert b"LogFileCleared" in found[3]
    assert b"plan.docx" in found[5]


def test_several_processes_read_the_same(read, log_file):
    data = log_of(*[FIRST, SECOND] * 40)
    alone = read(WindowsLogs(), data)
    with Workers(2, small=0) as workers:
        file = log_file(data)
        context = workers.help_with(file, ReadContext(ZoneInfo("UTC")))
        spread = read(WindowsLogs(), data, spread=context.spread)
    assert alone.records == 200
    assert (alone.events, alone.aside) == (spread.events, spread.aside)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.tuples(st.integers(0, 9000), st.binary(min_size=1, max_size=8)), min_size=1, max_size=12),
    st.integers(600, len(WHOLE)),
)
def test_any_damage_is_counted(read, damage, length):
    """Bytes within the header, the head of the first chunk and its records; and an end anywhere."""
    spoilt = bytearray(WHOLE)
    for at, dirt in damage:
        spoilt[8 + at : 8 + at + len(dirt)] = dirt
    outcome = read(WindowsLogs(), bytes(spoilt[:length]))
    assert outcome.records <= 5 + len(damage)


def test_a_hole_in_the_records_own_numbers_is_said_of_the_file(read):
    log = log_of(FIRST, chunk([READ], first=30), chunk([READ], first=31))
    outcome = read(WindowsLogs(), log)
    assert outcome.records == 5
    assert [note.partition(":")[2] for note in outcome.warnings] == [
        " 26 records are not in it (it was exported in part, overwritten or cleared)"
    ]
    assert not read(WindowsLogs(), WHOLE).warnings
