"""Which source reads which file: decided by content, never by a name.

Sources of other packages register under the entry-point group ``custodes.sources``, as a class without arguments.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from custodes.errors import UsageError
from custodes.sources import (
    anylog,
    cert,
    code,
    collaboration,
    google,
    identity_providers,
    microsoft,
    network,
    people,
    records,
    unix,
    windows,
)
from custodes.sources.files.walk import head_of
from custodes.sources.forms.chunks import encoding_of
from custodes.sources.forms.csvfile import delimited
from custodes.sources.forms.frames import frames_around
from custodes.sources.forms.framing import framed, unwrapped, within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custodes.sources.base import LogFile, Source

__all__ = ["by_name", "looks_like", "recognise", "sources"]

_HEAD = 64 * 1024
_LAYERS = 3  # frames within frames: a syslog line in a shipper's record in an export
_FAMILIES = (
    *(cert, people, windows, microsoft, google, identity_providers, collaboration, code),
    *(unix, network, records, anylog),
)
"""In the order in which they are asked: the first that takes a file reads it."""


@cache
def sources() -> tuple[Source, ...]:
    """Return all sources: the built-in ones, then those of other packages.

    Raises UsageError where another package's source cannot be loaded.
    """
    found: list[Source] = [source for family in _FAMILIES for source in family.SOURCES]
    for entry in sorted(entry_points(group="custodes.sources"), key=lambda entry: entry.name):
        try:
            found.append(entry.load()())
        except Exception as error:
            raise UsageError(
                f"the source '{entry.name}' of another package cannot be loaded: {error}",
                place=entry.value,
                advice="update or uninstall that package",
            ) from error
    return tuple(found)


def by_name(name: str) -> Source:
    """Return the source of that name; raises UsageError where there is none."""
    for source in sources():
        if source.name == name:
            return source
    known = ", ".join(source.name for source in sources())
    raise UsageError(f"there is no source '{name}'", advice=f"known: {known}")


def recognise(file: LogFile, more: Sequence[Source] = ()) -> Source | None:
    """Return the source that takes this file, by its first 64 KiB; None where none does or it cannot be opened.

    more: sources that are asked before all others, such as mappings of one's own

    Where none takes the whole records, those inside a frame are tried (syslog, exports of Splunk, shippers).
    """
    try:
        head = head_of(file, _HEAD)
    except OSError:
        return None
    return _asked(head, file, (*more, *sources()), _LAYERS) if head else None


def _asked(head: bytes, file: LogFile, known: Sequence[Source], layers: int) -> Source | None:
    for source in known:
        if source.sniff(head, file):
            return source
    for frame in frames_around(head) if layers else ():
        text = unwrapped(frame, head)
        inner = _asked(text, within(frame, file), known, layers - 1) if text else None
        if inner is not None and (found := framed(frame, inner, text, file)):
            return found
    return None


_MAGIC = (
    (b"ElfFile\0", "a Windows event log (EVTX)"),
    (b"PK\x03\x04", "a zip archive inside an archive: unpack it first"),
    (b"%PDF-", "a PDF document"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it first"),
    (b"BZh", "a bzip2 file: unpack it first"),
    (b"\xfd7zXZ\0", "an xz file: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd file: unpack it first"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)


_BETWEEN = {
    ",": "",
    ";": ", separated by semicolons",
    "\t": ", separated by tabs",
    "|": ", separated by bars",
}


def looks_like(file: LogFile) -> str:
    """Say in a few words what an unknown file looks like, for the list of what was not read."""
    try:
        head = head_of(file, _HEAD)
    except OSError as error:
        return f"cannot be opened: {(error.strerror or str(error)).lower()}"
    if not head:
        return "empty"
    if head.startswith(b"PK\x03\x04") and b"[Content_Types].xml" in head[:4096]:
        return "an Office document: save a sheet as CSV, and it can be read"
    for magic, words in _MAGIC:
        if head.startswith(magic):
            return words
    if head[257:262] == b"ustar":
        return "a tar archive: unpack it first"
    if encoding_of(head) == "utf-8" and b"\0" in head[:1024]:
        return "binary"
    return _text(head)


def _text(head: bytes) -> str:
    """Describe a text without quoting it: nobody knows yet whom its words name."""
    text = head.removeprefix(codecs.BOM_UTF8)
    if re.match(rb"\s*[\[{]", text):
        keys = len(set(re.findall(rb'"([^"\\]{1,80})"\s*:', text[:4096])))
        return f"JSON with {keys} keys at its beginning" if keys else "JSON"
    if re.match(rb"\s*<", text):
        return "XML or HTML"
    columns, delimiter = delimited(head)
    if len(columns) >= 3:
        return f"CSV with {len(columns)} columns{_BETWEEN[delimiter]}"
    return "text"
