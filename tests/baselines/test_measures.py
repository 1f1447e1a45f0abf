"""Stored measures against a slow count over the same events."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import numpy as np
import pyarrow as pa
import pytest

from custodes.baselines.calendar import day_number, offsets
from custodes.baselines.destinations import Destination, Destinations
from custodes.baselines.measures import HOURS, MEASURES, categorised, measure_table, touch_tables
from custodes.model.event import ANYONE, EVENT_SCHEMA, Action, Channel
from custodes.settings import Settings

ZONE = ZoneInfo("Europe/Berlin")
DOMAINS = (
    "gmail.com",
    "example.org",
    "wikileaks.org",
    "acme.test",
    "dropbox.com",
    "acme.test;gmail.com",
    "indeed.com",
    "chatgpt.com",
    "a.test;b.test;example.org",
    None,
)
NATIVE = (
    "x",
    "FileRestored",
    "FileVersionsAllDeleted",
    "FileSensitivityLabelRemoved",
    "New-InboxRule",
    "Set-AdminAuditLogConfig",
)
FOR_GOOD = {"FileVersionsAllDeleted"}


def _events(seed: int, n: int = 6000) -> list[dict[str, Any]]:
    rng = np.random.default_rng(seed)
    start = int(datetime(2024, 3, 29, tzinfo=UTC).timestamp()) * 10**6
    pick = lambda options: options[int(rng.integers(len(options)))]  # noqa: E731
    return [
        {
            "ts_us": start + int(rng.integers(0, 5 * 86_400)) * 10**6,
            "offset_min": None,
            "account": pick(["cert:A", "cert:B", "entra:c@example.org"]),
            "actor": pick(["user", "user", "user", "service"]),
            "action": pick([a.value for a in Action]),
            "native_action": pick(NATIVE),
            "channel": pick([c.value for c in Channel]),
            "object": pick(
                [
                    "/a/x.doc",
                    "/a/y.ZIP",
                    "/b/z.7z",
                    "/b/k.gpg",
                    "/b/run.Exe",
                    "/b/go.ps1",
                    "/b/go.PS1 .",
                    "/b/run.exe.txt",
                    None,
                ]
            ),
            "object_id": None,
            "area": pick(["a", "b", "c@example.org/Inbox", "d@example.org/Inbox", None]),
            "target": pick([None, "/c/new.zip", "/c/new.doc", "/c/new", "x@a;y@b;z@c", ANYONE]),
            "target_domains": pick(DOMAINS),
            "items": pick([None, 0, 1, 5]),
            "bytes": pick([None, 10, 3_000_000]),
            "host": pick(["PC1", "PC2", None]),
            "address": None,
            "outcome": pick([None, "success", "failure"]),
            "label": pick([None, "secret"]),
            "source": "t",
            "stream": "t.t",
            "file": "f",
            "record": i + 1,
            "part": 0,
            "record_id": None,
        }
        for i in range(n)
    ]


def _local(event: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(event["ts_us"] / 1e6, UTC).astimezone(ZONE)


STORES = ("cloud", "file", "sync", "code", "records")


def _ending(name: str | None) -> str:
    last = (name or "").rpartition("/")[2]
    return last.rpartition(".")[2].lower() if "." in last else ""


def _refused(e: dict[str, Any]) -> dict[str, int]:
    """What an event adds that was refused or stopped."""
    act, ch = e["action"], e["channel"]
    out = act in ("copy", "print", "upload", "share", "send")
    return {
        "refused_reads": int(act in ("read", "download", "sync", "copy") and ch in STORES),
        "stopped": int((out and ch in ("removable", "print", "web", "share", "mail")) or act == "detect"),
        "detections": int(act == "detect"),
    }


def _counts(e: dict[str, Any]) -> dict[str, int]:
    """What one event adds, measure by measure, as a reader would say it (distinct ones apart)."""
    act, ch, kind = e["action"], e["channel"], _KIND(e["target_domains"])
    items, attached = 1 if e["items"] is None else e["items"], e["items"] or 0
    size = e["bytes"] or 0
    store = ch in STORES
    fetch = act in ("download", "sync", "copy") and ch in ("cloud", "sync", "file")
    name = (e["target"] or e["object"] or "").lower()
    made = act in ("create", "rename", "upload", "copy")
    outside = kind in ("personal", "external")
    before, after = _ending(e["object"]), _ending(e["target"])
    owner = (e["area"] or "").split("/")[0]
    copied, uploaded = act == "copy" and ch == "removable", act == "upload" and ch == "web"
    shared_out = act == "share" and (outside or e["target"] == ANYONE)
    mailed_out = act == "send" and ch == "mail" and outside
    taken = fetch or copied or uploaded or act in ("print", "share", "send")
    leaves = copied or uploaded or act == "print" or shared_out or (mailed_out and attached > 0)
    out = {
        "copies_removable": items * (act == "copy" and ch == "removable"),
        "bytes_removable": size * (act == "copy" and ch == "removable"),
        "mounts_removable": int(act == "mount" and ch == "removable"),
        "mails_personal": int(act == "send" and ch == "mail" and kind == "personal"),
        "attached_personal": attached * (act == "send" and ch == "mail" and kind == "personal"),
        "bytes_personal": size * (act == "send" and ch == "mail" and kind == "personal"),
        "attached_external": attached * (act == "send" and ch == "mail" and kind == "external"),
        "uploads_web": items * (act == "upload" and ch == "web"),
        "visits_sharing": int(
            act == "visit" and ch == "web" and kind in ("file_sharing", "paste", "leak", "webmail")
        ),
        "visits_leak": int(act in ("visit", "upload") and ch == "web" and kind in ("leak", "paste")),
        "shares": int(act == "share"),
        "shares_outside": int(act == "share" and (kind in ("personal", "external") or e["target"] == ANYONE)),
        "downloads": items * fetch,
        "syncs": items * (act == "sync"),
        "deletes": items * (act == "delete" and store),
        "deletes_mail": items * (act == "delete" and ch == "mail"),
        "renames": int(act in ("rename", "move") and store),
        "archives": int(act in ("archive", "encrypt") or (made and name.endswith((".zip", ".7z")))),
        "encrypts": int(act == "encrypt" or (made and name.endswith(".gpg"))),
        "kinds_changed": int(
            act == "rename" and store and bool(before) and bool(e["target"]) and before != after
        ),
        "deletes_for_good": int(act == "delete" and e["native_action"] in FOR_GOOD),
        "restores": int(act == "create" and e["native_action"] == "FileRestored"),
        "labels_changed": int(act == "update" and e["native_action"] == "FileSensitivityLabelRemoved"),
        "forwards_outside": int(act == "other" and e["native_action"] == "New-InboxRule" and outside),
        "audit_changes": int(act == "other" and e["native_action"] == "Set-AdminAuditLogConfig"),
        "mails_of_others": items
        * (
            ch == "mail"
            and act in ("read", "copy", "move", "send", "download")
            and "@" in owner
            and owner != e["account"].partition(":")[2]
        ),
        "links_anyone": int(act == "share" and e["target"] == ANYONE),
        "shares_personal": int(act == "share" and kind == "personal"),
        "recipients_outside": mailed_out * len((e["target"] or "").split(";")),
        "uploads_sharing": items * (uploaded and kind in ("file_sharing", "paste", "leak", "webmail")),
        "bytes_uploaded": size * uploaded,
        "programs_removable": items
        * (copied and (e["object"] or "").lower().rstrip(" .").endswith((".exe", ".ps1", ".sh"))),
        "uploads_assistant": int(uploaded and kind == "assistant"),
        "labelled_taken": int(taken and bool(e["label"])),
        "clones": int(ch == "code" and act in ("download", "copy", "sync")),
        "records_taken": items * (ch == "records" and act in ("read", "download", "copy")),
        "detections": int(act == "detect"),
        "prints": items * (act == "print"),
        "logons": int(act == "logon"),
        "clears": int(act == "clear"),
        f"h{_local(e).hour:02d}": 1,
        f"x{_local(e).hour:02d}": int(leaves),
    }
    return {k: int(v) for k, v in out.items()}


def _distinct(e: dict[str, Any]) -> list[str]:
    """In which measures of different objects an event's object counts."""
    if not e["object"]:
        return []
    act, ch = e["action"], e["channel"]
    read = act == "read" and ch in STORES
    said = {
        "distinct_removable": act == "copy" and ch == "removable",
        "distinct_downloads": act in ("download", "sync", "copy") and ch in ("cloud", "sync", "file"),
        "distinct_reads": read,
        "labelled_reads": read and bool(e["label"]),
        "distinct_clones": ch == "code" and act in ("download", "copy", "sync"),
        "records_copied": ch == "records" and act in ("download", "copy"),
    }
    return [name for name, counts in said.items() if counts]


_WHERE = Destinations(Settings(), own=["example.org"])


def _KIND(domains: str | None) -> str:  # noqa: N802 -- reads like the column it stands for
    return _WHERE.of(domains).value if domains else ""


@pytest.fixture(scope="module")
def tables() -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    events = _events(11)
    times = [e["ts_us"] for e in events]
    shifts = offsets(ZONE, min(times), max(times))
    assert len(shifts) == 2, "the span must hold a change of the clocks"
    t = categorised(ibis.memtable(pa.Table.from_pylist(events, schema=EVENT_SCHEMA)), _WHERE, shifts)
    return (
        events,
        measure_table(t).to_pyarrow().to_pylist(),
        [row for part in touch_tables(t) for row in part.to_pyarrow().to_pylist()],
    )


def test_measures_agree_with_a_slow_count(tables: tuple[Any, ...]) -> None:
    events, rows, _ = tables
    slow: dict[tuple[str, int, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    distinct: dict[tuple[str, int, str, str], set[str]] = defaultdict(set)
    for e in (e for e in events if e["actor"] == "user"):
        refused = e["outcome"] == "failure"
        key = (e["account"], day_number(_local(e).date()), "" if refused else e["label"] or "")
        for name, value in (_refused(e) if refused else _counts(e)).items():
            slow[key][name] += value
        slow[key]["events"] += not refused
        if refused:
            continue
        for name in _distinct(e):
            distinct[*key, name].add(e["object"])
    for (*key, name), objects in distinct.items():
        slow[tuple(key)][name] = len(objects)  # type: ignore[index]
    assert len(rows) == sum(row["events"] > 0 for row in slow.values())
    names = [m.name for m in MEASURES] + [h for h in HOURS if h[0] in "hx"] + ["events"]
    idle = [m.name for m in MEASURES if not any(row[m.name] for row in rows)]
    assert not idle, "every measure must count something here"
    for row in rows:
        expected = slow[row["account"], row["day"], row["label"]]
        assert {n: row[n] for n in names} == {n: expected.get(n, 0) for n in names}


def test_touches_of_an_area_are_its_distinct_objects(tables: tuple[Any, ...]) -> None:
    events, _, touches = tables
    assert {t["kind"] for t in touches} == {"area", "moved", "host", "medium", "mail", "guest"}
    media = {(t["account"], t["day"], t["key"]) for t in touches if t["kind"] == "medium"}
    mine = [t for t in touches if t["kind"] == "area"]
    done = [e for e in events if e["actor"] == "user" and e["outcome"] != "failure"]
    assert media == {
        (e["account"], day_number(_local(e).date()), e["host"].lower())
        for e in done
        if e["host"] and e["channel"] == "removable" and e["action"] in ("mount", "copy")
    }
    counted = [e for e in events if e["actor"] == "user" and e["outcome"] != "failure" and e["area"]]
    stores = ("cloud", "file", "sync", "code", "records", "removable")
    slow = defaultdict(set)
    for e in counted:
        if e["channel"] in stores:
            slow[e["account"], day_number(_local(e).date()), e["area"]].add(e["object"])
    assert {(t["account"], t["day"], t["key"]): t["n"] for t in mine} == {
        k: len(v - {None}) for k, v in slow.items()
    }


def test_only_domains_outside_are_touched_by_mails_and_shares(tables: tuple[Any, ...]) -> None:
    events, _, touches = tables
    for kind, action in (("mail", "send"), ("guest", "share")):
        slow = {
            (e["account"], day_number(_local(e).date()), ";".join(outside))
            for e in events
            if e["actor"] == "user"
            and e["outcome"] != "failure"
            and e["action"] == action
            and (
                outside := [
                    d
                    for d in (e["target_domains"] or "").split(";")
                    if d not in ("", "example.org", "indeed.com")
                ]
            )
        }
        assert {(t["account"], t["day"], t["key"]) for t in touches if t["kind"] == kind} == slow


def test_an_account_that_was_only_refused_is_nobody() -> None:
    events = [e | {"actor": "user", "outcome": "failure", "account": "entra:guessed"} for e in _events(5, 50)]
    times = [e["ts_us"] for e in events]
    rows = pa.Table.from_pylist(events, schema=EVENT_SCHEMA)
    t = categorised(ibis.memtable(rows), _WHERE, offsets(ZONE, min(times), max(times)))
    assert measure_table(t).to_pyarrow().num_rows == 0
    assert all(part.to_pyarrow().num_rows == 0 for part in touch_tables(t))


def test_no_measure_names_a_category_that_exists_only_to_be_ignored() -> None:
    for measure in MEASURES:
        events = [
            e | {"target_domains": "indeed.com", "target": None, "actor": "user", "outcome": None}
            for e in _events(3, 400)
        ]
        times = [e["ts_us"] for e in events]
        t = categorised(
            ibis.memtable(pa.Table.from_pylist(events, schema=EVENT_SCHEMA)),
            _WHERE,
            offsets(ZONE, min(times), max(times)),
        )
        if measure.name in (
            "mails_personal",
            "visits_sharing",
            "visits_leak",
            "shares_outside",
            "attached_external",
            "shares_personal",
            "recipients_outside",
            "uploads_sharing",
            "uploads_assistant",
            "forwards_outside",
        ):
            assert t.aggregate(n=measure.expression(t).fill_null(0)).to_pyarrow()["n"][0].as_py() == 0


def test_a_look_alike_domain_is_not_the_real_one() -> None:
    assert _WHERE.of("gmаil.com") is Destination.EXTERNAL
    assert _WHERE.of("GMAIL.COM.") is Destination.PERSONAL
