r"""Zeek logs as Zeek writes them by itself: tab-separated, with a header that says how to read what follows.

Sample::

    #separator \x09
    #set_separator	,
    #empty_field	(empty)
    #unset_field	-
    #path	ftp
    #fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	user	password	command	arg
    #types	time	string	addr	port	addr	port	string	string	string	string
    1716196524.699488	CRJ34i2	192.0.2.14	45905	192.0.2.80	21	jdoe	-	STOR	ftp://192.0.2.80/plans.zip

A value of ``unset_field`` is not there; ``empty_field`` is an empty set. A byte that would disturb is written ``\xNN``
and a backslash twice. Logs put behind one another have a header each, and each holds until the next. What a record means
is said in :mod:`custodes.sources.network.zeek`.

References: docs.zeek.org, "Zeek TSV Format Logs"; base/frameworks/logging/writers/ascii.zeek.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from custodes.model.event import SetAside
from custodes.sources.forms.products import LineSource
from custodes.sources.network.zeek import GUIDE, found

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Found, Reader

__all__ = ["ZeekTsv"]

_ESCAPED = re.compile(r"(?:\\x[0-9a-fA-F]{2})+|\\\\")
_COUNTS = frozenset({"count", "int"})


class ZeekTsv(LineSource):
    """Zeek's logs in its own form."""

    name = "zeek_tsv"
    title = "Zeek logs as TSV (smb_files, smb_mapping, http, smtp, ftp, files)"
    longest = 1024 * 1024
    guide = GUIDE

    def is_line(self, line: str) -> bool:
        """Say whether a line is the first of a header."""
        return line.startswith("#separator ")

    def reader(self, file: LogFile, context: ReadContext) -> Reader[str]:
        """Return the function that reads a line by the header before it."""
        return _Reader()


class _Reader:
    """Reads lines in their order; keeps the header that holds."""

    def __init__(self) -> None:
        self._start("\t")

    def _start(self, separator: str) -> None:
        """Forget the header: another begins."""
        self._separator = separator or "\t"
        self._joint, self._empty, self._unset, self._path = ",", "(empty)", "-", ""
        self._names: list[str] = []
        self._types: list[str] = []

    def __call__(self, line: str) -> Found:
        if line.startswith("#"):
            self._header(line)
            return SetAside.HEADER
        if not self._names:
            return "no line #fields before it"
        values = line.split(self._separator)
        if len(values) != len(self._names):
            return f"{len(values)} values where #fields names {len(self._names)}"
        types = self._types if len(self._types) == len(self._names) else ["string"] * len(self._names)
        record = {
            name: self._value(value, kind)
            for name, value, kind in zip(self._names, values, types, strict=True)
            if value != self._unset
        }
        return found({**record, "_path": self._path} if self._path else record)

    def _header(self, line: str) -> None:
        if line.startswith("#separator "):
            self._start(_plain(line.partition(" ")[2].strip(" ")))
            return
        key, _, rest = line.partition(self._separator)
        if key == "#fields":
            self._names = rest.split(self._separator)
        elif key == "#types":
            self._types = rest.split(self._separator)
        elif key == "#set_separator":
            self._joint = rest or ","
        elif key == "#empty_field":
            self._empty = rest
        elif key == "#unset_field":
            self._unset = rest
        elif key == "#path":
            self._path = rest

    def _value(self, text: str, kind: str) -> Any:
        """Read one value that is there, by its type."""
        if kind.startswith(("set[", "vector[")):
            parts = [] if text == self._empty else text.split(self._joint)
            return [_plain(part) for part in parts if part != self._unset]
        if text == self._empty:
            return ""
        if kind == "bool":
            return text == "T"
        if kind in _COUNTS and text.isascii() and text.lstrip("-").isdigit() and len(text) < 20:
            return int(text)
        return _plain(text)


def _plain(text: str) -> str:
    r"""Take the escapes away; bytes that together are UTF-8 become its characters.

    >>> _plain(r"\x5c\x5cFILES\x5cPl\xc3\xa4ne"), _plain(r"a\\x09")
    ('\\\\FILES\\Pläne', 'a\\x09')
    """
    return _ESCAPED.sub(_character, text) if "\\" in text else text


def _character(found: re.Match[str]) -> str:
    if found[0] == "\\\\":
        return "\\"
    data = bytes.fromhex(found[0].replace("\\x", ""))
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")
