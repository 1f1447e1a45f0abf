r"""Linux audit (``/var/log/audit/audit.log``), raw or enriched, also behind a syslog head.

Sample (four lines, one event: the same time and serial)::

    type=SYSCALL msg=audit(1716225665.123:901): arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a1=7f a2=0 items=1
      ppid=811 pid=812 auid=1000 uid=0 tty=pts0 ses=3 comm="cp" exe="/usr/bin/cp" key="plans"\x1dAUID="jdoe" UID="root"
    type=CWD msg=audit(1716225665.123:901): cwd="/srv/plans"
    type=PATH msg=audit(1716225665.123:901): item=0 name="a.pdf" inode=7 nametype=NORMAL
    type=PROCTITLE msg=audit(1716225665.123:901): proctitle=6370

Lines of one serial are one event. Its account is the one that signed in (``auid``), whatever it became by su or sudo;
the ``acct`` that a sign-in record names; the process's own (``uid``) where nobody signed in. The raw format knows
numbers only. Arguments of programs are not kept.

References: "Audit event fields", "Audit record types" of linux-audit/audit-documentation; auditd.conf(5), "log_format";
audit.rules(7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from custodes.model.event import Channel
from custodes.sources.forms.joined import JoinedSource, Part
from custodes.sources.guide import Guide, Tested
from custodes.sources.unix.auditd_event import audit_group
from custodes.sources.unix.auditd_fields import audit_line

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.forms.joined import PartReader
    from custodes.sources.rows import Found

__all__ = ["Auditd"]


class Auditd(JoinedSource):
    """Sign-ins and the file accesses that a rule watches, by the account that signed in."""

    name = "auditd"
    title = "Linux audit (audit.log, raw and enriched)"
    window = 2_000
    guide = Guide(
        channels=(Channel.FILE, Channel.REMOVABLE, Channel.SIGNIN),
        becomes=(
            ("`SYSCALL` of open, openat, creat, truncate with its `PATH`", "a file read, created or changed"),
            ("`SYSCALL` of rename, unlink, mkdir, link", "renamed, deleted, created, copied"),
            (
                "a path under `/media` or `/run/media`, a mount there",
                "the same on a removable medium; connected",
            ),
            ("`USER_LOGIN`, `USER_LOGOUT`", "a sign-in, a sign-out"),
            (
                "`USER_AUTH`, `USER_START`, `CRED_ACQ` and the like",
                "administrative, on the channel of sign-ins",
            ),
            ("everything else", "administrative"),
        ),
        switch_on=(
            "A rule for each protected tree: `-a always,exit -F arch=b64 -S open,openat,creat,rename,renameat,renameat2,"
            "unlink,unlinkat -F dir=/srv/plans -F auid>=1000 -F auid!=unset -k plans`; `-w DIR -p rwa` does as well.",
            "`log_format = ENRICHED` in `auditd.conf`: the raw format has numbers for accounts, which are the same person "
            "on two machines only where both take them from one directory.",
            "`name_format = hostname` where several machines' logs come together.",
        ),
        blind=(
            "What was read of a file, and how much.",
            "`openat2` does not say whether it reads or writes: it is told as read.",
            "A name relative to an open directory other than the working one stays relative.",
        ),
        tested=Tested.RECORDS,
        references=(
            "github.com/linux-audit/audit-documentation, audit event fields and record types",
            "auditd.conf(5), audit.rules(7)",
        ),
    )

    def is_line(self, line: str) -> bool:
        """Say whether a line has a type and an audit stamp."""
        return "msg=audit(" in line and "type=" in line

    def parts(self, file: LogFile, context: ReadContext) -> PartReader:
        """Return the function that reads a line."""
        return _part

    def event(self, parts: list[Any]) -> Found:
        """Return the event of the lines of one serial."""
        return audit_group(parts)


def _part(text: str) -> Part | Found:
    line = audit_line(text)
    if line is None:
        return "no audit(time:serial)"
    if line.kind == "EOE":
        return Part(f"{line.node} {line.when.ts_us} {line.serial}", line, last=True)
    return Part(f"{line.node} {line.when.ts_us} {line.serial}", line, last=line.kind.startswith(_ALONE))


_ALONE = (
    "USER_",
    "CRED_",
    "SERVICE_",
    "ADD_",
    "DEL_",
    "DAEMON_",
    "GRP_",
    "CRYPTO_",
    "VIRT_",
    "SYSTEM_",
    "SOFTWARE_",
)
"""Records of programs and of the daemon: a line of these is an event by itself."""
