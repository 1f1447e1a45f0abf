"""A Git repository read in place: its history as a log of one JSON line for each file that a commit touched.

A line::

    {"commit":"3f1c…","author":"jdoe@example.org","time":"2024-05-20T10:00:00+02:00","change":"R096","path":"a.md","to":"b.md"}

Git is run to read it, oldest first, so that a history that only grows is a log that only grows. A repository is hostile
input: its own settings can name programs for git to run. So nothing of it is asked that runs one: no hooks, no filters,
no external differ, no signature checks, no pager, no file monitor, and no protocol by which a missing object would be
fetched. Settings of the user and the machine are not read either; nothing is written. The name of the author is never
asked for. A ``.git`` that is a file points somewhere else and is not followed.

References: git-log(1), git-config(1) (``protocol.allow``, ``safe.directory``), git(1) (environment variables).
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import threading
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from custodes.sources.base import LogFile, Unreadable
from custodes.sources.files.pieces import PieceStream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["HISTORY", "git_folder", "history_of"]

HISTORY = "!git-history"
"""Stands behind a repository's path in the path of its history."""

PATIENCE = (
    900  # seconds without a byte, after which git is ended: a large history is sorted before its first line
)
_CHUNK = 256 * 1024
_LONGEST = 1024 * 1024  # bytes of a field; git allows no path of that length
_SAFE = (
    *("-c", "core.fsmonitor=false", "-c", "core.hooksPath=" + os.devnull, "-c", "core.pager=cat"),
    *("-c", "core.alternateRefsCommand=", "-c", "log.showSignature=false", "-c", "gpg.program=false"),
    *(
        "-c",
        "diff.external=",
        "-c",
        "protocol.allow=never",
        "-c",
        "log.showRoot=true",
        "-c",
        "diff.orderFile=",
    ),
    *("--no-pager", "--no-optional-locks", "--no-replace-objects"),
)
_LOG = (
    *("log", "--exclude=refs/notes/*", "--exclude=refs/stash", "--exclude=refs/replace/*", "--all"),
    *(
        "--reverse",
        "--date-order",
        "--raw",
        "-z",
        "--no-abbrev",
        "-M",
        "-l400",
        "--no-ext-diff",
        "--no-textconv",
    ),
    *(
        "--no-show-signature",
        "--no-mailmap",
        "--no-color",
        "--no-notes",
        "--date=raw",
        "--encoding=UTF-8",
        "-O" + os.devnull,
    ),
    "--format=%x01%H%x00%ae%x00%ad",
)


def git_folder(path: Path) -> Path | None:
    """Return the folder in which a repository keeps its history, where ``path`` is one; a worktree's link is none."""
    inner = path / ".git"
    if inner.is_dir():
        return inner if _is_store(inner) else None
    return path if _is_store(path) else None


def _is_store(path: Path) -> bool:
    return (path / "HEAD").is_file() and (path / "objects").is_dir() and (path / "refs").is_dir()


def history_of(path: Path, shown: str) -> LogFile | Unreadable:
    """Return the history of the repository at ``path`` as a file; ``shown`` is how the path is shown and stored."""
    store = git_folder(path)
    git = shutil.which("git")
    if store is None:
        return Unreadable(shown + HISTORY, "it is not there any more")
    if git is None:
        return Unreadable(
            shown + HISTORY,
            "git is not installed, and it is needed to read a repository's history: install git",
        )
    packs = store / "objects" / "pack"
    name = path.absolute().name
    return LogFile(
        path=shown + HISTORY,
        name=name.removesuffix(".git") or name,
        folder=path.absolute().parent.name,
        size=None,
        stored_size=sum(pack.stat().st_size for pack in packs.glob("*.pack")) if packs.is_dir() else 0,
        modified=datetime.fromtimestamp(max(store.stat().st_mtime, 0), UTC),
        open=partial(_open, git, store),
    )


def _environment() -> dict[str, str]:
    """Return what git is told: where programs are, and to read no settings but the repository's and ours."""
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP") if key in os.environ}
    return kept | {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_ALLOW_PROTOCOL": "none",  # wins over the repository's own protocol.*.allow
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_PAGER": "cat",
        "LC_ALL": "C",
    }


def _cut_at(store: Path) -> frozenset[str]:
    """Return the commits at which a shallow clone was cut: what came before is not there to be compared with."""
    try:
        with (store / "shallow").open("rb") as stream:
            return frozenset(stream.read(_LONGEST).decode("ascii", "replace").split())
    except OSError:
        return frozenset()


def _open(git: str, store: Path) -> BinaryIO:
    store = store.absolute()
    process = subprocess.Popen(  # noqa: S603 -- git itself, by its path, with arguments of ours
        [git, f"--git-dir={store}", *_SAFE, *_LOG],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=store.anchor,
        env=_environment(),
    )
    lines = _lines(_fields(_chunks(process)), _cut_at(store))
    return io.BufferedReader(PieceStream(lines, lambda: _end(process)), _CHUNK)


def _chunks(process: subprocess.Popen[bytes]) -> Iterator[bytes]:
    """Yield what git writes; raises OSError where it fails or stands still."""
    assert process.stdout is not None  # noqa: S101 -- it was opened with a pipe
    read = process.stdout.read1  # type: ignore[attr-defined]
    while True:
        watch = threading.Timer(PATIENCE, process.kill)
        watch.daemon = True
        watch.start()
        try:
            chunk = read(_CHUNK)
        finally:
            watch.cancel()
        if not chunk:
            break
        yield chunk
    if status := process.wait():
        raise OSError(f"git could not read the history to its end (it ended with status {status})")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    if process.stdout is not None:
        process.stdout.close()
    process.wait()


def _fields(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield what stands between NULs, in bounded memory."""
    held = b""
    for chunk in chunks:
        *whole, held = (held + chunk).split(b"\0")
        yield from whole
        if len(held) > _LONGEST:
            raise OSError("git names a path that is longer than any path can be")
    if held.strip(b"\n"):
        yield held


def _lines(fields: Iterator[bytes], cut: frozenset[str]) -> Iterator[bytes]:
    """Turn git's fields into lines: a commit's head, then for each file ":… STATUS" and one path or two.

    A commit at which the clone was ``cut`` seems to add every file there is; what it did is not known.
    """
    head: dict[str, str] = {}
    told = True
    for field in fields:
        start = field.lstrip(b"\n")
        if start.startswith(b"\x01"):
            if not told:
                yield _line(head)
            author, time = next(fields, b""), next(fields, b"").strip(b"\n")
            head = {"commit": _text(start[1:]), "author": _text(author), "time": _time(time)}
            told = head["commit"] in cut
            if told:
                yield _line(head | {"cut": "shallow"})
        elif start.startswith(b":") and len(parts := start.split(b" ")) == 5:
            more = {"change": _text(parts[4]), "path": _text(next(fields, b""))}
            if parts[4][:1] in (b"R", b"C"):
                more["to"] = _text(next(fields, b""))
            if head.get("commit") not in cut:
                yield _line(head | more | {"blob": _text(parts[3])})
                told = True
    if not told:
        yield _line(head)


def _line(record: dict[str, str]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")


def _time(raw: bytes) -> str:
    """Write git's raw time as ISO 8601 at the author's own offset; one that cannot be stays as it is.

    >>> _time(b"1716192000 +0200"), _time(b"99999999999999 +0000")
    ('2024-05-20T10:00:00+02:00', '99999999999999 +0000')
    """
    text = _text(raw)
    seconds, _, offset = text.partition(" ")
    try:
        minutes = int(offset[:1] + "1") * (int(offset[1:-2]) * 60 + int(offset[-2:]))
        zone = timezone(timedelta(minutes=minutes))
        return (
            (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(seconds))).astimezone(zone).isoformat()
        )
    except (ValueError, OverflowError):
        return text
