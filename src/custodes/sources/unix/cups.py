"""CUPS page log (``/var/log/cups/page_log``): one line a page, or one a job with "total" where that is all that is known.

Sample (the default PageLogFormat)::

    floor02 jdoe 4711 [20/May/2024:19:21:05 +0000] total 12 - PC-00042 minutes of a meeting.docx iso_a4_210x297mm one-sided

printer, user, job, time, page number or "total", copies or sheets, billing, host, job's name, media, sides. A name may
hold spaces; older lines end after the billing. Each line is one event of so many pages. What a job holds is not in the
log. Lines of another PageLogFormat are rejects, since nobody can tell which word is which. No printer begins like a
frame (a syslog head, JSON), and no user holds a colon, a quote or a bracket: else a frame would be read as a name.

References: cupsd-logs(5), "PAGE LOG FILE FORMAT"; cupsd.conf(5), "PageLogFormat".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from custodes.identity.accounts import is_service
from custodes.model.event import Action, Channel
from custodes.sources.fields import account_of
from custodes.sources.forms.products import LineSource
from custodes.sources.guide import Guide, Tested
from custodes.sources.moments import common_log
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Found, Reader

__all__ = ["CupsPages"]

_LINE = re.compile(
    r"(?P<printer>(?![{\[\"<]|\d{4}-\d\d-\d\dT)\S+) (?P<user>[^\s\"{}\[\]:][^\"{}\[\]:]*?) (?P<job>\d{1,9}) "
    r"\[(?P<time>\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] (?:total|\d{1,6}) (?P<pages>\d{1,6})"
    r"(?: (?P<billing>\S*))?(?: (?P<host>\S+)(?: (?P<name>.*) (?P<media>\S+) (?P<sides>\S+))?)?\s*"
)


class CupsPages(LineSource):
    """What was printed, by whom, from which machine, and how many pages."""

    name = "cups"
    title = "CUPS page log (page_log)"
    longest = 8192  # bytes; CUPS itself cuts names long before
    guide = Guide(
        channels=(Channel.PRINT,),
        becomes=(("a line of the default format", "so many pages printed on a printer"),),
        switch_on=(
            "Take `/var/log/cups/page_log` of the print server, written in the default `PageLogFormat`.",
            "Where `PageLogFormat` is empty in `cupsd.conf`, nothing is logged.",
        ),
        blind=("What a job held: the log gives the job's name only.", "What is printed past the server."),
        tested=Tested.SOFTWARE,
        references=('cupsd-logs(5), "PAGE LOG FILE FORMAT"', 'cupsd.conf(5), "PageLogFormat"'),
    )

    def is_line(self, line: str) -> bool:
        """Say whether a line is one of a page log."""
        return _LINE.fullmatch(line) is not None

    def reader(self, file: LogFile, context: ReadContext) -> Reader[str]:
        """Return the function that reads a line."""
        return _found


def _found(text: str) -> Found:
    line = _LINE.fullmatch(text)
    if line is None:
        return "the line is not of the default page log format"
    user = line["user"].strip()
    return Row(
        when=common_log(line["time"]),
        account=account_of("cups", user),
        actor="service" if is_service(user) else "user",
        action=Action.PRINT,
        native_action="print",
        channel=Channel.PRINT,
        object=_said(line["name"]),
        target=line["printer"],
        items=int(line["pages"]),
        host=_said(line["host"]),
        stream="page_log",
    )


def _said(text: str | None) -> str | None:
    return text if text and text != "-" else None
