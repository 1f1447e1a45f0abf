"""Rules and events for the tests of Sigma: a rule from a few lines, a table from a few fields, a slow truth beside it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa

from custodes.baselines.destinations import Destinations
from custodes.indicators.sigma import Loaded, load_sigma, plan_of
from custodes.model.event import EVENT_SCHEMA
from custodes.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

DESTINATIONS = Destinations(Settings())
DAY_US = 86_400_000_000
EXTRA = pa.schema([("day", pa.int32()), ("hour", pa.int64()), ("category", pa.string())])
SCHEMA = pa.unify_schemas([EVENT_SCHEMA, EXTRA])


def load(folder: Path, *texts: str) -> Loaded:
    """Write rule files and load them."""
    for number, text in enumerate(texts):
        (folder / f"r{number}.yml").write_text(textwrap.dedent(text).strip() + "\n", encoding="utf-8")
    return load_sigma(folder, DESTINATIONS)


def rule(detection: str, *, logsource: str = "{product: custodes}", name: str = "one", more: str = "") -> str:
    """Return a plain rule; ``detection`` is its inner YAML, one line each."""
    inner = textwrap.indent(textwrap.dedent(detection).strip(), "  ")
    return f"title: Rule {name}\nname: {name}\nlogsource: {logsource}\ndetection:\n{inner}\n{more}\n"


def event(number: int = 0, **fields: Any) -> dict[str, Any]:
    """Return an event, a second after the one before it."""
    ts = fields.pop("ts_us", number * 1_000_000)
    return {
        "ts_us": ts,
        "account": "entra:a@example.org",
        "actor": "user",
        "action": "download",
        "channel": "cloud",
        "source": "m365",
        "stream": "m365.sharepoint",
        "file": "f" * 64,
        "record": number + 1,
        "part": 0,
        "day": ts // DAY_US,
        "hour": ts // 3_600_000_000 % 24,
    } | fields


def table(rows: Iterable[Mapping[str, Any]]) -> ir.Table:  # noqa: F821 -- Ibis' own
    """Return categorised events as a table of the engine."""
    return ibis.memtable(pa.Table.from_pylist(list(rows), schema=SCHEMA))


def matched(loaded: Loaded, rows: list[dict[str, Any]], measure: str | None = None) -> list[int]:
    """Return the record numbers that one rule counts, ascending."""
    plan = plan_of(loaded.indicators)
    assert plan is not None, [r.text for r in loaded.refused]
    name = measure or plan.counted[0]
    found = plan.events(plan.completed(plan.flagged(table(rows))), [name])
    return sorted(found.to_pyarrow()["record"].to_pylist())
