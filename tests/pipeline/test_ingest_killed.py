"""A run that is ended at any point loses and doubles nothing: events, rejects, the ledger, the directory."""

from __future__ import annotations

import pathlib
import random
import subprocess
import sys
import time

import pytest
from tests.lake.logs import EMAIL, LDAP, LOGON, events, logon, made, mail, person, sums, traces, whole, write

from custodes.errors import LakeError
from custodes.lake import Lake, open_engine
from custodes.lake.journal import Journal
from custodes.pipeline.ingest import ingest
from custodes.pipeline.reading import FileReading
from custodes.settings import Protected, Settings


@pytest.fixture
def logs(tmp_path):
    folder = write(
        tmp_path / "logs",
        **{
            f"day{day:02d}": LOGON
            + "".join(logon(day * 1000 + i, day=day, second=i) for i in range(50))
            + "broken\n"
            + logon((day - 1) * 1000, day=day - 1)
            for day in range(2, 14)
        },
    )
    write(folder / "LDAP", **{f"2010-{m:02d}": LDAP + person("Ann") + person("Bob") for m in (1, 2, 3)})
    return folder


@pytest.fixture
def few_logs(tmp_path):
    text = {
        f"day{d:02d}": LOGON + logon(d, day=d) + "broken\n" + logon(d + 100, day=d, second=1)
        for d in range(2, 6)
    }
    write(tmp_path / "few" / "LDAP", **{"2010-01": LDAP + person("Ann") + person("Bob")})
    return write(tmp_path / "few", **text)


@pytest.fixture
def small_groups(monkeypatch):
    monkeypatch.setattr("custodes.lake.append._FILES", 2)
    monkeypatch.setattr("custodes.lake.compact._MANY", 2)
    monkeypatch.setattr("custodes.lake.compact._MANY_ROWS", 2)


class _Ended(BaseException):
    """The process ends here: nothing of ours may handle it."""


class _Countdown:
    """Ends the process at the n-th step of carrying out commits."""

    def __init__(self, monkeypatch, steps: int) -> None:
        self.left = steps
        for target in ("custodes.lake.journal.apply", "pathlib.Path.replace", "pathlib.Path.unlink"):
            self._wrap(monkeypatch, target)

    def _wrap(self, monkeypatch, target: str) -> None:
        module, _, name = target.rpartition(".")
        owner = sys.modules.get(module) or pathlib.Path
        real = getattr(owner, name)

        def step(*args, **options):
            self._tick()
            result = real(*args, **options)
            self._tick()
            return result

        monkeypatch.setattr(owner, name, step)

    def _tick(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise _Ended


def test_ended_at_every_single_step_of_a_commit(tmp_path, few_logs, small_groups):
    truth = whole(made(tmp_path / "truth", few_logs))
    steps, ended = 1, True
    while ended:
        lake = Lake.create(tmp_path / f"lake{steps}", Settings())
        with pytest.MonkeyPatch.context() as patch:
            _Countdown(patch, steps)
            try:
                ingest([few_logs], lake, Settings())
                ended = False
            except _Ended:
                pass
        again = Lake.open(lake.path, Settings())
        sums(again)  # what is there adds up before anything is repaired by another ingest
        ingest([few_logs], again, Settings())
        assert whole(again) == truth, steps
        assert not (again.path / "pending.json").exists()
        steps += 1 if steps < 20 else 8  # the first commit step by step, what follows by samples
    assert steps > 36


def test_ended_in_the_middle_of_a_purge(tmp_path, small_groups):
    folder = write(tmp_path / "logs", a=EMAIL + mail(1, "hans@union.example") + mail(2, "x@y.example", day=3))
    settings = Settings(protected=Protected(domains=("union.example",)))
    steps, ended = 1, True
    while ended:
        lake = made(tmp_path / f"lake{steps}", folder)
        with pytest.MonkeyPatch.context() as patch:
            _Countdown(patch, steps)
            try:
                ingest([folder], lake, settings)
                ended = False
            except _Ended:
                pass
        again = Lake.open(lake.path, settings)
        sums(again)
        ingest([folder], again, settings)
        assert sums(again) == {"records": 2, "behind": 1, "events": 1, "withheld": 1}
        assert traces(again.path, b"hans") == []
        steps += 1


_CHILD = """
import sys, time
from pathlib import Path
import custodes.lake.append, custodes.lake.compact, custodes.lake.journal as journal
from custodes.lake import Lake
from custodes.pipeline.ingest import ingest
from custodes.pipeline.reading import FileReading
from custodes.settings import Settings
custodes.lake.append._FILES = 2
custodes.lake.compact._MANY = custodes.lake.compact._MANY_ROWS = 2
real = journal.apply
def slow(*args):
    time.sleep(0.01)
    real(*args)
    time.sleep(0.01)
journal.apply = slow
lake = Lake.create(Path(sys.argv[2]), Settings())
print("ready", flush=True)
ingest([Path(sys.argv[1])], lake, Settings())
print("done", flush=True)
"""


def _start(logs, lake):
    command = [sys.executable, "-c", _CHILD, str(logs), str(lake)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "ready\n"
    return child


def test_killed_at_random_points_again_and_again(tmp_path, logs):
    truth = made(tmp_path / "truth", logs)
    chance = random.Random(7)
    path = tmp_path / "lake"
    killed = 0
    for _ in range(4):
        child = _start(logs, path)
        time.sleep(chance.uniform(0.02, 0.35))
        child.kill()
        killed += child.communicate()[0] == ""
        sums(Lake.open(path, Settings()))
    lake = Lake.open(path, Settings())
    ingest([logs], lake, Settings())
    assert killed >= 3
    assert whole(lake) == whole(truth)


_HOLDER = """
import sys
from pathlib import Path
from custodes.lake import Lake
from custodes.settings import Settings
with Lake.open(Path(sys.argv[1]), Settings()).writing():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_lock_of_a_killed_writer_is_free_and_that_of_a_living_one_is_not(tmp_path):
    lake = Lake.create(tmp_path / "lake", Settings())
    command = [sys.executable, "-c", _HOLDER, str(lake.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline() == "held\n"
        with pytest.raises(LakeError, match="another run"), lake.writing():
            pass
        child.kill()
    with lake.writing():
        pass


def test_ctrl_c_leaves_the_lake_consistent_and_the_next_run_goes_on(
    tmp_path, logs, small_groups, monkeypatch
):
    lake = Lake.create(tmp_path / "lake", Settings())
    real = FileReading._take

    def take(self, batch):
        if self._file.name == "day09.csv":
            raise KeyboardInterrupt
        real(self, batch)

    monkeypatch.setattr(FileReading, "_take", take)
    with pytest.raises(KeyboardInterrupt):
        ingest([logs], lake, Settings())
    monkeypatch.undo()
    first = sums(lake)
    assert first["events"] > 0
    result = ingest([logs], lake, Settings())
    assert len(result.already) >= 4
    assert whole(lake) == whole(made(tmp_path / "truth", logs))


def test_a_journal_that_cannot_be_read_is_said_not_guessed(tmp_path, logs):
    lake = made(tmp_path / "lake", logs)
    (lake.path / "pending.json").write_text("{ cut")
    with pytest.raises(LakeError, match="journal"):
        Lake.open(lake.path, Settings())


def test_files_that_left_their_table_are_deleted_after_an_hour_or_when_the_system_lets_us(tmp_path):
    journal = Journal(tmp_path)
    old, new = tmp_path / "old.parquet", tmp_path / "new.parquet"
    for path in (old, new):
        path.write_bytes(b"x")
    journal._note({"old.parquet": time.time() - 4000, "new.parquet": time.time()})
    with pytest.MonkeyPatch.context() as patch:

        def refuse(path, missing_ok=False):  # as on Windows, where an open file cannot be deleted
            raise PermissionError(13, "in use")

        patch.setattr("pathlib.Path.unlink", refuse)
        journal.recover()
    assert old.exists()
    journal.recover()
    assert (old.exists(), new.exists()) == (False, True)
    journal.sweep()
    assert (new.exists(), journal.leftover.exists()) == (False, False)


def test_a_review_reads_on_while_files_are_joined(tmp_path, monkeypatch):
    monkeypatch.setattr("custodes.lake.compact._MANY", 1)
    folder = write(tmp_path / "logs", a=LOGON + logon(1))
    lake = made(tmp_path / "lake", folder)
    with open_engine(Settings(), lake.tmp) as engine:
        seen = lake.events(engine)
        for day in range(3, 8):
            made(lake.path, write(folder, **{f"d{day}": LOGON + logon(day, day=day)}))
        assert len(lake.parts("events")) < 4
        assert seen.count().to_pyarrow().as_py() == 1
        assert lake.events(engine).count().to_pyarrow().as_py() == 6


def test_events_of_an_unfinished_group_are_seen_by_nobody(tmp_path, logs, monkeypatch):
    lake = Lake.create(tmp_path / "lake", Settings())

    def end(*_args):
        raise _Ended

    monkeypatch.setattr(Journal, "commit", end)
    with pytest.raises(_Ended):
        ingest([logs], lake, Settings())
    assert events(Lake.open(lake.path, Settings())) == []
