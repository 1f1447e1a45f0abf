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
    None,
)


def _events(seed: int, n: int = 3000) -> list[dict[str, Any]]:
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
            "native_action": "x",
            "channel": pick([c.value for c in Channel]),
            "object": pick(["/a/x.doc", "/a/y.ZIP", "/b/z.7z", None]),
            "object_id": None,
            "area": pick(["a", "b", None]),
            "target": pick([None, "/c/new.zip", "/c/new.doc", ANYONE]),
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


def _counts(e: dict[str, Any]) -> dict[str, int]:
    """What one event adds, measure by measure, as a reader would say it (distinct ones apart)."""
    act, ch, kind = e["action"], e["channel"], _KIND(e["target_domains"])
    items, attached = 1 if e["items"] is None else e["items"], e["items"] or 0
    size = e["bytes"] or 0
    store = ch in ("cloud", "file", "sync", "code", "records")
    fetch = act in ("download", "sync", "copy") and ch in ("cloud", "sync", "file")
    name = (e["target"] or e["object"] or "").lower()
    packed = act in ("create", "rename", "upload", "copy") and name.endswith((".zip", ".7z"))
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
        "archives": int(act in ("archive", "encrypt") or packed),
        "prints": items * (act == "print"),
        "logons": int(act == "logon"),
        "clears": int(act == "clear"),
        f"h{_local(e).hour:02d}": 1,
    }
    return {k: int(v) for k, v in out.items()}


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
    counted = [e for e in events if e["actor"] == "user" and e["outcome"] != "failure"]
    slow: dict[tuple[str, int, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    distinct: dict[tuple[str, int, str, str], set[str]] = defaultdict(set)
    for e in counted:
        key = (e["account"], day_number(_local(e).date()), e["label"] or "")
        for name, value in _counts(e).items():
            slow[key][name] += value
        slow[key]["events"] += 1
        if e["object"]:
            act, ch = e["action"], e["channel"]
            if act == "copy" and ch == "removable":
                distinct[*key, "distinct_removable"].add(e["object"])
            if act in ("download", "sync", "copy") and ch in ("cloud", "sync", "file"):
                distinct[*key, "distinct_downloads"].add(e["object"])
            if act == "read" and ch in ("cloud", "file", "sync", "code", "records"):
                distinct[*key, "distinct_reads"].add(e["object"])
    for (*key, name), objects in distinct.items():
        slow[tuple(key)][name] = len(objects)  # type: ignore[index]
    assert len(rows) == len(slow)
    names = [m.name for m in MEASURES] + [h for h in HOURS if h.startswith("h")] + ["events"]
    for row in rows:
        expected = slow[row["account"], row["day"], row["label"]]
        assert {n: row[n] for n in names} == {n: expected.get(n, 0) for n in names}


def test_touches_leave_out_what_exists_only_to_be_ignored(tables: tuple[Any, ...]) -> None:
    events, _, touches = tables
    assert {t["kind"] for t in touches} == {"area", "moved", "host", "mail", "web"}
    assert not [t for t in touches if t["kind"] == "web" and t["key"] == "indeed.com"]
    mine = [t for t in touches if t["kind"] == "area"]
    counted = [e for e in events if e["actor"] == "user" and e["outcome"] != "failure" and e["area"]]
    stores = ("cloud", "file", "sync", "code", "records", "removable")
    slow = defaultdict(set)
    for e in counted:
        if e["channel"] in stores:
            slow[e["account"], day_number(_local(e).date()), e["area"]].add(e["object"])
    assert {(t["account"], t["day"], t["key"]): t["n"] for t in mine} == {
        k: len(v - {None}) for k, v in slow.items()
    }


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
        ):
            assert t.aggregate(n=measure.expression(t).fill_null(0)).to_pyarrow()["n"][0].as_py() == 0


def test_a_look_alike_domain_is_not_the_real_one() -> None:
    assert _WHERE.of("gmаil.com") is Destination.EXTERNAL
    assert _WHERE.of("GMAIL.COM.") is Destination.PERSONAL
