"""Tables of the page: what was read (rows add up), the files that deserve a look, and where documents went."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from custodes.render.reading import remark_on
from custodes.render.visible import clip, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custodes.model.reading import FileRead, Went
    from custodes.render.veil import Veil

__all__ = ["FormatRow", "Remark", "WentRow", "format_table", "remarkable_files", "went_rows"]

_MOST = 60
_NOT_READ = ("unknown", "unreadable")


@dataclass(frozen=True, slots=True)
class FormatRow:
    """All files of one format, or the total. records == behind + rejects + aside."""

    format: str
    files: int
    records: int
    behind: int
    rejects: int
    aside: int


@dataclass(frozen=True, slots=True)
class Remark:
    """A file that was not read as a whole, or about which something is to be said."""

    path: str
    format: str
    rejects: int
    note: str


@dataclass(frozen=True, slots=True)
class WentRow:
    """How many documents of a label went somewhere, as text."""

    label: str
    destination: str
    files: str
    different: str


def went_rows(went: Sequence[Went], veil: Veil) -> list[WentRow]:
    """Return the first rows of where documents went."""
    return [
        WentRow(
            visible(clip(veil.text(row.label), 80)) or "no label",
            row.destination,
            f"{row.files:,}",
            f"{row.different:,}" if row.different is not None else "not named",
        )
        for row in went[:_MOST]
    ]


def format_table(files: Sequence[FileRead]) -> list[FormatRow]:
    """Return a row per format, by name, and the total as the last one."""
    of: dict[str, list[FileRead]] = defaultdict(list)
    for file in files:
        of[file.format].append(file)
    rows = [_sum(visible(name), of[name]) for name in sorted(of, key=lambda name: (name in _NOT_READ, name))]
    return [*rows, _sum("all", files)]


def _sum(name: str, files: Sequence[FileRead]) -> FormatRow:
    return FormatRow(
        name,
        len(files),
        sum(f.records for f in files),
        sum(f.behind_events for f in files),
        sum(f.rejects for f in files),
        sum(sum(f.set_aside.values()) for f in files),
    )


def remarkable_files(files: Sequence[FileRead], veil: Veil) -> tuple[list[Remark], int]:
    """Return files not recognised, not opened, with rejects or with a note, and how many there are in all."""
    chosen = [f for f in files if f.format in {"unknown", "unreadable"} or f.rejects or remark_on(f)]
    chosen.sort(key=lambda f: (f.format not in {"unknown", "unreadable"}, -f.rejects, f.path))
    shown = [
        Remark(
            visible(clip(veil.place(f.path), 160)),
            {"unknown": "not recognised", "unreadable": "could not be opened"}.get(
                f.format, visible(f.format)
            ),
            f.rejects,
            visible(clip(veil.text(remark_on(f)), 240)),
        )
        for f in chosen[:_MOST]
    ]
    return shown, len(chosen)
