"""What was read, as tables whose rows add up: by format, then the files that deserve a look."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from custodes.render.visible import clip, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custodes.model.reading import FileRead
    from custodes.render.veil import Veil

__all__ = ["FormatRow", "Remark", "format_table", "remarkable_files"]

_MOST = 60


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


def format_table(files: Sequence[FileRead]) -> list[FormatRow]:
    """Return a row per format, by name, and the total as the last one."""
    of: dict[str, list[FileRead]] = defaultdict(list)
    for file in files:
        of[file.format].append(file)
    rows = [_sum(visible(name), of[name]) for name in sorted(of)]
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
    chosen = [f for f in files if f.format in {"unknown", "unreadable"} or f.rejects or f.note]
    chosen.sort(key=lambda f: (f.format not in {"unknown", "unreadable"}, -f.rejects, f.path))
    shown = [
        Remark(
            visible(clip(veil.place(f.path), 160)),
            {"unknown": "not recognised", "unreadable": "could not be opened"}.get(
                f.format, visible(f.format)
            ),
            f.rejects,
            visible(clip(veil.text(f.note), 240)),
        )
        for f in chosen[:_MOST]
    ]
    return shown, len(chosen)
