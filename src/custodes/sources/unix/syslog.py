"""What programs of a Unix machine write to syslog, whichever file it ends in (auth.log, secure, mail.log, messages).

Samples::

    May 20 19:21:05 files sshd[812]: Accepted publickey for jdoe from 203.0.113.7 port 51022 ssh2
    May 20 19:21:06 files sftp-server[815]: open "/srv/plans/a.pdf" flags READ mode 0666
    2024-05-20T19:21:07.120451+02:00 mail postfix/smtpd[901]: 4VjK2q1sTdz1: client=pc7[203.0.113.7], sasl_username=jdoe
    May 20 19:21:08 files smbd_audit: jdoe|203.0.113.7|plans|openat|ok|r|/srv/plans/a.pdf

Each program has its own module here: ``auth``, ``sftp``, ``postfix``, ``samba_audit``. Lines of all other programs are
out of scope; a line without a syslog head is a reject.

References: syslog(3); RFC 3164, RFC 5424; and those of the modules named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from custodes.model.event import Channel, SetAside
from custodes.sources.forms.joined import JoinedSource
from custodes.sources.forms.syslog import split, syslog_reader
from custodes.sources.guide import Guide, Tested
from custodes.sources.unix.auth import auth_event
from custodes.sources.unix.auth_lines import PROGRAMS, meaning_of
from custodes.sources.unix.postfix import is_postfix, postfix_event, postfix_line
from custodes.sources.unix.samba import SAMBA_SWITCH_ON, tells_opens
from custodes.sources.unix.samba_audit import audit_event, audit_of
from custodes.sources.unix.sftp import SFTP, SftpSessions, Told, sftp_event

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.forms.joined import Part, PartReader
    from custodes.sources.rows import Found

__all__ = ["UnixSyslog"]

_SAMBA = "smbd_audit"
_ANY = frozenset(
    {"kernel", "systemd", "systemd-logind", "rsyslogd", "CRON", "cron", "crond", "dbus-daemon", "anacron"}
)
"""Programs of every machine: they say that it is a machine's log, not that a line is worth reading."""


class UnixSyslog(JoinedSource):
    """Sign-ins, rights, transfers over SFTP, mail, and file shares, as syslog has them."""

    name = "syslog"
    title = "Syslog of Unix machines: sshd, sudo, su, login, useradd, sftp-server, Postfix, Samba full_audit"
    window = 20_000
    longest = 16 * 1024  # bytes; rsyslog and journald cut at 8 KiB
    most = 5_000  # a mail has a line for each recipient, and the one outside may be the last
    guide = Guide(
        channels=(Channel.SIGNIN, Channel.FILE, Channel.MAIL),
        becomes=(
            (
                "sshd: `Accepted`, `Failed`, `Invalid user`, session closed",
                "a sign-in, a failed one, a sign-out",
            ),
            ("login, gdm, lightdm, xrdp: session opened and closed", "a sign-in, a sign-out"),
            ("sudo, su, useradd, usermod, userdel, passwd, groupadd", "administrative"),
            ("sftp-server: `open` with its `close`", "a file downloaded or uploaded, with its bytes"),
            ("sftp-server: `rename`, `remove`, `mkdir`", "renamed, deleted, created"),
            ("Postfix: the lines of one queue id", "one mail sent, or received by each recipient"),
            (
                "`smbd_audit`: lines of full_audit",
                "files read, changed, renamed, deleted, as the source `samba` says",
            ),
            ("everything else", "out of scope; a line without a syslog head is a reject"),
        ),
        switch_on=(
            "Take `/var/log/auth.log` (Debian) or `/var/log/secure` (Red Hat), and `/var/log/mail.log` or `maillog`; from "
            "a journal: `journalctl -o short-iso --facility=auth,authpriv,mail > auth.log`.",
            "SFTP: in `sshd_config`, `Subsystem sftp internal-sftp -f AUTH -l INFO`; in a chroot the session needs a "
            "socket `/dev/log`.",
            "Postfix logs senders and recipients by itself; for subjects, `header_checks` with `/^Subject:/ WARN`.",
            SAMBA_SWITCH_ON,
        ),
        blind=(
            "What `scp` and a shell copy: over SSH only SFTP is told file by file (newer `scp` uses SFTP).",
            "What commands of sudo did: the arguments are left out, since they may hold secrets.",
            "Attachments: Postfix logs the size of a mail and no more.",
            "A mail that passes a content filter on the way has two queue ids and counts twice.",
            "Who changed an account: useradd and the like name the account that was changed.",
        ),
        tested=Tested.SOFTWARE,
        references=(
            'sshd(8); sftp-server(8), "-l log_level"',
            'sudoers(5), "Log format"',
            'postfix.org, "Postfix Architecture Overview"',
            "vfs_full_audit(8)",
        ),
    )

    def is_line(self, line: str) -> bool:
        """Say whether a line has a syslog head and is of a program that is read here, or of one that every machine has."""
        head = split(line)
        return head is not None and (head.app in _ANY or _is_ours(head.app, head.message))

    def sniff(self, head: bytes, file: LogFile, /) -> bool:
        """Say whether a program that is read here has written one of the first lines."""
        if not super().sniff(head, file):
            return False
        for line in head.splitlines():
            found = split(line.decode("utf-8", "replace")) if len(line) < self.longest else None
            if found and _is_ours(found.app, found.message):
                return True
        return False

    def parts(self, file: LogFile, context: ReadContext) -> PartReader:
        """Return the function that reads a line by its program."""
        lines, sessions, opens = syslog_reader(file, context), SftpSessions(), tells_opens(file)

        def read(text: str) -> Part | Found:
            line = lines(text)
            if line is None:
                return "no syslog head"
            if line.app in SFTP or (line.app.startswith("sshd") and line.message.startswith(_INTERNAL)):
                return sessions.line(line)
            if line.app in PROGRAMS:
                return auth_event(line)
            if is_postfix(line.app):
                return postfix_line(line)
            if line.app == _SAMBA and (audit := audit_of(line.message)):
                return audit_event(audit, line.when, line.host, opens=opens)
            return SetAside.OUT_OF_SCOPE

        return read

    def event(self, parts: list[Any]) -> Found:
        """Return the event of a transfer, or those of a mail."""
        return sftp_event(parts) if isinstance(parts[0], Told) else postfix_event(parts)


_INTERNAL = (
    'open "',
    'close "',
    "session opened for local user",
    "session closed for local user",
    "sent status ",
)
"""How ``internal-sftp`` begins where it logs under sshd's own name."""


def _is_ours(app: str, message: str) -> bool:
    if app in _ANY:
        return meaning_of(app, message) is not None
    return app in PROGRAMS or app in SFTP or app == _SAMBA or is_postfix(app)
