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


def _table(*rows: tuple[str, Action, Channel, str, str | None, str]) -> tuple[Meaning, ...]:
    return tuple(Meaning(re.compile(text), *rest) for text, *rest in rows)  # type: ignore[arg-type]


_FROM = r"from (?P<address>\S+)(?: port \d+)?"
_UID = r"(?:\(uid=\d+\))?"

_SSH = _table(
    (rf"Accepted \S+ for (?P<user>.+?) {_FROM}\b.*", _A.LOGON, _C.SIGNIN, "Accepted", "success", ""),
    (
        rf"Failed \S+ for (?:invalid user |illegal user )?(?P<user>.*?) {_FROM}\b.*",
        _A.LOGON,
        _C.SIGNIN,
        "Failed",
        "failure",
        "",
    ),
    (
        rf"(?:Invalid|Illegal) user (?P<user>.*?) {_FROM}\s*",
        _A.LOGON,
        _C.SIGNIN,
        "Invalid user",
        "failure",
        "",
    ),
    (
        rf"User (?P<user>.+?) {_FROM} not allowed because .*",
        _A.LOGON,
        _C.SIGNIN,
        "not allowed",
        "failure",
        "",
    ),
    (
        r"error: PAM: .* for (?:illegal user |invalid user )?(?P<user>.+) from (?P<address>\S+)",
        _A.LOGON,
        _C.SIGNIN,
        "PAM",
        "failure",
        "",
    ),
    (
        rf"(?:error: )?maximum authentication attempts exceeded for (?:invalid user )?(?P<user>.*?) {_FROM}\b.*",
        _A.OTHER,
        _C.SIGNIN,
        "maximum authentication attempts exceeded",
        "failure",
        "",
    ),
    (
        r"subsystem request for (?P<target>\S+) by user (?P<user>\S+).*",
        _A.OTHER,
        _C.SIGNIN,
        "subsystem request",
        None,
        "",
    ),
    (
        rf"Did not receive identification string {_FROM}.*",
        _A.OTHER,
        _C.SIGNIN,
        "no identification",
        None,
        "system",
    ),
    (
        r"(?:Disconnected from|Connection (?:closed|reset) by|Disconnecting) (?:authenticating |invalid )?user "
        r"(?P<user>\S*) (?P<address>\S+) port \d+.*",
        _A.OTHER,
        _C.SIGNIN,
        "disconnected",
        None,
        "",
    ),
    (rf"Received disconnect {_FROM}[: ].*", _A.OTHER, _C.SIGNIN, "Received disconnect", None, "system"),
)
_PAM_SSH = _table(
    (
        r"pam_unix\((?P<service>sshd):session\): session closed for user (?P<user>\S+)",
        _A.LOGOFF,
        _C.SIGNIN,
        "session closed",
        None,
        "",
    ),
    (
        rf"pam_unix\(sshd:session\): session opened for user (?P<target>\S+?){_UID} by (?P<user>[^\s(]*)\s?\(uid=(?P<uid>\d+)\)",
        _A.OTHER,
        _C.SIGNIN,
        "session opened",
        None,
        "",
    ),
)
_SEAT = _table(
    (
        rf"pam_unix\([^)]*:session\): session opened for user (?P<user>\S+?){_UID} by .*",
        _A.LOGON,
        _C.SIGNIN,
        "session opened",
        "success",
        "",
    ),
    (
        r"pam_unix\([^)]*:session\): session closed for user (?P<user>\S+)",
        _A.LOGOFF,
        _C.SIGNIN,
        "session closed",
        None,
        "",
    ),
    (
        r"FAILED LOGIN.* FOR '?(?P<user>[^',]+)'?, .*",
        _A.LOGON,
        _C.SIGNIN,
        "FAILED LOGIN",
        "failure",
        "",
    ),
)
_PAM = _table(
    (
        rf"pam_unix\([^)]*:session\): session opened for user (?P<target>\S+?){_UID} by (?P<user>[^\s(]*)\s?\(uid=(?P<uid>\d+)\)",
        _A.OTHER,
        _C.ADMIN,
        "session opened",
        None,
        "",
    ),
    (
        r"pam_unix\([^)]*:session\): session closed for user (?P<user>\S+)",
        _A.OTHER,
        _C.ADMIN,
        "session closed",
        None,
        "system",
    ),
    (
        r"pam_unix\([^)]*:auth\): authentication failure; .*?\brhost=(?P<address>\S*)(?:\s+user=(?P<user>\S+))?\s*",
        _A.OTHER,
        _C.SIGNIN,
        "authentication failure",
        "failure",
        "",
    ),
    (
        r"pam_unix\([^)]*:chauthtok\): password changed for (?P<user>\S+)",
        _A.OTHER,
        _C.ADMIN,
        "password changed",
        "success",
        "",
    ),
    (r"user (?P<user>\S+) logged out\.?", _A.LOGOFF, _C.SIGNIN, "logged out", None, ""),
)
_SUDO = _table(
    (
        r"\s*(?P<user>\S+) : (?:(?P<failed>[^=;]*?(?:NOT|incorrect|not allowed|a password is required)[^=;]*?) ; )?"
        r"(?:TTY=\S+ ; )?PWD=.*? ; USER=(?P<target>\S+) ; (?:(?:GROUP|TSID|ENV)=.*? ; )*COMMAND=(?P<command>\S+).*",
        _A.OTHER,
        _C.ADMIN,
        "sudo",
        None,
        "",
    ),
)
_SU = _table(
    (r"Successful su for (?P<target>\S+) by (?P<user>\S+)", _A.OTHER, _C.ADMIN, "su", "success", ""),
    (r"\(to (?P<target>\S+)\) (?P<user>\S+) on .*", _A.OTHER, _C.ADMIN, "su", "success", ""),
    (r"\+ \S+ (?P<user>[^\s:]+):(?P<target>\S+)", _A.OTHER, _C.ADMIN, "su", "success", ""),
    (r"FAILED su for (?P<target>\S+) by (?P<user>\S+)", _A.OTHER, _C.ADMIN, "su", "failure", ""),
    (r"FAILED SU \(to (?P<target>\S+)\) (?P<user>\S+) on .*", _A.OTHER, _C.ADMIN, "su", "failure", ""),
    (r"- \S+ (?P<user>[^\s:]+):(?P<target>\S+)", _A.OTHER, _C.ADMIN, "su", "failure", ""),
)
_KEPT = _table(
    (
        r"new user: name=(?P<user>[^,\s]+), UID=(?P<uid>\d+),.*",
        _A.OTHER,
        _C.ADMIN,
        "new user",
        "success",
        "system",
    ),
    (
        r"failed adding user '(?P<user>[^']*)'.*",
        _A.OTHER,
        _C.ADMIN,
        "failed adding user",
        "failure",
        "system",
    ),
    (r"delete user '(?P<user>[^']*)'", _A.OTHER, _C.ADMIN, "delete user", "success", "system"),
    (
        r"(?:change|lock|unlock) user '(?P<user>[^']*)'.*",
        _A.OTHER,
        _C.ADMIN,
        "change user",
        "success",
        "system",
    ),
    (r"changed user '(?P<user>[^']*)' .*", _A.OTHER, _C.ADMIN, "changed user", None, "system"),
    (
        r"add '(?P<user>[^']*)' to (?:shadow )?group '(?P<target>[^']*)'",
        _A.OTHER,
        _C.ADMIN,
        "add to group",
        "success",
        "system",
    ),
    (
        r"(?:delete|remove) '(?P<user>[^']*)' from (?:shadow )?group '(?P<target>[^']*)'",
        _A.OTHER,
        _C.ADMIN,
        "delete from group",
        "success",
        "system",
    ),
    (
        r"user '?(?P<user>[^'\s]+)'? added by '?(?P<by>[^'\s]+)'? to group '?(?P<target>[^'\s]+)'?",
        _A.OTHER,
        _C.ADMIN,
        "add to group",
        "success",
        "system",
    ),
    (
        r"changed password expiry for (?P<user>\S+)",
        _A.OTHER,
        _C.ADMIN,
        "changed password expiry",
        None,
        "system",
    ),
    (
        r"password for '?(?P<target>[^'\s]+)'? changed by '?(?P<user>[^'\s]+)'?",
        _A.OTHER,
        _C.ADMIN,
        "password changed",
        "success",
        "",
    ),
    (
        r"(?:new group: name=|group added to \S+ name=)(?P<target>[^,\s]+).*",
        _A.OTHER,
        _C.ADMIN,
        "new group",
        "success",
        "system",
    ),
    (
        r"group '(?P<target>[^']*)' removed.*",
        _A.OTHER,
        _C.ADMIN,
        "group removed",
        "success",
        "system",
    ),
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
    **dict.fromkeys(("sshd", "sshd-session", "sshd-auth"), _SSH + _PAM_SSH + _PAM),
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
