"""Samba's own log with full_audit in it (``full_audit:syslog = false``): a head with the time, then the line.

Sample (two lines, one event)::

    [2024/05/20 19:21:05.123456,  1] ../../source3/modules/vfs_full_audit.c:678(do_log)
      jdoe|203.0.113.7|plans|openat|ok|r|/srv/plans/a.pdf

The time is local to the server. Other messages of Samba are out of scope. For full_audit in syslog see the source
``syslog``; what the words mean stands in ``samba_audit``.

References: vfs_full_audit(8); smb.conf(5), "debug hires timestamp", "log level".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from custodes.model.event import Channel, SetAside
from custodes.sources.files.walk import head_of
from custodes.sources.forms.joined import JoinedSource, Part
from custodes.sources.guide import Guide, Tested
from custodes.sources.moments import iso
from custodes.sources.unix.samba_audit import audit_event, audit_of

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.forms.joined import PartReader
    from custodes.sources.rows import Found

__all__ = ["SAMBA_SWITCH_ON", "Samba", "tells_opens"]

_HEAD = re.compile(
    r"\[(?P<day>\d{4}/\d\d/\d\d) (?P<clock>\d\d:\d\d:\d\d(?:\.\d{1,6})?),\s*\d+(?:,[^\]]*)?\] (?:\S*/)?(?P<file>[^/\s:]{1,80}\.c):\d+\(\w*\)"
    r"\s*"
)
_OPENED = re.compile(rb"\|open(?:at)?\|(?:ok|fail)\b")
SAMBA_SWITCH_ON = (
    "Samba: in the share, `vfs objects = full_audit`, `full_audit:prefix = %u|%I|%S`, `full_audit:success = connect "
    "disconnect openat renameat unlinkat mkdirat`, `full_audit:failure = connect openat`."
)


class Samba(JoinedSource):
    """Who opened, wrote, renamed and deleted which file of a share."""

    name = "samba"
    title = "Samba full_audit in Samba's own log"
    guide = Guide(
        channels=(Channel.FILE,),
        becomes=(
            ("`openat` for reading, for writing", "a file read, a file changed"),
            (
                "`create_file`, where the log has no `openat`",
                "a file created, changed or read, by its access mask",
            ),
            ("`renameat`, `unlinkat`, `mkdirat`, `linkat`", "renamed, deleted, created, copied"),
            ("`connect`, `disconnect`", "administrative, on the channel of sign-ins"),
            ("every other operation and message", "out of scope"),
        ),
        switch_on=(
            SAMBA_SWITCH_ON,
            "Without syslog: `full_audit:syslog = false` and `log level = 1`; take `log.smbd`. Times are local: set "
            "`[time] zone`.",
        ),
        blind=(
            "How much of a file was read.",
            "Where a copy went: a file that was copied to the client is a file that was read.",
        ),
        tested=Tested.SOFTWARE,
        references=("vfs_full_audit(8)", 'smb.conf(5), "VARIABLE SUBSTITUTIONS"'),
    )

    def is_line(self, line: str) -> bool:
        """Say whether a line is a head of full_audit's."""
        found = _HEAD.fullmatch(line)
        return found is not None and found["file"] == "vfs_full_audit.c"

    def sniff(self, head: bytes, file: LogFile, /) -> bool:
        """Say whether full_audit writes into this log, also behind a long beginning."""
        if super().sniff(head, file):
            return True
        if not head.lstrip().startswith(b"[") or b"vfs_full_audit.c" not in head:
            return False
        return any(
            self.is_line(line.decode("utf-8", "replace")) for line in head.splitlines() if len(line) < 500
        )

    def parts(self, file: LogFile, context: ReadContext) -> PartReader:
        """Return the function that reads a line: a head, or what stands under one."""
        opens = tells_opens(file)
        key, heads = "", 0

        def read(line: str) -> Part | Found:
            nonlocal key, heads
            if head := _HEAD.fullmatch(line):
                key = ""
                if head["file"] != "vfs_full_audit.c":
                    return SetAside.OUT_OF_SCOPE
                heads += 1
                key = str(heads)
                return Part(key, iso(f"{head['day'].replace('/', '-')} {head['clock']}", context.zone))
            if not key:
                return SetAside.OUT_OF_SCOPE
            mine, key = key, ""
            return Part(mine, (audit_of(line), opens), last=True)

        return read

    def event(self, parts: list[Any]) -> Found:
        """Return the event of a head and its line."""
        if len(parts) < 2:
            return "a head without its line"
        audit, opens = parts[1]
        if audit is None:
            return SetAside.OUT_OF_SCOPE
        return audit_event(audit, parts[0], None, opens=opens)


def tells_opens(file: LogFile) -> bool:
    """Say whether a log tells opened files by ``openat``, by its first 64 KiB."""
    try:
        head = head_of(file, 64 * 1024)
    except OSError:
        return False
    return _OPENED.search(head) is not None
