r"""What lines of the authentication log say, as patterns: sshd, sudo, su, login, PAM, and the tools that keep accounts.

Samples (the message behind the syslog head)::

    sshd[812]: Accepted publickey for jdoe from 203.0.113.7 port 51022 ssh2: ED25519 SHA256:…
    sudo: jdoe : TTY=pts/0 ; PWD=/home/jdoe ; USER=root ; COMMAND=/usr/bin/less /etc/hosts
    useradd[901]: new user: name=guest, UID=1007, GID=1007, home=/home/guest, shell=/bin/sh

A pattern's groups are the event's fields: ``user`` who did it, ``address``, ``target``, ``uid``, ``command``. Lines of
tools that keep accounts (useradd, chage) name the account that was changed, not who changed it: the event stands under
it, as the machine's own act.

References: sshd(8), auth.c and monitor.c of OpenSSH; sudoers(5), "Log format"; pam_unix(8); su(1), login(1), shadow's
useradd(8), usermod(8), userdel(8), passwd(1).
"""

from __future__ import annotations

import re
from functools import partial
from typing import NamedTuple

from custodes.model.event import Action, Channel

__all__ = ["PROGRAMS", "Meaning", "meaning_of"]

_A, _C = Action, Channel


class Meaning(NamedTuple):
    """A kind of line. ``actor``: "system" where nobody is behind it whom the line names, else "" to judge by the name."""

    pattern: re.Pattern[str]
    action: Action
    channel: Channel
    native: str
    outcome: str | None = None
    actor: str = ""


def _meaning(
    action: Action, channel: Channel, pattern: str, native: str, outcome: str | None, actor: str = ""
) -> Meaning:
    return Meaning(re.compile(pattern), action, channel, native, outcome, actor)


_logon = partial(_meaning, _A.LOGON, _C.SIGNIN)
_logoff = partial(_meaning, _A.LOGOFF, _C.SIGNIN)
_about = partial(_meaning, _A.OTHER, _C.SIGNIN)
_rights = partial(_meaning, _A.OTHER, _C.ADMIN)
_kept = partial(_meaning, _A.OTHER, _C.ADMIN, actor="system")

_FROM = r"from (?P<address>\S+)(?: port \d+)?"
_OPENED = (
    r"session opened for user (?P<target>\S+?)(?:\(uid=\d+\))? by (?P<user>[^\s(]*)\s?\(uid=(?P<uid>\d+)\)"
)
_CLOSED = r"session closed for user (?P<user>\S+)"
_AT_PAM = r"pam_unix\([^)]*:session\): "
_REFUSED = r"(?P<failed>[^=;]{0,256}?(?:NOT|incorrect|not allowed|a password is required)[^=;]{0,256}?)"

_SSH = (
    _logon(rf"Accepted \S+ for (?P<user>.+?) {_FROM}\b.*", "Accepted", "success"),
    _logon(rf"Failed \S+ for (?:invalid user |illegal user )?(?P<user>.*?) {_FROM}\b.*", "Failed", "failure"),
    _logon(rf"(?:Invalid|Illegal) user (?P<user>.*?) {_FROM}\s*", "Invalid user", "failure"),
    _logon(rf"User (?P<user>.+?) {_FROM} not allowed because .*", "not allowed", "failure"),
    _logon(
        r"error: PAM: .{0,256} for (?:illegal user |invalid user )?(?P<user>.{1,256}) from (?P<address>\S+)",
        "PAM",
        "failure",
    ),
    _about(
        rf"(?:error: )?maximum authentication attempts exceeded for (?:invalid user )?(?P<user>.*?) {_FROM}\b.*",
        "maximum authentication attempts exceeded",
        "failure",
    ),
    _about(r"subsystem request for (?P<target>\S+) by user (?P<user>\S+).*", "subsystem request", None),
    _about(rf"Did not receive identification string {_FROM}.*", "no identification", None, "system"),
    _about(
        r"(?:Disconnected from|Connection (?:closed|reset) by|Disconnecting) (?:authenticating |invalid )?user "
        r"(?P<user>\S*) (?P<address>\S+) port \d+.*",
        "disconnected",
        None,
    ),
    _about(rf"Received disconnect {_FROM}[: ].*", "Received disconnect", None, "system"),
    _logoff(_AT_PAM + _CLOSED, "session closed", None),
    _about(_AT_PAM + _OPENED, "session opened", None),
)
_SEAT = (
    _logon(
        _AT_PAM + r"session opened for user (?P<user>\S+?)(?:\(uid=\d+\))? by .*", "session opened", "success"
    ),
    _logoff(_AT_PAM + _CLOSED, "session closed", None),
    _logon(r"FAILED LOGIN.{0,256} FOR '?(?P<user>[^',]{1,256})'?, .*", "FAILED LOGIN", "failure"),
)
_PAM = (
    _rights(_AT_PAM + _OPENED, "session opened", None),
    _rights(_AT_PAM + _CLOSED, "session closed", None, "system"),
    _about(
        r"pam_unix\([^)]*:auth\): authentication failure; .*?\brhost=(?P<address>\S*)(?:\s+user=(?P<user>\S+))?\s*",
        "authentication failure",
        "failure",
    ),
    _rights(
        r"pam_unix\([^)]*:chauthtok\): password changed for (?P<user>\S+)", "password changed", "success"
    ),
    _logoff(r"user (?P<user>\S+) logged out\.?", "logged out", None),
)
_SUDO = (
    _rights(
        rf"\s*(?P<user>\S+) : (?:{_REFUSED} ; )?(?:TTY=\S+ ; )?PWD=.*? ; USER=(?P<target>\S+) ; "
        r"(?:(?:GROUP|TSID|ENV)=[^;]* ; )*COMMAND=(?:(?P<command>[^\s=]+)(?!\S))?.*",
        "sudo",
        None,
    ),
)
_SU = (
    _rights(r"Successful su for (?P<target>\S+) by (?P<user>\S+)", "su", "success"),
    _rights(r"\(to (?P<target>\S+)\) (?P<user>\S+) on .*", "su", "success"),
    _rights(r"\+ \S+ (?P<user>[^\s:]+):(?P<target>\S+)", "su", "success"),
    _rights(r"FAILED su for (?P<target>\S+) by (?P<user>\S+)", "su", "failure"),
    _rights(r"FAILED SU \(to (?P<target>\S+)\) (?P<user>\S+) on .*", "su", "failure"),
    _rights(r"- \S+ (?P<user>[^\s:]+):(?P<target>\S+)", "su", "failure"),
)
_KEPT = (
    _kept(r"new user: name=(?P<user>[^,\s]+), UID=(?P<uid>\d+),.*", "new user", "success"),
    _kept(r"failed adding user '(?P<user>[^']*)'.*", "failed adding user", "failure"),
    _kept(r"delete user '(?P<user>[^']*)'", "delete user", "success"),
    _kept(r"(?:change|lock|unlock) user '(?P<user>[^']*)'.*", "change user", "success"),
    _kept(r"changed user '(?P<user>[^']*)' .*", "changed user", None),
    _kept(r"add '(?P<user>[^']*)' to (?:shadow )?group '(?P<target>[^']*)'", "add to group", "success"),
    _kept(
        r"(?:delete|remove) '(?P<user>[^']*)' from (?:shadow )?group '(?P<target>[^']*)'",
        "delete from group",
        "success",
    ),
    _kept(
        r"user '?(?P<user>[^'\s]+)'? added by '?[^'\s]+'? to group '?(?P<target>[^'\s]+)'?",
        "add to group",
        "success",
    ),
    _kept(r"changed password expiry for (?P<user>\S+)", "changed password expiry", None),
    _rights(
        r"password for '?(?P<target>[^'\s]+)'? changed by '?(?P<user>[^'\s]+)'?",
        "password changed",
        "success",
    ),
    _kept(r"(?:new group: name=|group added to \S+ name=)(?P<target>[^,\s]+).*", "new group", "success"),
    _kept(r"group '(?P<target>[^']*)' removed.*", "group removed", "success"),
)

_SEATS = (
    "login",
    "gdm-password",
    "gdm-autologin",
    "lightdm",
    "sddm",
    "kdm",
    "xrdp-sesman",
    "cockpit-session",
)
_KEEPERS = (
    *("useradd", "userdel", "usermod", "adduser", "deluser", "chfn", "chsh", "chage", "passwd", "chpasswd"),
    *("groupadd", "groupdel", "groupmod", "gpasswd"),
)
PROGRAMS: dict[str, tuple[Meaning, ...]] = {
    **dict.fromkeys(("sshd", "sshd-session", "sshd-auth"), _SSH + _PAM),
    **dict.fromkeys(_SEATS, _SEAT + _PAM),
    **dict.fromkeys(_KEEPERS, _KEPT + _PAM),
    **dict.fromkeys(("su", "su-l", "runuser"), _SU + _PAM),
    **dict.fromkeys(("sudo", "sudo-i", "doas", "pkexec"), _SUDO + _PAM),
    **dict.fromkeys(("CRON", "cron", "crond", "pam", "polkit", "polkitd", "vsftpd", "systemd"), _PAM),
}
"""Programs whose lines are looked at, and what their lines may mean: the first that fits."""

_REPEATED = re.compile(r"message repeated \d+ times: \[ ?(?P<message>.*)\]\s*", re.DOTALL)


def meaning_of(app: str, message: str) -> tuple[Meaning, dict[str, str | None]] | None:
    """Return what a line means and its fields; None where it says nothing of sign-ins or accounts.

    >>> meaning, fields = meaning_of("sshd", "Failed password for invalid user guest from 203.0.113.7 port 4 ssh2")
    >>> meaning.outcome, fields["user"], fields["address"]
    ('failure', 'guest', '203.0.113.7')
    """
    if repeated := _REPEATED.fullmatch(message):
        message = repeated["message"]
    for meaning in PROGRAMS.get(app, ()):
        if found := meaning.pattern.fullmatch(message):
            return meaning, found.groupdict()
    return None
