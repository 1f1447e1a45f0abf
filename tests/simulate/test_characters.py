"""Organisations of different character: whole logs that our sources read, truth apart, and innocents who do it all."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter, defaultdict
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from custodes.errors import UsageError
from custodes.simulate import CHARACTERS, simulate
from custodes.simulate.actions import Kind
from custodes.simulate.people import NEVER
from custodes.simulate.web import ALL_SITES, SITES
from custodes.simulate.world import make_world
from custodes.sources.base import LogFile, ReadContext
from custodes.sources.registry import recognise

OTHERS = [name for name in CHARACTERS if name != "mixed"]
PEOPLE, DAYS = 280, 90  # seven planted: each kind once
SHOWN = {
    "cert": {Kind.USB_COPY, Kind.HTTP, Kind.EMAIL, Kind.LOGON, Kind.CONNECT},
    "m365": {
        *(Kind.READ, Kind.MODIFY, Kind.DOWNLOAD, Kind.SYNC, Kind.UPLOAD),
        *(Kind.DELETE, Kind.RENAME, Kind.SHARE, Kind.ARCHIVE, Kind.SIGNIN),
    },
    "github": {Kind.CLONE, Kind.FETCH, Kind.PUSH, Kind.ZIP, Kind.PUBLISH, Kind.INVITE},
    "cups": {Kind.PRINT},
    "reading_room": {Kind.ORDER, Kind.RETURN, Kind.REPRODUCE},
}


def rows(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module", params=OTHERS)
def written(request, tmp_path_factory):
    out = tmp_path_factory.mktemp(request.param)
    summary = simulate(80, DAYS, 5, out, character=CHARACTERS[request.param])
    return CHARACTERS[request.param], summary, out


@pytest.fixture(scope="module", params=OTHERS)
def worlds(request):
    character = CHARACTERS[request.param]
    return character, [make_world(PEOPLE, DAYS, seed, character=character) for seed in (5, 6)]


def test_the_default_is_as_it_was_when_its_seeds_were_quoted(tmp_path):
    simulate(40, 35, 3, tmp_path / "o")
    whole = hashlib.sha256()
    for path in sorted((tmp_path / "o").rglob("*")):
        if path.is_file():
            whole.update(path.relative_to(tmp_path).as_posix().encode() + path.read_bytes())
    assert whole.hexdigest()[:16] == "8c52c1755a6e8f02"


def test_sources_read_every_log_whole(written):
    character, summary, out = written
    found = Counter()
    for path in sorted(p for p in out.rglob("*") if p.is_file() and p.name != "answers.csv"):
        data = path.read_bytes()
        modified = datetime(2024, 6, 1, tzinfo=UTC)
        file = LogFile(
            str(path),
            path.name,
            path.parent.name,
            len(data),
            len(data),
            modified,
            lambda p=path: p.open("rb"),
        )
        source = recognise(file)
        assert source is not None, path
        with path.open("rb") as stream:
            for batch in source.read(stream, file, ReadContext(ZoneInfo("UTC"))):
                assert batch.rejects == ()
                found[source.name] += batch.events.num_rows if batch.events is not None else 0
    assert {log: found[log] for log in character.logs} == summary.records
    assert all(summary.records.values())


def test_accounts_are_people_s_or_services(written):
    character, _summary, out = written
    systems = {a.partition(":")[0] for r in rows(out / "hr.csv") for a in r["accounts"].split(";")}
    assert len(systems) == len(character.logs)


def test_answers_name_people_of_every_kind(written):
    character, summary, out = written
    answers = rows(out / "answers.csv")
    assert len(answers) == summary.planted == 80 // 40
    assert {a["kind"] for a in answers} <= set(character.courses)
    assert {a["person"] for a in answers} <= {r["person"] for r in rows(out / "hr.csv")}


@pytest.mark.parametrize("name", OTHERS)
def test_the_same_seed_gives_the_same_world(name):
    first, again, other = (make_world(45, 40, seed, character=CHARACTERS[name]) for seed in (5, 5, 6))
    assert np.array_equal(first.actions, again.actions)
    assert first.planted == again.planted
    assert not np.array_equal(first.actions[:500], other.actions[:500])


def test_all_kinds_are_planted_and_who_leaves_after_is_gone(worlds):
    character, (w, _) = worlds
    assert {p.kind for p in w.planted} == set(character.courses)
    for p in w.planted:
        own = w.actions[w.actions["person"] == p.person]
        assert own["day"].max() <= w.people.last[p.person]
        if character.courses[p.kind].leaves:
            assert w.people.last[p.person] <= p.last + 4
    assert (w.people.last < NEVER).sum() > sum(w.people.last[p.person] < NEVER for p in w.planted)


def behaviours(character, w):
    """Yield (name, actions) of everything that is shown in the character's logs and that somebody may do."""
    a = w.actions[w.actions["person"] < len(w.people)]
    shown = set().union(*(SHOWN[log] for log in character.logs))
    late = (a["second"] >= 19 * 3600) & (w.people.begin[a["person"]] < 19)
    strange = (a["host"] >= 0) & (a["host"] != a["person"])
    for kind in sorted(shown):
        own = a["kind"] == kind
        yield f"{kind.name}", a[own]
        yield f"{kind.name} late", a[own & late]
        yield f"{kind.name} elsewhere", a[own & strange]
        for to in np.unique(a["to"][own]):
            if kind in (Kind.SHARE, Kind.EMAIL) or (kind is Kind.HTTP and (to >= len(SITES) or to < 5)):
                yield f"{kind.name} to {to}", a[own & (a["to"] == to)]
    for kind in sorted(
        shown & {Kind.CLONE, Kind.ZIP, Kind.ORDER, Kind.REPRODUCE, Kind.DOWNLOAD, Kind.USB_COPY}
    ):
        own = a[a["kind"] == kind]
        store = w.shelf if w.shelf is not None and kind >= Kind.CLONE else w.store
        team = store.folder_team[own["file"] // store.per_folder]
        yield f"{kind.name} of other teams", own[(team >= 0) & (team != w.people.team[own["person"]])]


def test_innocent_people_show_every_single_behaviour(worlds):
    """In somebody's fullest week as much of each as half of the planted people do who do it at all."""
    character, both = worlds
    acted, others = defaultdict(list), defaultdict(list)
    for w in both:
        planted = np.array([p.person for p in w.planted])
        for name, acts in behaviours(character, w):
            weeks = np.zeros((PEOPLE, DAYS // 7 + 1), np.int64)
            np.add.at(weeks, (acts["person"], acts["day"] // 7), 1)
            best = weeks.max(axis=1)
            acted[name] += [n for n in best[planted].tolist() if n]
            others[name] += [n for n in np.delete(best, planted).tolist() if n]
    assert sum(map(bool, acted.values())) > 8
    for name, of in acted.items():
        assert not of or max(others[name], default=0) >= np.median(of), name
        assert not of or len(others[name]) >= 3, name


def test_other_sites_stand_behind_those_of_the_default():
    assert ALL_SITES[: len(SITES)] == SITES


def test_a_folder_of_another_character_is_replaced_and_foreign_logs_are_kept(tmp_path):
    simulate(12, 8, 1, tmp_path, character=CHARACTERS["archive"])
    simulate(12, 8, 1, tmp_path, character=CHARACTERS["cloud"])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["answers.csv", "hr.csv", "m365"]
    (tmp_path / "cups").mkdir()
    with pytest.raises(UsageError, match="not of a simulation"):
        simulate(12, 8, 1, tmp_path)


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize(("people", "days"), [(1, 1), (3, 20), (45, 30)])
def test_small_organisations_are_made_too(tmp_path, name, people, days):
    summary = simulate(people, days, 1, tmp_path, character=CHARACTERS[name])
    assert summary.planted == len(rows(tmp_path / "answers.csv")) == people // 40
