"""Every series can name the events behind it: what is listed is what was counted."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
import pytest
from tests.render.reviews import evidence

from custodes.baselines.calendar import offsets
from custodes.baselines.destinations import Destinations
from custodes.baselines.measures import CARRYING_ACTIONS, categorised
from custodes.baselines.series import EVENTS_OF, SERIES
from custodes.evidence.cited import LIMIT, CitedEvents
from custodes.evidence.marked import LATEST_FIRST, marked
from custodes.model.event import ANYONE, EVENT_SCHEMA, Action, Channel
from custodes.settings import Settings

DAY = date(2024, 5, 8)
NOON = int(datetime(2024, 5, 8, 12, tzinfo=UTC).timestamp()) * 10**6
UTC_ZONE = ZoneInfo("UTC")
NATIVE = defaultdict(
    str,
    {
        Action.OTHER: "Set-Mailbox",
        Action.CREATE: "FileRestored",
        Action.DELETE: "FileVersionRecycled",
        Action.UPDATE: "FileSensitivityLabelChanged",
        Action.CLEAR: "Clear",
    },
)


@pytest.fixture(scope="module")
def cited() -> CitedEvents:
    kinds = [
        (a, c, d)
        for a in Action
        for c in Channel
        for d in ("gmail.com", "dropbox.com", "acme.test;b.test", "chatgpt.com", "wikileaks.org")
    ]
    rows = [
        {
            "ts_us": NOON + i * 10**6,
            "native_action": "Set-AdminAuditLogConfig"
            if action is Action.OTHER and channel is Channel.ADMIN
            else NATIVE[action],
            "outcome": "failure" if i % 7 == 0 else None,
            "label": "secret",
            "account": "cert:A",
            "actor": "user",
            "action": action.value,
            "channel": channel.value,
            "object": f"/a/{i}.{'exe' if i % 2 else 'zip'}",
            "area": "someone@else.test/Inbox" if channel is Channel.MAIL else "a/b",
            "target": "x@gmail.com" if i % 2 else ANYONE,
            "target_domains": domain,
            "items": 2 if i % 3 else 0,
            "bytes": 10 if i % 3 else None,
            "host": "PC",
            "source": "t",
            "stream": "t",
            "file": "f" * 64,
            "record": i + 1,
            "part": 0,
        }
        for i, (action, channel, domain) in enumerate(kinds)
    ]
    table = ibis.memtable(pa.Table.from_pylist(rows, schema=EVENT_SCHEMA))
    timed = categorised(table, Destinations(Settings()), offsets(UTC_ZONE, NOON, NOON + 10**9))
    day = (DAY - date(1970, 1, 1)).days
    firsts = {("area", "a/b"): day, ("host", "pc"): day, ("mail", "gmail.com"): day}
    firsts |= {
        ("mail", "acme.test;b.test"): day,
        ("mail", "b.test"): day - 300,
        ("guest", "acme.test;b.test"): day,
    }
    here = {("host", "pc"): day, ("mail", "acme.test"): day, ("mail", "gmail.com"): day - 1000}
    week = (day + 3) // 7
    held = marked(timed, SERIES).to_pyarrow().sort_by(list(LATEST_FIRST))
    return CitedEvents(
        held,
        firsts,
        {(week, 12): False},
        {"f" * 64: "log.csv"},
        UTC_ZONE,
        {(week, DAY.weekday()): False},
        here,
        documents=lambda *_: tuple(f"{i}.zip" for i in range(len(rows))),
        machines=lambda *_: frozenset({(day, "pc")}),
    )


@pytest.mark.parametrize("name", sorted(SERIES))
def test_every_series_has_its_events(cited: CitedEvents, name: str) -> None:
    first, last = date(2024, 5, 3), date(2024, 5, 9)
    node = cited.attach(evidence(measure=name, window=7, first=first, last=last, events=0))
    assert node.events_total > 0
    assert len(node.events) == min(node.events_total, LIMIT)
    if name in ("reach_moved", "offhours_moves"):
        assert {e.action for e in node.events} <= set(CARRYING_ACTIONS)


def test_what_is_no_series_is_an_error(cited: CitedEvents) -> None:
    with pytest.raises(KeyError):
        cited.attach(evidence(measure="unknown"))
    assert set(EVENTS_OF) <= set(SERIES)


def test_a_domain_is_new_whatever_mail_it_was_written_with(cited: CitedEvents) -> None:
    """A mail to several domains is cited where any of them is new; one known here before is not new here."""
    first, last = date(2024, 5, 3), date(2024, 5, 9)
    for measure, domains in (
        ("new_recipients", {"gmail.com", "acme.test;b.test"}),
        ("first_domains", {"acme.test;b.test"}),
    ):
        rows = cited._counted(evidence(measure=measure, window=7, first=first, last=last, events=0))
        assert set(rows["outside"].to_pylist()) == domains


def test_what_adds_nothing_is_not_cited(cited: CitedEvents) -> None:
    """A mail without an attachment is no attachment that was sent."""
    first, last = date(2024, 5, 3), date(2024, 5, 9)
    for measure in ("attached_personal", "days_personal", "prints", "bytes_removable"):
        rows = cited._counted(evidence(measure=measure, window=7, first=first, last=last, events=0))
        assert 0 not in rows["items"].to_pylist(), measure


def test_what_was_refused_is_cited_for_refusals_alone(cited: CitedEvents) -> None:
    first, last = date(2024, 5, 3), date(2024, 5, 9)
    for name in SERIES:
        rows = cited._counted(evidence(measure=name, window=7, first=first, last=last, events=0))
        assert any(rows["failed"].to_pylist()) == (name in ("refused_reads", "stopped", "detections")), name
