"""Protected channels: withheld before anything is written, purged when they become protected later."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lake.logs import EMAIL, LOGON, events, logon, made, mail, sums, traces, write

from custodes.lake import Lake
from custodes.lake.journal import Journal
from custodes.lake.protected import Protection
from custodes.lake.watermark import Watermark
from custodes.model.budget import Kept, KeptReview
from custodes.model.event import EVENT_SCHEMA, Reject
from custodes.pipeline.ingest import ingest
from custodes.settings import Protected, Settings

SCHEMA = pa.schema([f for f in EVENT_SCHEMA if f.name != "file"])


def event(record: int = 1, **fields):
    base = {
        "ts_us": record,
        "account": "entra:a@own.example",
        "actor": "user",
        "action": "send",
        "channel": "mail",
    }
    return base | {"source": "x", "stream": "x", "record": record, "part": 0} | fields


def touched(protected: Protected, **fields) -> bool:
    batch = pa.RecordBatch.from_pylist([event(**fields)], schema=SCHEMA)
    return bool(Protection(protected).touched(batch)[0])


ADDRESS = Protected(addresses=("Council@Union.example",))
DOMAIN = Protected(domains=("union.example",))
PATH = Protected(paths=("/Works Council/",))
ACCOUNT = Protected(accounts=("entra:ombud@own.example", "ABC0001", "CORP\\doctor"))


@pytest.mark.parametrize(
    ("protected", "fields"),
    [
        (ADDRESS, {"target": "x@own.example;council@union.example"}),
        (ADDRESS, {"target": "COUNCIL@UNION.EXAMPLE"}),
        (ADDRESS, {"target": "Council <council@union.example>"}),
        (ADDRESS, {"account": "entra:council@union.example"}),
        (ADDRESS, {"address": "council@union.example"}),
        (ADDRESS, {"object": "https://x/send?to=council%40union.example&a=1"}),
        (ADDRESS, {"target": "coun\u200bcil@union.example"}),
        (DOMAIN, {"object": "https://x/go?u=https%3A%2F%2Funion.example%2Fa"}),
        (DOMAIN, {"host": "council-laptop.union.example"}),
        (PATH, {"target": "https://x/Works+Council/a"}),
        (ADDRESS, {"target": "'council@union.example'"}),
        (ADDRESS, {"target": "Council (council@union.example)"}),
        (ADDRESS, {"target": "council+minutes@union.example"}),
        (ADDRESS, {"target": "council_union.example#EXT#@own.onmicrosoft.com"}),
        (ADDRESS, {"account": "entra:council_union.example#ext#@own.onmicrosoft.com"}),
        (ADDRESS, {"target": "i:0#.f|membership|council@union.example"}),
        (ADDRESS, {"area": "council@union.example/Inbox"}),
        (ADDRESS, {"area": "own-my.sharepoint.com/personal/council_union_example/Documents"}),
        (DOMAIN, {"target": "dr.who_union.example#EXT#@own.onmicrosoft.com"}),
        (DOMAIN, {"area": "own-my.sharepoint.com/personal/dr_who_union_example/Documents"}),
        (DOMAIN, {"target_domains": "own.example;union.example"}),
        (DOMAIN, {"target_domains": "mail.eu.union.example"}),
        (DOMAIN, {"target": "a@b.union.example"}),
        (DOMAIN, {"object": "https://www.UNION.example:8443/page"}),
        (DOMAIN, {"object": "http://union.example"}),
        (DOMAIN, {"account": "entra:a@union.example"}),
        (Protected(domains=("bücher.example",)), {"target_domains": "xn--bcher-kva.example"}),
        (Protected(domains=("@union.example",)), {"target_domains": "union.example"}),
        (PATH, {"object": "\\\\srv\\share\\works council\\minutes.docx"}),
        (PATH, {"target": "https://x/WORKS COUNCIL/a"}),
        (PATH, {"object": "https://x/Works%20Council/a"}),
        (PATH, {"object": "https://x/Works%2520Council/a"}),
        (Protected(paths=("/Gärten/",)), {"area": "srv/Ga\u0308rten/a"}),
        (ACCOUNT, {"account": "entra:ombud@own.example"}),
        (ACCOUNT, {"account": "cert:abc0001"}),
        (ACCOUNT, {"account": "windows:corp\\doctor"}),
        (Protected(accounts=("doctor",)), {"account": "windows:corp\\doctor"}),
    ],
)
def test_what_is_withheld(protected, fields):
    assert touched(protected, **fields)


@pytest.mark.parametrize(
    ("protected", "fields"),
    [
        (ADDRESS, {"target": "notcouncil@union.example"}),
        (ADDRESS, {"target": "council@union.example.org"}),
        (ADDRESS, {"area": "own-my.sharepoint.com/personal/notcouncil_union_example/Documents"}),
        (ADDRESS, {"target": "council@union.example-b.org"}),
        (DOMAIN, {"target_domains": "notunion.example"}),
        (DOMAIN, {"target_domains": "not-union.example"}),
        (DOMAIN, {"target_domains": "union.example.org"}),
        (DOMAIN, {"object": "https://other.example/union.example.html"}),
        (PATH, {"object": "/works councils/a"}),
        (ACCOUNT, {"account": "cert:ABC00010"}),
        (Protected(), {"target": "council@union.example"}),
    ],
)
def test_what_is_not(protected, fields):
    assert not touched(protected, **fields)


@given(st.lists(st.tuples(st.integers(1, 6), st.booleans()), min_size=1, max_size=15))
def test_a_record_goes_whole_whichever_of_its_events_touches(rows):
    rows.sort(key=lambda r: r[0])
    batch = pa.RecordBatch.from_pylist(
        [event(n, target="a@union.example" if bad else "b@own.example") for n, bad in rows], schema=SCHEMA
    )
    kept, withheld, last = Protection(DOMAIN).withhold(batch)
    gone = {n for n, bad in rows if bad}
    assert set(kept.column("record").to_pylist()) == {n for n, _ in rows} - gone
    assert withheld == len(gone)
    assert last == (rows[-1][0] in gone)


def test_samples_lose_what_they_must_not_show():
    shown = Protection(ADDRESS).rejects(
        [Reject(1, "bad", "to council@UNION.example"), Reject(2, "bad", "to x@y")]
    )
    assert [r.sample for r in shown] == ["", "to x@y"]


@pytest.fixture
def protected():
    return Settings(protected=Protected(domains=("union.example",), accounts=("ABC0666",)))


@pytest.fixture
def logs(tmp_path):
    return write(
        tmp_path / "logs",
        mails=EMAIL
        + mail(1, "hans@union.example;x@own.example")
        + mail(2, "y@own.example", day=3)
        + mail(3, "secretary@mail.union.example", day=4)
        + "broken,secretary@union.example\n",
        logons=LOGON + logon(1) + logon(2, user="ABC0666", day=5),
    )


EXPECTED = {"records": 6, "behind": 2, "events": 2, "rejects": 1, "withheld": 3}
TRACES = (b"hans", b"secretary", b"ABC0666", b"{R2}")


def test_nothing_of_a_protected_channel_is_ever_written(tmp_path, logs, protected):
    lake = made(tmp_path / "lake", logs, settings=protected)
    assert sums(lake) == EXPECTED
    assert traces(lake.path, *TRACES) == []
    assert {f.path.rpartition("/")[2]: f.set_aside for f in lake.files()} == {
        "logons.csv": {"withheld": 1},
        "mails.csv": {"withheld": 2},
    }


def test_not_even_while_the_ingest_runs(tmp_path, logs, protected, monkeypatch):
    """Looked at where the group is about to be committed: staging included."""
    lake = Lake.create(tmp_path / "lake", protected)
    seen = []
    real = Journal.commit

    def commit(self, changes):
        seen.append(traces(lake.path, *TRACES))
        real(self, changes)

    monkeypatch.setattr(Journal, "commit", commit)
    ingest([logs], lake, protected)
    assert seen == [[]]


def test_a_later_entry_purges_what_is_stored(tmp_path, logs, protected):
    lake = made(tmp_path / "lake", logs)
    assert sums(lake)["events"] == 5
    assert {t.rpartition(": ")[2] for t in traces(lake.path, *TRACES)} == {word.decode() for word in TRACES}
    seq = max(a.seq for a in lake.arrivals())
    (lake.path / "measures" / "_delta_log").mkdir(parents=True)
    result = ingest([logs], Lake.open(lake.path, protected), protected)
    assert (result.purged, len(result.already)) == (3, 2)
    assert sums(lake) == EXPECTED
    assert traces(lake.path, *TRACES) == []
    assert not (lake.path / "measures").exists()
    assert lake.changed_since(seq) is not None
    assert [r["sample"] for r in lake.rows("rejects").to_pylist()] == [""]
    on_disk = set((lake.path / "events").glob("month=*/*.parquet"))
    assert on_disk == set(lake.parts("events"))
    assert {r["account"] for r in events(lake)} == {"cert:ABC0001"}
    assert ingest([logs], lake, protected).purged == 0


def test_purging_by_hand_says_how_many(tmp_path, logs, protected):
    made(tmp_path / "lake", logs)
    purged = Lake.open(tmp_path / "lake", protected).purge_protected()
    assert (purged.records, purged.events) == (3, 3)
    assert Lake.open(tmp_path / "lake", protected).purge_protected().events == 0


def test_what_an_earlier_purge_remembers_is_purged_too(tmp_path, protected):
    folder = write(tmp_path / "logs", a=EMAIL + mail(1, "y@own.example"))
    lake = made(tmp_path / "lake", folder)
    reviews = tuple(
        KeptReview(p, date(2010, 1, 4), date(2010, 1, 5), 0.001, 3.0)
        for p in ("cert:ABC0001", "cert:OMB0001")
    )
    account = Kept(date(2010, 1, 8), 0.5, reviews)
    Watermark(date(2010, 1, 2), 0, 7, account).save(lake.path)
    under = [{"inputs": "x", "under_review": ["cert:ABC0001", "cert:OMB0001"]}]
    (lake.path / "reviews.json").write_text(json.dumps(under))
    settings = Settings(protected=Protected(accounts=("OMB0001",)))
    Lake.open(lake.path, settings).purge_protected()
    assert traces(lake.path, b"OMB0001") == []
    assert lake.watermark.account == replace(account, reviews=reviews[:1], gone=1)


def test_a_purged_log_that_grows_still_adds_up(tmp_path, protected):
    folder = write(
        tmp_path / "logs",
        a=EMAIL + mail(1, "y@own.example") + mail(2, "hans@union.example", day=3).rstrip("\n"),
    )
    lake = made(tmp_path / "lake", folder)
    write(folder, a=(folder / "a.csv").read_text() + "\n" + mail(3, "z@own.example", day=4))
    ingest([folder], lake, protected)
    assert sums(lake) == {"records": 3, "behind": 2, "events": 2, "withheld": 1}


def test_entries_that_go_bring_nothing_back(tmp_path, logs, protected):
    lake = made(tmp_path / "lake", logs, settings=protected)
    result = ingest([logs], lake, Settings())
    assert (result.purged, len(result.already)) == (0, 2)
    assert sums(lake) == EXPECTED


def test_an_entry_that_protects_nothing_is_refused():
    for entry in ("", "*", "@*.", " / "):
        with pytest.raises(ValueError, match="would protect nothing or everything"):
            Protected(domains=(entry,))


def test_a_sample_that_ends_within_an_entry_is_dropped():
    (kept,) = Protection(ADDRESS).rejects([Reject(1, "cut", "x;to=council@uni")])
    assert kept.sample == ""


def test_the_sender_of_a_mail_is_looked_at_and_purged_later(tmp_path):
    other = mail(2, "x@own.example").replace("me@own.example", "br@own.example")
    folder = write(tmp_path / "logs", email=EMAIL + mail(1, "x@own.example") + other)
    made(tmp_path / "lake", folder)
    stricter = Settings(protected=Protected(addresses=("br@own.example",)))
    later = Lake.open(tmp_path / "lake", stricter)
    later.protect()
    (file,) = later.files()
    assert (file.events, dict(file.set_aside)) == (1, {"withheld": 1})
    assert not traces(later.path, b"br@own.example")


def test_a_message_s_identifier_and_a_workspace_name_a_protected_domain_too():
    assert touched(DOMAIN, object_id="<1@mail.union.example>")
    assert touched(DOMAIN, organization="union.example")
    assert not touched(DOMAIN, object_id="<1@example.org>", organization="acme")
