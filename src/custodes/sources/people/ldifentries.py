r"""Entries of an LDIF file: lines joined, comments left out, values decoded, one entry in memory at a time.

Entries are separated by blank lines. A line that begins with a blank continues the one before; ``name:: `` gives a value in
base64, ``name:< `` one elsewhere, which is not fetched. A ``version:`` line and comments alone are no entry.

References: RFC 2849.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from custodes.sources.forms.chunks import repaired

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

__all__ = ["LdifError", "attributes_of", "entries_of", "first_line"]

_STUB = b"x"  # stands for a line of which the beginning was left out


class LdifError(ValueError):
    """An entry that is not as RFC 2849 says; the message is a clause without its content."""


def entries_of(chunks: Iterable[bytes], longest: int) -> Iterator[bytes | None]:
    """Yield the entries' lines without the blank ones between; None for one that is longer than ``longest`` bytes."""
    held, entry, size, over = b"", list[bytes](), 0, False
    for chunk in chunks:
        *lines, held = (held + chunk).split(b"\n")
        for line in lines:
            bare = line.rstrip(b"\r")
            size += len(line) + 1
            if bare and not over:
                entry.append(bare)
            if size > longest:
                over = over or bool(bare)
                entry.clear()
            if not bare:
                yield from _whole(entry, over=over)
                entry, size, over = [], 0, False
        if len(held) + size > longest:
            entry.clear()
            held, size, over = _STUB, longest, True
    bare = held.rstrip(b"\r")
    if bare and not over:
        entry.append(bare)
    yield from _whole(entry, over=over)


def _whole(entry: list[bytes], *, over: bool) -> Iterator[bytes | None]:
    if over:
        yield None
    elif first_line(entry):
        yield b"\n".join(entry)


def first_line(lines: Iterable[bytes]) -> bytes:
    r"""Return the first line that is part of an entry: no comment, none of a comment's further lines, no version.

    >>> first_line([b"# made by", b" hand", b"version: 1", b"dn: cn=a"])
    b'dn: cn=a'
    """
    aside = True
    for line in lines:
        aside = line.startswith(b"#") or line[:8].lower() == b"version:" or (aside and line.startswith(b" "))
        if line and not aside:
            return line
    return b""


def attributes_of(entry: bytes, wanted: Collection[str]) -> dict[str, list[bytes]]:
    r"""Return the wanted attributes of an entry by lower-case name without options, in order. Raises LdifError.

    >>> attributes_of(b"dn: cn=a\ncn;lang-de: J\xc3\xb6rg Mar\n quardt\njpegPhoto:: AAAA", {"cn"})
    {'cn': [b'J\xc3\xb6rg Marquardt']}
    """
    found: dict[str, list[bytes]] = {}
    for line in _unfolded(entry):
        name, colon, value = line.partition(b":")
        if not colon:
            raise LdifError("a line is no attribute")
        key = name.partition(b";")[0].strip().decode("ascii", "replace").lower()
        if key in wanted and not value.startswith(b"<"):
            found.setdefault(key, []).append(
                _decoded(value[1:]) if value.startswith(b":") else value.strip(b" ")
            )
    return found


def _unfolded(entry: bytes) -> Iterator[bytes]:
    parts: list[bytes] = []
    for line in entry.split(b"\n"):
        if line.startswith(b" "):
            parts.append(line[1:])
            continue
        if parts and not parts[0].startswith(b"#") and parts[0] != b"-":
            yield b"".join(parts)
        parts = [line]
    if parts and not parts[0].startswith(b"#") and parts[0] != b"-":
        yield b"".join(parts)


def _decoded(value: bytes) -> bytes:
    try:
        return base64.b64decode(value.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise LdifError("a value is not base64") from None


def text_of(value: bytes) -> str:
    """Return a value as text: UTF-8, else Windows-1252."""
    return repaired(value)[0].decode().strip()
