"""What the simulated organisation promises: same bytes, right columns, truth apart, and innocents who do it all."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter, defaultdict
from datetime import date

import numpy as np
import pytest

from custodes.errors import UsageError
from custodes.simulate import simulate
from custodes.simulate.planted import KINDS, how_many
from custodes.simulate.world import make_world

PEOPLE, DAYS, SEED = 150, 100, 7
START = date(2024, 1, 1)
HOMES = ("gmail.com", "gmx.de", "outlook.com", "yahoo.com", "web.de", "icloud.com")
SHARING = ("dropbox.com", "wetransfer.com", "box.com", "mediafire.com")


def rows(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    out = tmp_path_factory.mktemp("organisation")
    return simulate(PEOPLE, DAYS, SEED, out), out


@pytest.fixture(scope="module")
def person_of(world):
    """Return every account's person, as the HR list says."""
    return {
        account.partition(":")[2]: row["person"]
        for row in rows(world[1] / "hr.csv")
        for account in row["accounts"].split(";")
    }


@pytest.fixture(scope="module")
def records(world):
    with (world[1] / "m365" / "audit.jsonl").open(encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def digests(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_same_numbers_same_bytes_and_another_seed_another_organisation(tmp_path):
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        simulate(40, 35, seed, tmp_path / name)
    first, again, other = (digests(tmp_path / name) for name in "abc")
    assert first == again
    assert all(first[path] != other[path] for path in ("cert/file.csv", "m365/audit.jsonl", "answers.csv"))


def test_files_have_the_columns_of_the_formats(world):
    cert = world[1] / "cert"
    wanted = {
        "logon": "id,date,user,pc,activity",
        "device": "id,date,user,pc,activity",
        "file": "id,date,user,pc,filename,content",
        "http": "id,date,user,pc,url,content",
        "email": "id,date,user,pc,to,cc,bcc,from,size,attachments,content",
    }
    for name, columns in wanted.items():
        head = (cert / f"{name}.csv").read_text(encoding="utf-8").partition("\n")[0]
        assert head.replace('"', "").strip() == columns


def test_the_summary_counts_what_was_written(world, records):
    summary, out = world
    written = sum(len(rows(out / "cert" / f"{n}.csv")) for n in ("logon", "device", "file", "http", "email"))
    assert summary.records == {"cert": written, "m365": len(records)}
    assert summary.planted == len(rows(out / "answers.csv")) == how_many(PEOPLE)


def test_identifiers_are_never_used_twice(world, records):
    assert len({r["Id"] for r in records}) == len(records)
    for name in ("logon", "device", "file", "http", "email"):
        table = rows(world[1] / "cert" / f"{name}.csv")
        assert len({r["id"] for r in table}) == len(table)


def test_accounts_belong_to_people_or_are_known_services(world, person_of, records):
    cert = {r["user"] for r in rows(world[1] / "cert" / "logon.csv")}
    assert cert <= set(person_of)
    assert {r["UserId"] for r in records} - set(person_of) == {"app@sharepoint", "svc-backup@sim.example"}


def test_every_kind_is_planted_in_the_later_part_of_the_period(world):
    answers = rows(world[1] / "answers.csv")
    assert {a["kind"] for a in answers} == set(KINDS)
    assert len({a["person"] for a in answers}) == len(answers)
    for a in answers:
        first, last = ((date.fromisoformat(a[k]) - START).days for k in ("first", "last"))
        assert 0.35 * DAYS <= first <= last < DAYS


def test_half_of_the_planted_leave_and_innocent_people_leave_too():
    """Where enough people leave at all: the planted are drawn from them, nobody is made to leave for it."""
    world = make_world(400, 150, SEED)
    leaving = set(np.flatnonzero(world.people.last < 150).tolist())
    planted = {p.person for p in world.planted}
    assert len(planted) == 8
    assert len(planted & leaving) == 4
    assert leaving - planted


def test_leavers_are_gone_from_later_directories_and_from_the_logs(world, person_of):
    out = world[1]
    last_day = {r["person"]: r["last_day"] for r in rows(out / "hr.csv") if r["last_day"]}
    months = {
        path.stem: {person_of[r["user_id"]] for r in rows(path)} for path in (out / "cert/LDAP").iterdir()
    }
    for person, day in last_day.items():
        assert all((person in here) == (month <= day[:7]) for month, here in months.items())
    for r in rows(out / "cert" / "logon.csv"):
        month, day, year = r["date"][:10].split("/")
        assert f"{year}-{month}-{day}" <= last_day.get(person_of[r["user"]], "9999")


def behaviours(cert, records):
    """Yield (behaviour, login, day, how much) of everything that a planted person may do."""
    for r in rows(cert / "file.csv"):
        yield "removable", r["user"], r["date"][:10], 1
    for r in rows(cert / "email.csv"):
        if r["to"].rpartition("@")[2] in HOMES:
            yield "home", r["user"], r["date"][:10], int(r["attachments"])
    for r in rows(cert / "http.csv"):
        if r["url"].split("/")[2] in SHARING:
            yield "sharing site", r["user"], r["date"][:10], 1
    for r in rows(cert / "logon.csv"):
        if r["activity"] == "Logon" and r["date"][11:13] >= "19":
            yield "late logon", r["user"], r["date"][:10], 1
    for r in records:
        yield r["Operation"], r["UserId"], r["CreationTime"][:10], 1


def test_innocent_people_show_every_single_behaviour(world, person_of, records):
    """On their best day at least as much of each as the planted person who does least of it."""
    planted = {a["person"] for a in rows(world[1] / "answers.csv")}
    by_day = defaultdict(Counter)
    for name, login, day, n in behaviours(world[1] / "cert", records):
        if login in person_of:
            by_day[name][person_of[login], day] += n
    operations = {"FileAccessed", "FileDownloaded", "FileSyncDownloadedFull", "FileDeleted", "FileRenamed"}
    operations |= {"FileArchived", "SharingSet", "AnonymousLinkCreated", "FileModified", "FileUploaded"}
    assert set(by_day) >= operations | {"removable", "home", "sharing site", "late logon"}
    for name, days in by_day.items():
        best = Counter()
        for (person, _), n in days.items():
            best[person] = max(best[person], n)
        innocent = [n for person, n in best.items() if person not in planted]
        assert innocent, name
        assert max(innocent) >= min((n for p, n in best.items() if p in planted), default=0), name


@pytest.mark.parametrize(("people", "days"), [(1, 1), (2, 3), (10, 40), (60, 10)])
def test_small_organisations_are_made_too(tmp_path, people, days):
    summary = simulate(people, days, 1, tmp_path)
    assert summary.planted == len(rows(tmp_path / "answers.csv")) <= people
    assert len(rows(tmp_path / "hr.csv")) == people


def test_nobody_and_no_days_are_refused(tmp_path):
    for people, days in ((0, 5), (5, 0)):
        with pytest.raises(UsageError, match="needs people and days"):
            simulate(people, days, 1, tmp_path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        simulate(3, 3, 1, tmp_path / "taken")
