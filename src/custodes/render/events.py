"""Stored events as lines of JSON: our own columns, ECS or OCSF, under the veil unless names are uncovered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal, TextIO

from custodes.render.ecs import ecs
from custodes.render.ocsf import ocsf
from custodes.render.things import iso_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from custodes.render.veil import Veil

__all__ = ["Format", "event_document", "veiled", "write_events"]

Format = Literal["jsonl", "ecs", "ocsf"]


def write_events(rows: Iterable[Mapping[str, Any]], stream: TextIO, *, form: Format, veil: Veil) -> int:
    """Write a line per row of EVENT_SCHEMA (with ``path``, the file as read) and return how many. ASCII only."""
    count = 0
    for row in rows:
        stream.write(json.dumps(event_document(row, form, veil), ensure_ascii=True, allow_nan=False) + "\n")
        count += 1
    return count


def event_document(row: Mapping[str, Any], form: Format, veil: Veil) -> dict[str, Any]:
    """Return one event in a form; the form is a pure function of the (veiled) row."""
    shown = veiled(row, veil) if veil.covered else row
    if form == "ecs":
        return ecs(shown)
    if form == "ocsf":
        return ocsf(shown)
    return {"time": iso_time(shown["ts_us"]), **{k: v for k, v in shown.items() if v is not None}}


_HIDDEN = (
    *(
        "aliases",
        "object",
        "object_id",
        "url",
        "target",
        "process",
        "address",
        "client",
        "record_id",
        "organization",
    ),
)
"""Columns that may name a person in ways that nobody can list."""


def veiled(row: Mapping[str, Any], veil: Veil) -> dict[str, Any]:
    """Return the row as it may be shown under pseudonyms.

    Objects become their extension, targets their domains; identifiers and source addresses are left out: each may
    name a person. Under the veil a domain in which somebody is named is veiled too.
    """
    shown = dict(row)
    for column in _HIDDEN:
        shown[column] = None
    shown["account"] = veil.account(row["account"])
    shown["extension"] = veil.extension(row.get("object")).removeprefix(".") or None
    for column in ("target_domains", "label", "native_action"):
        if row.get(column):
            shown[column] = veil.text(row[column])
    for column in ("area", "path"):
        if row.get(column):
            shown[column] = veil.place(row[column])
    if row.get("host"):
        shown["host"] = veil.host(row["host"])
    return shown
