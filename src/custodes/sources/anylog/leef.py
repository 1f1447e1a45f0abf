"""IBM's Log Event Extended Format (LEEF) 1.0 and 2.0, in a file or behind a syslog head.

Sample (pairs are separated by tabs; version 2 may name another separator in the header)::

    May 20 19:21:05 gw LEEF:2.0|Example|Web Gateway|4.0|upload|^|devTime=1716225665000^usrName=jdoe^src=203.0.113.7
    ^url=https://files.example.net/put^srcBytes=20480^action=allowed

(one line). What becomes of it is told in :mod:`custodes.sources.anylog.pairs`.

References: ibm.com/docs, "IBM QRadar Log Event Extended Format (LEEF) Guide".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from custodes.model.event import Channel
from custodes.sources.anylog.cef import pairs_of, parts_of
from custodes.sources.anylog.clock import by_pattern, from_java, stamped
from custodes.sources.anylog.pairs import Header, event_of
from custodes.sources.forms.products import LineSource
from custodes.sources.forms.syslog import syslog_reader
from custodes.sources.guide import Guide, Tested
from custodes.sources.moments import TimeError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.moments import Moment
    from custodes.sources.rows import Found, Reader

__all__ = ["Leef"]

_BEGIN = re.compile(r"(?:[^{\[\"].{0,999}?\s)?(?=LEEF: ?([12])\.\d\|)")
_HEX = re.compile(r"(?:0x|x|\\u)([0-9a-fA-F]{1,4})")


class Leef(LineSource):
    """Actions of people in records of any product that writes LEEF."""

    name = "leef"
    title = "LEEF, the Log Event Extended Format of QRadar (any product)"
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
                "a record whose `action`, event or `cat` says that a file, mail, page, print or medium was used",
                "that action",
            ),
            ("everything else with a user", "administrative; a record without a user is out of scope"),
        ),
        switch_on=(
            "Let the product write LEEF to a file or to syslog, with user, file and host in its records.",
        ),
        blind=(
            "What a product's words do not say: write a mapping of your own where they are read wrongly.",
        ),
        tested=Tested.PAPER,
        references=('ibm.com/docs, "IBM QRadar Log Event Extended Format (LEEF) Guide"',),
    )

    def is_line(self, line: str) -> bool:
        """Say whether a line is LEEF, behind a head or not."""
        return _BEGIN.match(line) is not None

    def reader(self, file: LogFile, context: ReadContext) -> Reader[str]:
        """Return the function that reads a line."""
        syslog = syslog_reader(file, context)

        def read(line: str) -> Found:
            begin = _BEGIN.match(line)
            parts = parts_of(line[begin.end() :], 5) if begin else None
            if begin is None or parts is None:
                return "the line is not LEEF"
            said = _pairs(parts[5], begin[1])
            when = _time(said, context.zone)
            if when is None and (head := syslog(line)):
                when = head.when
            if when is None:
                raise TimeError("no time")
            return event_of(Header(parts[1], parts[2], parts[4], ""), said, when)

        return read


def _pairs(text: str, version: str) -> Mapping[str, str]:
    """Read the pairs: version 2 may begin with its separator and a bar."""
    mark = "\t"
    if version == "2":
        given, bar, rest = text.partition("|")
        if bar and len(given) <= 6 and "=" not in given[1:]:
            text = rest
            found = _HEX.fullmatch(given)
            mark = chr(int(found[1], 16)) if found else given or "\t"
    if mark not in text:
        return pairs_of(text)  # one pair, or a product that writes blanks
    pairs = [pair.partition("=") for pair in text.split(mark)]
    return {key.strip(): value.strip() for key, sign, value in pairs if sign}


def _time(said: Mapping[str, str], zone: ZoneInfo) -> Moment | None:
    text = said.get("devTime", "").strip()
    if not text:
        return None
    pattern = from_java(said.get("devTimeFormat", ""))
    if pattern and not text.isdigit():
        return by_pattern(pattern)(text, zone)
    return stamped(text, zone)
