r"""ArcSight's Common Event Format (CEF), in a file or behind a syslog head: what many security products can write.

Sample::

    May 20 19:21:05 dlp01 CEF:0|Example|Endpoint DLP|5.1|1042|File copied to USB|5|rt=1716225665000 suser=CORP\\jdoe
    shost=PC-00042 src=203.0.113.7 filePath=C:\\plans\\a b.docx fsize=20480 act=allowed externalId=42

(one line). ``|``, ``=`` and ``\`` are escaped by ``\``. The product's own words decide what was done, by a table; what it
does not know is administrative. A record without a user is nobody's and out of scope.

References: "ArcSight Common Event Format (CEF) Implementation Standard"; learn.microsoft.com, "CEF and CommonSecurityLog
field mapping".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from custodes.model.event import Channel
from custodes.sources.anylog.clock import stamped, zone_of
from custodes.sources.anylog.pairs import Header, event_of
from custodes.sources.forms.products import LineSource
from custodes.sources.forms.syslog import syslog_reader
from custodes.sources.guide import Guide, Tested
from custodes.sources.moments import TimeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.moments import Moment
    from custodes.sources.rows import Found, Reader

__all__ = ["Cef", "pairs_of", "parts_of"]

_BEGIN = re.compile(r"(?:[^{\[\"].{0,999}?\s)?(?=CEF: ?\d{1,2}(?:\.\d)?\|)")
_KEY = re.compile(r"(?:(?<=\s)|^)([A-Za-z_][\w.\[\]-]{0,99})=")
_FIELD = re.compile(r"((?:[^|\\]|\\.)*+)\|", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\|=nr])")
_TIMES = ("rt", "start", "end", "deviceCustomDate1")


class Cef(LineSource):
    """Actions of people in records of any product that writes CEF."""

    name = "cef"
    title = "CEF, the Common Event Format of ArcSight (any product)"
    guide = Guide(
        channels=(
            Channel.REMOVABLE,
            Channel.PRINT,
            Channel.MAIL,
            Channel.WEB,
            Channel.CLOUD,
            Channel.FILE,
            Channel.SIGNIN,
        ),
        becomes=(
            (
                "a record whose `act`, name or category says that a file, mail, page, print or medium was used",
                "that action",
            ),
            ("a policy match of a DLP product that names no action", "a detection on its channel"),
            ("a sign-in or sign-off", "a sign-in"),
            ("everything else with a user", "administrative; a record without a user is out of scope"),
        ),
        switch_on=(
            "Let the product write CEF to a file or to syslog, with user, file and host in its records.",
        ),
        blind=(
            "What a product's words do not say: write a mapping of your own where they are read wrongly.",
        ),
        tested=Tested.PAPER,
        references=(
            '"ArcSight Common Event Format (CEF) Implementation Standard"',
            'learn.microsoft.com, "CEF and CommonSecurityLog field mapping"',
        ),
    )

    def is_line(self, line: str) -> bool:
        """Say whether a line is CEF, behind a head or not."""
        return _BEGIN.match(line) is not None

    def reader(self, file: LogFile, context: ReadContext) -> Reader[str]:
        """Return the function that reads a line."""
        syslog = syslog_reader(file, context)

        def head(line: str) -> Moment | None:
            found = syslog(line)
            return found.when if found else None

        def read(line: str) -> Found:
            begin = _BEGIN.match(line)
            parts = parts_of(line[begin.end() :], 7) if begin else None
            if parts is None:
                return "the line is not CEF"
            said = pairs_of(parts[7])
            zone = zone_of(said.get("dtz", "")) or context.zone
            text = next((said[key] for key in _TIMES if said.get(key, "").strip()), None)
            when = stamped(text, zone) if text else head(line)
            if when is None:
                raise TimeError("no time")
            return event_of(Header(parts[1], parts[2], parts[4], parts[5]), said, when)

        return read


def parts_of(text: str, bars: int) -> list[str] | None:
    r"""Split a header at its unescaped bars; None where there are fewer. The last part is left as it is.

    >>> parts_of(r"CEF:0|a\|b|c|d", 3)
    ['CEF:0', 'a|b', 'c', 'd']
    """
    found: list[str] = []
    start = 0
    while len(found) < bars:
        bar = _FIELD.match(text, start)
        if bar is None:
            return None
        found.append(plain(bar[1]).strip())
        start = bar.end()
    return [*found, text[start:]]


def pairs_of(text: str) -> Mapping[str, str]:
    r"""Read pairs of key and value, blanks between them; a value may hold blanks and escaped signs.

    >>> pairs_of(r"act=read  msg=a \= b c=d fname=x y.doc cs1=")
    {'act': 'read', 'msg': 'a = b', 'c': 'd', 'fname': 'x y.doc', 'cs1': ''}
    """
    keys = list(_KEY.finditer(text))
    ends = [key.start() for key in keys[1:]] + [len(text)]
    return {key[1]: plain(text[key.end() : end]).strip() for key, end in zip(keys, ends, strict=True)}


def plain(text: str) -> str:
    """Undo the escapes of CEF."""
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda found: {"n": "\n", "r": "\r"}.get(found[1], found[1]), text)
