"""The first half of scan: reading logs into the lake, and saying what became of every record."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import typer

from custodes.cli.opening import MARKER
from custodes.cli.talk import say
from custodes.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from custodes.lake import Lake
    from custodes.model.reading import FileRead
    from custodes.pipeline.ingest import IngestResult
    from custodes.pipeline.progress import Progress
    from custodes.pipeline.survey import Survey
    from custodes.render.veil import Veil
    from custodes.settings import Settings

__all__ = ["TOO_MANY_REJECTS", "check_rejects", "dry_run", "ingest_into", "summary", "surveyed", "tell"]

TOO_MANY_REJECTS = 4
_LISTED = 20  # files named in one list; the rest is counted


def dry_run(paths: Sequence[Path], settings: Settings, lake: Path) -> None:
    """Print formats, people, period and blind channels; store nothing.

    Where the lake knows a directory already, names of files are veiled by it.
    """
    from custodes.cli.naming import veil_for
    from custodes.cli.opening import existing_lake
    from custodes.cli.progress import shown
    from custodes.pipeline.survey import survey

    with shown() as progress:
        found = survey(paths, settings, progress, lake)
    known = (lake / MARKER).exists()
    veiled = veil_for(existing_lake(lake, settings), None).place if known else str
    for line in surveyed(found, settings.time.info, veiled):
        say(line, error=False)


def surveyed(found: Survey, zone: ZoneInfo, veiled: Callable[[str], str] = str) -> list[str]:
    """Say what files hold: formats, people, period, channels and what is blind."""
    formats: dict[str, int] = {}
    for file in found.files:
        formats[file.format] = formats.get(file.format, 0) + 1
    told = ", ".join(f"{name} {count:,}" for name, count in sorted(formats.items()))
    lines = [
        "Nothing was stored.",
        f"{len(found.files):,} files: {told or 'none'}.",
        f"People in directories: {_people(found)}; accounts that act: {found.accounts:,}.",
    ]
    if found.first_ts_us is not None and found.last_ts_us is not None:
        first, last = (
            datetime.fromtimestamp(us // 10**6, zone).date() for us in (found.first_ts_us, found.last_ts_us)
        )
        lines.append(f"Period: {first} to {last} ({zone.key}).")
    seen = ", ".join(f"{channel} {count:,}" for channel, count in sorted(found.channels.items()))
    lines += [f"Channels: {seen or 'none'}.", f"Blind channels: {', '.join(found.blind) or 'none'}."]
    return lines + _left_out(found.left_out, veiled) + _unread(found.files, veiled)


def _people(found: Survey) -> str:
    """Name the people of each sort of directory: who stands in two of them is one person, which is not known yet."""
    told = ", ".join(f"{count:,} in {name}" for name, count in found.people.items())
    return f"{told} (the same person may stand in several)" if len(found.people) > 1 else told or "none"


def ingest_into(paths: Sequence[Path], lake: Lake, progress: Progress) -> IngestResult:
    """Append what is new in these paths. Raises InputError where nothing at all could be read."""
    from custodes.cli.naming import veil_for
    from custodes.pipeline.ingest import ingest

    try:
        return ingest(paths, lake, lake.settings, progress)
    except InputError as error:
        if lake.exists("directory"):
            veil = veil_for(lake, None)
            told = {"place": veil.place(error.place), "advice": error.advice}
            raise InputError(veil.place(error.message), **told) from error
        raise


def tell(result: IngestResult, lake: Lake) -> None:
    """Print what was read, under the veil: a file may be called after its owner."""
    from custodes.cli.naming import veil_for

    veil = veil_for(lake, None)
    for line in summary(result, veil.place):
        say(line, error=False)
    for line in _unreadable(result, lake, veil):
        say(line, error=False)


def tell_left_out(result: IngestResult, lake: Lake) -> None:
    """Name on standard error what is never read, so that no log is skipped silently."""
    from custodes.cli.naming import veil_for

    if result.left_out:
        for line in _left_out(result.left_out, veil_for(lake, None).place):
            say(line)


def _unreadable(result: IngestResult, lake: Lake, veil: Veil) -> list[str]:
    """Name the first records of this run that could not be read: file, number, reason."""
    from custodes.lake.engine.duck import DuckEngine
    from custodes.pipeline.rejected import rejected
    from custodes.render.reading import unread_lines

    total = sum(file.rejects for file in result.files)
    if not total:
        return []
    with DuckEngine(lake.settings, lake.tmp) as engine:
        first = rejected(lake, engine, {file.sha256 for file in result.files if file.rejects})
    lines = [f"Unreadable records: {total:,}", *(f"  {line}" for line in unread_lines(first, veil, _LISTED))]
    return lines + ([f"  and {total - _LISTED:,} more"] if total > _LISTED else [])


def check_rejects(result: IngestResult, most: int | None) -> None:
    """End with code 4 where this run met more unreadable records than the call allows."""
    rejects = sum(file.rejects for file in result.files)
    if most is not None and rejects > most:
        say(f"{rejects:,} records could not be read; --max-rejects allows {most:,}")
        raise typer.Exit(TOO_MANY_REJECTS)


def summary(result: IngestResult, veiled: Callable[[str], str]) -> list[str]:
    """Say what became of every record: counts that add up, then what was not read."""
    from custodes.render.wording import plural

    known = _known(result.files)
    lines = [f"{plural(len(known), 'file')} read, {plural(result.events_added, 'event')} added."]
    if result.already:
        told = plural(len(result.already), "file")
        lines.append(f"{told} added nothing: the lake holds the content already.")
    records = sum(file.records for file in known)
    if records:
        behind = sum(file.behind_events for file in known)
        rejects = sum(file.rejects for file in known)
        lines.append(
            f"{plural(records, 'record')} = {behind:,} behind events + {rejects:,} unreadable + {_aside(known)}."
        )
    return lines + _left_out(result.left_out, veiled) + _unread(result.files, veiled)


def _known(files: Sequence[FileRead]) -> list[FileRead]:
    return [file for file in files if file.format not in {"unknown", "unreadable"}]


def _unread(files: Sequence[FileRead], veiled: Callable[[str], str]) -> list[str]:
    lines: list[str] = []
    for format_, title in (("unknown", "Not recognised"), ("unreadable", "Could not be opened")):
        lines += _listed(title, [file for file in files if file.format == format_], veiled)
    return lines + _listed("Remarks", [file for file in _known(files) if file.note], veiled)


def _left_out(paths: Sequence[str], veiled: Callable[[str], str]) -> list[str]:
    from custodes.render.visible import visible

    if not paths:
        return []
    some = [f"  {visible(veiled(path))}" for path in paths[:_LISTED]]
    more = [f"  and {len(paths) - _LISTED:,} more"] if len(paths) > _LISTED else []
    return [
        f"Never read (answers, lakes, outputs of custodes, files of repositories): {len(paths):,}",
        *some,
        *more,
    ]


def _aside(files: Sequence[FileRead]) -> str:
    reasons: dict[str, int] = {}
    for file in files:
        for reason, count in file.set_aside.items():
            reasons[str(reason)] = reasons.get(str(reason), 0) + count
    told = ", ".join(
        f"{reason.replace('_', ' ')} {count:,}" for reason, count in sorted(reasons.items()) if count
    )
    return f"{sum(reasons.values()):,} set aside" + (f" ({told})" if told else "")


def _listed(title: str, files: Sequence[FileRead], veiled: Callable[[str], str]) -> list[str]:
    if not files:
        return []
    from custodes.render.visible import visible

    lines = [f"{title}: {len(files):,}"]
    for file in files[:_LISTED]:
        note = f" ({visible(veiled(file.note))})" if file.note else ""
        lines.append(f"  {visible(veiled(file.path))}{note}")
    if len(files) > _LISTED:
        lines.append(f"  and {len(files) - _LISTED:,} more")
    return lines
