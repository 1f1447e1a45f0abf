"""A log that grows: only new records are added, however it was cut, and the ledger still adds up."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.lake.logs import LOGON, NO_ID, events, logon, made, numbered, plain, rejects, sums, write

from custodes.lake import Lake
from custodes.pipeline.ingest import ingest
from custodes.settings import Settings

LINES = [
    logon(1),
    plain(1).replace("ABC0001", '"ABC,0001"'),  # one field short: a reject
    logon(2, second=2),
    '{R3},01/02/2010 07:00:03,"ABC""0001","PC\n1",Logon\n',  # a record over two lines
    logon(4, second=4, day=3),
    "\n",
    logon(4, second=4, day=3),  # a repeated record
    logon(5, second=5, day=4, user=""),
    logon(6, second=6, day=5).rstrip("\n"),
]
TEXT = LOGON + "".join(LINES)


@settings(max_examples=8)
@given(cuts=st.lists(st.integers(len(LOGON), len(TEXT)), min_size=1, max_size=3))
@example(cuts=[len(TEXT) - 1])
@example(cuts=[TEXT.index("PC\n1") + 3, TEXT.index("PC\n1") + 5])
@example(cuts=[TEXT.rindex(",Logon") + 3])
def test_a_log_read_piece_by_piece_is_the_log_read_at_once(tmp_path_factory, cuts):
    folder = tmp_path_factory.mktemp("growth")
    truth = made(folder / "truth", write(folder / "whole", a=TEXT))
    lake = Lake.create(folder / "lake", Settings())
    for cut in [*sorted(cuts), len(TEXT)]:
        write(folder / "logs", a=TEXT[:cut])
        if cut > len(LOGON):
            ingest([folder / "logs"], lake, Settings())
            sums(lake)
    assert numbered(lake) == numbered(truth)
    kept = [(n, reason) for _, n, reason, _ in rejects(lake).elements() if n]
    assert sorted(kept) == sorted((n, reason) for _, n, reason, _ in rejects(truth).elements() if n)
    assert sums(lake) == sums(truth)
    assert len(lake.files()) == 1


def test_a_cut_line_that_went_on_replaces_its_beginning(tmp_path):
    cut = LOGON + logon(1) + "{R2},01/03/2010 07:00:00,ABC00"
    folder = write(tmp_path / "logs", a=cut)
    lake = made(tmp_path / "lake", folder)
    assert sums(lake) == {"records": 2, "behind": 1, "events": 1, "rejects": 1}
    write(folder, a=cut + "02,PC-1,Lo")
    ingest([folder], lake, Settings())
    assert [(r["account"], r["native_action"]) for r in events(lake) if r["record"] == 2] == [
        ("cert:ABC0002", "Lo")
    ]
    write(folder, a=cut + "02,PC-1,Logon\n" + logon(3))
    ingest([folder], lake, Settings())
    assert [(r["account"], r["native_action"]) for r in events(lake) if r["record"] == 2] == [
        ("cert:ABC0002", "Logon")
    ]
    assert sums(lake) == {"records": 3, "behind": 3, "events": 3}
    assert not rejects(lake)


def test_a_line_that_only_lacked_its_end_stays_as_it_is(tmp_path):
    folder = write(tmp_path / "logs", a=LOGON + logon(1).rstrip("\n"))
    lake = made(tmp_path / "lake", folder)
    stored = lake.parts("events")
    write(folder, a=LOGON + logon(1) + logon(2, second=1))
    result = ingest([folder], lake, Settings())
    assert [(f.records, f.events) for f in result.files] == [(1, 1)]
    assert set(stored) <= set(lake.parts("events"))


def test_days_of_one_log_kept_as_files_of_their_own(tmp_path):
    """Copies of a growing log, given in one folder at once: each is the beginning of the next."""
    lines = [logon(i, second=i) for i in range(6)]
    folder = write(tmp_path / "logs", **{f"day{n}": LOGON + "".join(lines[:n]) for n in (2, 4, 6)})
    lake = made(tmp_path / "lake", folder)
    assert sums(lake) == {"records": 6, "behind": 6, "events": 6}
    assert [f.path[-8:] for f in lake.files()] == ["day6.csv"]


def test_two_logs_that_continue_one_cut_line_differently(tmp_path):
    cut = NO_ID + plain(1) + "01/02/2010 07:00:02,ABC00"
    folder = write(tmp_path / "logs", a=cut)
    lake = made(tmp_path / "lake", folder)
    write(folder, b=cut + "02,PC-1,Logon\n", c=cut + "03,PC-1,Logon\n" + plain(5))
    ingest([folder], lake, Settings())
    assert sorted(row["account"] for row in events(lake)) == [
        "cert:ABC0001",
        "cert:ABC0001",
        "cert:ABC0002",
        "cert:ABC0003",
    ]
    sums(lake)


@pytest.mark.parametrize("size", [0, 10, 4095, 4096, 4097, 100_000])
def test_growth_is_recognised_at_any_length(tmp_path, size):
    lines = [logon(i, second=i % 3600) for i in range(3000)]
    cut = 0
    while sum(map(len, lines[:cut])) + len(LOGON) < size:
        cut += 1
    folder = write(tmp_path / "logs", a=LOGON + "".join(lines[: max(cut, 1)]))
    lake = made(tmp_path / "lake", folder)
    write(folder, a=LOGON + "".join(lines))
    result = ingest([folder], lake, Settings())
    assert result.events_added == 3000 - max(cut, 1)
    assert len(events(lake)) == 3000


def test_reviews_learn_from_where_on_a_grown_log_changed(tmp_path):
    folder = write(tmp_path / "logs", a=LOGON + logon(1, day=3) + logon(2, day=9))
    lake = made(tmp_path / "lake", folder)
    seq = max(a.seq for a in lake.arrivals())
    write(folder, a=LOGON + logon(1, day=3) + logon(2, day=9) + logon(3, day=20))
    ingest([folder], lake, Settings())
    assert lake.changed_since(seq) == max(row["ts_us"] for row in events(lake))
