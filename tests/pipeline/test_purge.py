"""Purging by date: nothing older is left in any file, nothing of what is left changes its meaning, and it stays out."""

from __future__ import annotations

import json
import random
import shutil
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from tests.cli.organisation import build
from tests.lake.logs import LOGON, events, logon, made, sums, traces, write
from typer.testing import CliRunner

from custodes.baselines.calendar import day_number
from custodes.baselines.firsthandled import first_handled
from custodes.baselines.novelty import first_for_all, first_touches, reach
from custodes.cases.audit import AuditChain
from custodes.cli.app import app
from custodes.errors import UsageError
from custodes.indicators import load_library
from custodes.lake import Lake, open_engine
from custodes.lake.decided import keep_decision, kept_decisions
from custodes.lake.delta import parts_of
from custodes.model.decision import Decision, Outcome
from custodes.pipeline.assess import assess
from custodes.pipeline.cite import fetch
from custodes.pipeline.ingest import ingest
from custodes.pipeline.progress import Silent
from custodes.pipeline.purge import purge_before
from custodes.pipeline.review import review
from custodes.settings import Settings

BEFORE = date(2024, 1, 29)
BEFORE_US = int(datetime(2024, 1, 29, tzinfo=UTC).timestamp()) * 10**6
ACCOUNT, NAME, SUBJECT, REJECT = b"PLA0001", b"planted-krone", b"planted subject", b"planted reject"
WORDS = (ACCOUNT, NAME, SUBJECT, REJECT, ACCOUNT.lower(), b"planted.example", b"PC-PLANTED", b"pc-planted")
SETTINGS = {"detection": {"budget": 50.0}}


def sent(i: int, day: date, subject: str) -> str:
    record = {
        "Id": f"00000000-0000-0000-0000-{i:012}",
        "RecordType": 2,
        "CreationTime": f"{day}T09:00:00",
        "Operation": "Send",
        "OrganizationId": "11111111-0000-0000-0000-000000000000",
        "UserType": 0,
        "UserKey": "1",
        "Workload": "Exchange",
        "UserId": "mira.okonkwo@dtaa.example",
        "Version": 1,
        "ResultStatus": "Succeeded",
        "Item": {"Subject": subject, "Id": str(i), "Attachments": ""},
    }
    return json.dumps(record)


def planted(folder):
    """The organisation, with an account, a file, a subject and a broken line in its first weeks alone."""
    logs = build(folder / "logs")
    days = [f"01/{day:02}/2024" for day in (3, 4, 9, 10)]
    old = [f"{{Z{n}}},{d} 09:00:00,PLA0001,PC-PLANTED," for n, d in enumerate(days)]
    (logs / "more").mkdir()
    file = logs / "more" / "file.csv"
    rows = [line + rf"R:\planted-krone-{n}.pdf,x" for n, line in enumerate(old)]
    file.write_text("\n".join(["id,date,user,pc,filename,content", *rows]) + "\n")
    mails = [line.replace("{Z", "{Y") + "a@planted.example,,,me@dtaa.example,1,1,x" for line in old]
    (logs / "more" / "email.csv").write_text(
        "\n".join(["id,date,user,pc,to,cc,bcc,from,size,attachments,content", *mails]) + "\n"
    )
    visits = [line.replace("{Z", "{X").removesuffix(",") for line in old]
    (logs / "more" / "logon.csv").write_text(
        "\n".join(["id,date,user,pc,activity", *(f"{line},Logon" for line in visits), "planted reject"])
        + "\n"
    )
    subjects = [sent(1, date(2024, 1, 5), "planted subject"), sent(2, date(2024, 3, 5), "kept subject")]
    (logs / "more" / "audit.jsonl").write_text("\n".join(subjects) + "\n")
    return logs


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return World(tmp_path_factory.mktemp("purged"))


class World:
    """The organisation scanned, reviewed, with decisions and raw records kept; then purged, scanned and reviewed again."""

    def __init__(self, folder):
        self.folder, self.logs = folder, planted(folder)
        settings = Settings(**SETTINGS)
        self.lake = made(folder / "lake", self.logs, settings=settings)
        (self.lake.path / "custodes.toml").write_text("[detection]\nbudget = 50.0\n")
        self.before = review(self.lake)
        fetch(
            self.lake,
            {(e["file"], e["record"]) for e in events(self.lake) if "PLA0001" in e["account"]},
            Silent(),
        )
        for person, outcome, until in (
            ("cert:PLA0001", Outcome.REFER, None),
            ("E0001", Outcome.REFER, None),
            ("E0002", Outcome.EXPLAINED, date(2024, 1, 20)),
            ("E0004", Outcome.EXPLAINED, date(2024, 2, 20)),
        ):
            with self.lake.writing() as journal:
                day = date(2024, 1, 12)
                keep_decision(self.lake, journal, Decision(person, outcome, "told us", day, "me", until))
        self.series_before = series_of(self.lake)
        self.traces_before = traces(self.lake.path, *WORDS)
        self.sums_before = sums(self.lake)
        self.call = CliRunner().invoke(app, ["purge", "--before", str(BEFORE), "--lake", str(self.lake.path)])
        self.traces = traces(self.lake.path, *WORDS)
        self.after = review(self.lake)
        self.series_after = series_of(self.lake)


def series_of(lake):
    with open_engine(lake.settings, lake.tmp) as engine:
        panel = assess(lake, engine, load_library(), Silent()).panel
        series = {kind: first_touches(panel, kind) for kind in ("area", "host", "mail", "guest")}
        series |= {f"{kind} here": first_for_all(panel, kind) for kind in ("host", "mail")}
        series |= {stage: first_handled(panel, stage) for stage in ("collected", "taken")}
        reached = {kind: reach(panel, kind) for kind in ("area", "host", "mail")}
    kept = day_number(BEFORE) - panel.first_day
    known = [i for i, person in enumerate(panel.persons) if person.startswith("E0")]
    return {name: values[known, kept:] for name, values in series.items()}, {
        name: values[known, kept:] for name, values in reached.items()
    }


def test_nothing_purged_is_left_in_any_byte_of_any_file(world):
    assert {one.rpartition(": ")[2].encode() for one in world.traces_before} >= set(WORDS[:4])
    assert world.call.exit_code == 0, world.call.output
    assert world.traces == []
    assert traces(world.lake.path, *WORDS) == []  # after the review that computed everything anew


def test_no_event_is_older_and_all_others_are_there(world):
    left = events(world.lake)
    assert min(row["ts_us"] for row in left) >= BEFORE_US
    assert all(part.first >= BEFORE_US for part in parts_of(world.lake.table("events")))
    assert any(row["object"] == "kept subject" for row in left)


def test_counts_add_up_and_are_printed(world):
    now, then = sums(world.lake), world.sums_before
    gone = now["purged"]
    assert now["records"] == then["records"]
    assert then["behind"] - now["behind"] == gone > 0
    assert f"purged: {gone:,} records, {gone:,} events from before 2024-01-29" in world.call.output
    assert f"left:   {now['events']:,} events of 68 days" in world.call.output


def test_purging_makes_nothing_new(world):
    for name, before in world.series_before[0].items():
        assert np.array_equal(world.series_after[0][name], before), name
    assert sum(values.sum() for values in world.series_before[0].values()) > 0
    for name, before in world.series_before[1].items():
        assert ((world.series_after[1][name] > 0) <= (before > 0)).all(), name


def test_what_is_kept_as_known_names_only_what_is_left(world):
    left = json.dumps(events(world.lake), default=str).casefold()
    rows = world.lake.rows("known").to_pylist()
    assert rows
    for row in rows:
        key = row["key"].casefold()
        assert key.replace("/", "\\\\") in left or key in left, row


def test_the_account_goes_on_with_its_balance_and_reviews(world):
    before, after = world.before, world.after
    assert after.claim.account_balance == before.claim.account_balance
    assert (after.claim.opened, after.claim.people_weeks) == (before.claim.opened, before.claim.people_weeks)
    under = {p.person for p in before.people if p.under_review}
    assert under
    assert {p.person for p in after.people if p.under_review} == under
    assert {p.person: p.flagged_weeks for p in after.people if p.flagged} == {
        p.person: p.flagged_weeks for p in before.people if p.flagged
    }
    assert set(after.since_last.again) == under
    assert after.since_last.new == after.since_last.gone == ()


def test_decisions_stay_while_they_hold(world):
    assert [d.person for d in kept_decisions(world.lake)] == ["E0001", "E0004"]


def test_it_is_written_to_the_audit_chain(world):
    (line,) = [line for line in AuditChain(world.lake.path).lines() if line.action == "purge"]
    assert line.detail == {"before": "2024-01-29"}


def test_the_review_says_so(world):
    assert any("2024-01-29" in note and "purged" in note for note in world.after.notes)
    assert world.after.set_aside["purged"] == sums(world.lake)["purged"]


def test_commands_work_after_it(world, tmp_path):
    person = CliRunner().invoke(app, ["review", "--lake", str(world.lake.path), "--json", "-"])
    assert person.exit_code == 0, person.output
    first = json.loads(person.stdout)["people"][0]["person"]
    lake = shutil.copytree(world.lake.path, tmp_path / "copy")
    for call in (["explain", first], ["events"], ["coverage"], ["purge", "--before", str(BEFORE)]):
        result = CliRunner().invoke(app, [*call, "--lake", str(lake)])
        assert result.exit_code == 0, result.output
    assert "purged: 0 records" in result.output
    again = Lake.open(lake, world.lake.settings)
    assert again.watermark == world.lake.watermark
    assert sorted(map(str, again.rows("known").to_pylist())) == sorted(
        map(str, world.lake.rows("known").to_pylist())
    )


def test_a_purge_that_is_cut_short_is_repeated(tmp_path, monkeypatch):
    lake = made(tmp_path / "lake", planted(tmp_path), settings=Settings(**SETTINGS))
    with monkeypatch.context() as patched:
        patched.setattr("custodes.lake.journal.Journal.commit", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            purge_before(lake, BEFORE)
    held = sums(lake)
    assert purge_before(lake, BEFORE).records == held["behind"] - sums(lake)["behind"] > 0
    assert traces(lake.path, *WORDS) == []
    assert {row["kind"] for row in lake.rows("known").to_pylist()} >= {"area", "host", "mail"}


def test_the_same_logs_scanned_again_stay_out(world, tmp_path):
    lake = made(tmp_path / "lake", write(tmp_path / "one", a=LOGON + logon(1)), settings=Settings())
    purge_before(lake, BEFORE)
    ingest([world.logs], lake, lake.settings)
    assert min(row["ts_us"] for row in events(lake)) >= BEFORE_US
    assert sums(lake)["purged"] == world.sums_before["behind"] - sums(lake)["behind"] + 1
    assert traces(lake.path, *WORDS) == []


@given(
    st.lists(st.integers(1, 28), min_size=1, max_size=12),
    st.lists(st.integers(1, 28), max_size=12),
    st.integers(2, 28),
    st.booleans(),
    st.integers(0, 30),
)
@examples(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_log_that_grows_over_a_purge_adds_up(tmp_path_factory, first, then, day, closed, cut):
    """Slow truth: of all records those are held that are not older, whenever they were read."""
    folder = tmp_path_factory.mktemp("grown")
    lines = [logon(n, day=d, second=n) for n, d in enumerate([*first, *then])]
    whole = LOGON + "".join(lines[: len(first)])
    begun = whole if closed else whole[: len(whole) - 1 - cut]
    lake = made(folder / "lake", write(folder / "logs", a=begun))
    before = date(2010, 1, day)
    purge_before(lake, before)
    ingest([write(folder / "logs", a=LOGON + "".join(lines))], lake, lake.settings)
    left = sums(lake)
    kept = [d for d in [*first, *then] if d >= day]
    assert left["records"] == len(lines)
    assert left.get("behind", 0) == len(kept) == len(events(lake))
    assert left.get("purged", 0) == len(lines) - len(kept)


def test_a_later_purge_goes_on_from_an_earlier_one(tmp_path):
    chance = random.Random(3)
    days = [date(2010, 1, 1) + timedelta(n) for n in range(100)]
    rows = [
        f"{{R{n}}},{d:%m/%d/%Y} 08:{chance.randrange(60):02}:00,ABC{n % 3:04},PC-{n % 3},Logon\n"
        for n, d in enumerate(d for d in days for _ in range(3))
    ]
    lake = made(tmp_path / "lake", write(tmp_path / "logs", a=LOGON + "".join(rows)))
    for day in (days[20], days[60]):
        purge_before(lake, day)
        assert {r["key"].casefold() for r in lake.rows("known").to_pylist()} == {f"pc-{i}" for i in range(3)}
        with open_engine(lake.settings, lake.tmp) as engine:
            panel = assess(lake, engine, load_library(), Silent()).panel
            assert first_touches(panel, "host").sum() == 0
    with pytest.raises(UsageError, match="was purged already"):
        purge_before(lake, days[30])


def test_dated_context_goes_too(tmp_path):
    logs = write(tmp_path / "logs", a=LOGON + logon(1) + logon(2, day=20))
    trips = ["P1,2010-01-03,2010-01-05,planted-krone", "P1,2010-01-08,2010-01-12,kept"]
    (logs / "travel.csv").write_text("traveller,departure,return,destination\n" + "\n".join(trips) + "\n")
    lake = made(tmp_path / "lake", logs)
    assert len(lake.rows("context")) == 2
    assert purge_before(lake, date(2010, 1, 10)).records == 2
    assert [row["about"] for row in lake.rows("context").to_pylist()] == ["kept"]
    assert traces(lake.path, b"planted-krone") == []
    (logs / "travel.csv").write_text(
        "traveller,departure,return,destination\n"
        + "\n".join([*trips, "P1,2010-01-01,2010-01-01,planted-krone"])
        + "\n"
    )
    ingest([logs], lake, lake.settings)
    assert traces(lake.path, b"planted-krone") == []
    assert all(
        file.records == file.behind_events + file.rejects + sum(file.set_aside.values())
        for file in lake.files()
    )


def test_everything_may_go(tmp_path):
    lake = made(tmp_path / "lake", write(tmp_path / "logs", a=LOGON + logon(1) + logon(2, day=3)))
    assert purge_before(lake, date(2020, 1, 1)).left == 0
    assert sums(lake) == {"records": 2, "purged": 2}
    assert review(lake).events == 0


def test_what_cannot_be_meant_is_refused(tmp_path):
    lake = made(tmp_path / "lake", write(tmp_path / "logs", a=LOGON + logon(1)))
    with pytest.raises(UsageError, match="in the future"):
        purge_before(lake, date.today() + timedelta(3))  # noqa: DTZ011 -- a day that has not come anywhere
    for call in ([], ["--before", "2020-01-01", "--protected"], ["--protected"]):
        result = CliRunner().invoke(app, ["purge", *call, "--lake", str(lake.path)])
        assert result.exit_code == 2, result.output
    assert not AuditChain(lake.path).lines()


def test_a_lost_watermark_brings_nothing_back(tmp_path):
    lake = made(tmp_path / "lake", write(tmp_path / "logs", a=LOGON + logon(1)))
    purge_before(lake, date(2010, 1, 2))
    (lake.path / "purged.json").write_text("{")
    with pytest.raises(Exception, match="up to which the lake was purged"):
        Lake.open(lake.path, Settings()).watermark  # noqa: B018
